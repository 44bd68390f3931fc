import { type KeyObject, X509Certificate } from 'node:crypto';
import type { Instant } from '@libs/kernel';
import type { XmlDocument, XmlElement } from 'libxml2-wasm';
import { elements, one } from './at-path.js';
import { SignedParts } from './signed-parts.js';
import { isBefore, momentIn, skew } from './times.js';
import { Unbelieved } from './unbelieved.js';
import { terms } from './vocabularies.js';

/** Whose tokens are believed, and for what. */
export type Trust = {
  /** The issuer's entity id, as its tokens name it. */
  readonly issuer: string;
  /** What the issuer signs with: RSA; several while it changes. */
  readonly issuerKeys: readonly KeyObject[];
  /** The entity id that a token must be for. */
  readonly audience: string;
};

/** What a token says that its issuer has been found to have signed. */
export type ProvenToken = {
  readonly id: string;
  /** The authority on whose behalf its holder speaks. */
  readonly cvr: string;
};

/**
 * What an assertion proves: SAML 2.0, signed by the issuer, for the audience, holder-of-key, valid at `now`. Besides, the key that its
 * holder must sign with. Throws {@link Unbelieved}.
 */
export function provenToken(
  document: XmlDocument,
  assertion: XmlElement,
  { issuer, issuerKeys, audience }: Trust,
  now: Instant,
): { readonly token: ProvenToken; readonly holder: KeyObject } {
  const signed = SignedParts.of(document, one(assertion, 'ds:Signature'), issuerKeys);
  if (!signed.covers(assertion)) throw wrong('the token is not signed');
  if (assertion.attr('Version')?.value !== '2.0') throw wrong('the token is not SAML 2.0');
  if (one(assertion, 'saml:Issuer').content !== issuer)
    throw wrong('the token is of another issuer');
  requireConditions(one(assertion, 'saml:Conditions'), audience, now);
  const holder = holderIn(one(assertion, 'saml:Subject/saml:SubjectConfirmation'), now);
  const claimed = `saml:AttributeStatement/saml:Attribute[@Name='${terms.cvrClaim}']/saml:AttributeValue`;
  const token = {
    id: assertion.attr('ID')?.value ?? '',
    cvr: one(assertion, claimed).content.trim(),
  };
  return { token, holder };
}

/** A condition that we don't know might be one that isn't met. */
function requireConditions(conditions: XmlElement, audience: string, now: Instant): void {
  if (!isWithin(conditions, now)) throw wrong('the token is not valid now');
  const restrictions = elements(conditions, 'saml:AudienceRestriction');
  if (restrictions.length !== elements(conditions, '*').length)
    throw wrong('the token has a condition that is not known');
  const isForUs = restrictions.every((each) =>
    elements(each, 'saml:Audience').some(({ content }) => content.trim() === audience),
  );
  if (restrictions.length === 0 || !isForUs) throw wrong('the token is for another service');
}

function holderIn(confirmation: XmlElement, now: Instant): KeyObject {
  if (confirmation.attr('Method')?.value !== terms.holderOfKey)
    throw wrong('the token is not holder-of-key');
  const confirmed = one(confirmation, 'saml:SubjectConfirmationData');
  if (confirmed.attr('NotOnOrAfter') !== null && !isWithin(confirmed, now))
    throw wrong('the token is not valid now');
  const certificate = one(confirmed, 'ds:KeyInfo/ds:X509Data/ds:X509Certificate').content;
  try {
    return new X509Certificate(Buffer.from(certificate, 'base64')).publicKey;
  } catch {
    throw wrong('the token names no key that can be used');
  }
}

/** From NotBefore, which another clock has set, until NotOnOrAfter, which must be there. */
function isWithin(element: XmlElement, now: Instant): boolean {
  const from = element.attr('NotBefore')?.value;
  const until = momentIn(element.attr('NotOnOrAfter')?.value ?? '');
  const hasBegun = from === undefined || !isBefore(now.add(skew), momentIn(from));
  return hasBegun && isBefore(now, until);
}

const wrong = (what: string): Unbelieved => new Unbelieved('InvalidSecurityToken', what);
