import { elements, one, signedIds, Unbelieved } from './signed-parts.js';
import type { KeyObject } from 'node:crypto';
import type { XmlDocument, XmlElement } from 'libxml2-wasm';

/** How far clocks may be apart. */
const skewMs = 60_000;

const header = '/env:Envelope/env:Header';
const mustBeSigned = [
  '/env:Envelope/env:Body',
  `${header}/wsse:Security/wsu:Timestamp`,
  `${header}/wsa:Action`,
  `${header}/wsa:MessageID`,
  `${header}/wsa:To`,
];

/** Understands which messages have come before, so that none is taken twice while it is fresh. */
export class FreshMessages {
  private readonly seen = new Map<string, number>();

  /** Throws Unbelieved unless the message is of now, whole, signed with that key, and new; `alsoSigned` are further ids. */
  require(document: XmlDocument, key: KeyObject, alsoSigned: readonly string[] = []): void {
    const signature = one(document, `${header}/wsse:Security/ds:Signature`);
    const signed = signedIds(document, signature, key);
    for (const path of mustBeSigned) requireSigned(one(document, path), signed);
    if (!alsoSigned.every((id) => signed.has(id)))
      throw new Unbelieved('FailedCheck', 'what says who sends is not signed');
    if (elements(document, '//env:Body').length !== 1)
      throw new Unbelieved('FailedCheck', 'there is more than one body');
    this.requireNew(document);
  }

  private requireNew(document: XmlDocument): void {
    const now = Date.now();
    const created = timeIn(one(document, `${header}/wsse:Security/wsu:Timestamp/wsu:Created`));
    const expires = timeIn(one(document, `${header}/wsse:Security/wsu:Timestamp/wsu:Expires`));
    if (!(created <= now + skewMs && expires > now - skewMs))
      throw new Unbelieved('MessageExpired', 'the message is not of now');
    for (const [id, until] of this.seen) if (until < now - skewMs) this.seen.delete(id);
    const id = one(document, `${header}/wsa:MessageID`).content;
    if (this.seen.has(id)) throw new Unbelieved('FailedCheck', 'the message has come before');
    this.seen.set(id, expires);
  }
}

function requireSigned(element: XmlElement, signed: ReadonlySet<string>): void {
  const id = element.attrs.find(({ name }) => name === 'Id' || name === 'ID')?.value;
  if (id === undefined || !signed.has(id))
    throw new Unbelieved('FailedCheck', `${element.name} is not signed`);
}

/** Milliseconds; throws Unbelieved for what is no time. */
export function timeIn({
  name,
  content,
}: {
  readonly name: string;
  readonly content: string;
}): number {
  const at = Date.parse(content);
  if (Number.isNaN(at)) throw new Unbelieved('FailedCheck', `${name} holds no time`);
  return at;
}
