import { Temporal } from '@libs/kernel';
import { elements, momentIn, one, requireFresh, type SignedParts, Unbelieved } from '@libs/soap';
import type { XmlDocument } from 'libxml2-wasm';

const header = '/env:Envelope/env:Header';
const timestamp = `${header}/wsse:Security/wsu:Timestamp`;
const mustBeSigned = [
  '/env:Envelope/env:Body',
  timestamp,
  `${header}/wsa:Action`,
  `${header}/wsa:MessageID`,
  `${header}/wsa:To`,
];

/** Understands which messages have come before, so that none is taken twice while it is fresh. */
export class FreshMessages {
  private readonly seen = new Map<string, number>();

  /** Throws Unbelieved unless the message is of now, whole, signed, and new. */
  require(document: XmlDocument, signed: SignedParts): void {
    for (const path of mustBeSigned)
      if (!signed.covers(one(document, path)))
        throw new Unbelieved('FailedCheck', `${path} is not signed`);
    if (elements(document, '//env:Body').length !== 1)
      throw new Unbelieved('FailedCheck', 'there is more than one body');
    const now = Temporal.Now.instant();
    requireFresh(one(document, timestamp), now);
    this.requireNew(document, now.epochMilliseconds);
  }

  private requireNew(document: XmlDocument, now: number): void {
    for (const [id, until] of this.seen) if (until < now) this.seen.delete(id);
    const id = one(document, `${header}/wsa:MessageID`).content;
    if (this.seen.has(id)) throw new Unbelieved('FailedCheck', 'the message has come before');
    const expires = momentIn(one(document, `${timestamp}/wsu:Expires`).content);
    this.seen.set(id, expires.add(skew).epochMilliseconds);
  }
}

/** Clocks may be so far apart that a message is taken for so much longer. */
const skew = { minutes: 2 } as const;
