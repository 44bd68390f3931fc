import type { Instant } from '@libs/kernel';
import type { XmlDocument, XmlElement } from 'libxml2-wasm';
import { elements, one } from './at-path.js';
import { type ProvenToken, provenToken, type Trust } from './proven-token.js';
import { SignedParts } from './signed-parts.js';
import { isBefore, momentIn, skew } from './times.js';
import { Unbelieved } from './unbelieved.js';

const security = '/env:Envelope/env:Header/wsse:Security';
/** For so long after it was written a message is taken, whatever its sender allows. */
const freshFor = { minutes: 5 } as const;

/** What may be believed of a message: the token, and which parts its holder has signed. */
export type Believed = { readonly token: ProvenToken; readonly signed: SignedParts };

/**
 * Verifies what {@link protectMessage} protects: a token that proves itself, and by the key that it confirms a signature over the very
 * body, timestamp and token of this message, which was written lately. Throws {@link Unbelieved}; what is read must be read of this
 * document.
 */
export function believe(document: XmlDocument, trust: Trust, now: Instant): Believed {
  const assertion = the(document, `${security}/saml:Assertion`);
  const { token, holder } = provenToken(document, assertion, trust, now);
  const signature = one(the(document, security), 'ds:Signature');
  const signed = SignedParts.of(document, signature, [holder]);
  const body = the(document, '/env:Envelope/env:Body');
  const timestamp = the(document, `${security}/wsu:Timestamp`);
  for (const part of [body, timestamp, assertion])
    if (!signed.covers(part)) throw new Unbelieved('FailedCheck', `${part.name} is not signed`);
  requireFresh(timestamp, now);
  return { token, signed };
}

/** Throws {@link Unbelieved} unless a Timestamp is of now. */
export function requireFresh(timestamp: XmlElement, now: Instant): void {
  const created = momentIn(one(timestamp, 'wsu:Created').content);
  const expires = momentIn(one(timestamp, 'wsu:Expires').content);
  const isOld = isBefore(created.add(freshFor).add(skew), now) || isBefore(expires.add(skew), now);
  if (isOld || isBefore(now.add(skew), created))
    throw new Unbelieved('MessageExpired', 'the message is not of now');
}

/** The element at an absolute path, which must be the only one of its name: what stands elsewhere might be read in its place. */
function the(document: XmlDocument, path: string): XmlElement {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const found = one(document, path);
  if (elements(document, `//${name}`).length > 1)
    throw new Unbelieved('FailedCheck', `there is more than one ${name}`);
  return found;
}
