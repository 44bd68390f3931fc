import { createHash, type KeyObject, verify } from 'node:crypto';
import { namespaces, terms } from '@libs/soap';
import { XmlC14NMode, XmlDocument, XmlElement } from 'libxml2-wasm';

const canonical = { mode: XmlC14NMode.XML_C14N_EXCLUSIVE_1_0 };
const enveloped = 'http://www.w3.org/2000/09/xmldsig#enveloped-signature';

/** Why a signature is not believed. */
export class Unbelieved extends Error {
  override readonly name = 'Unbelieved';

  /** @param subcode the word of WS-Security for it */
  constructor(
    readonly subcode:
      'FailedCheck' | 'InvalidSecurityToken' | 'FailedAuthentication' | 'MessageExpired',
    message: string,
  ) {
    super(message);
  }
}

/**
 * Verifies one XML signature with one key, by libxml2's canonical form and Node's cryptography: on purpose by other means than the
 * gateway signs with. Returns the ids of what is signed.
 * @throws Unbelieved for any algorithm but the expected ones, a reference that leads nowhere or twice, or a value that is wrong
 */
export function signedIds(
  document: XmlDocument,
  signature: XmlElement,
  key: KeyObject,
): Set<string> {
  const info = one(signature, 'ds:SignedInfo');
  requireAlgorithm(one(info, 'ds:CanonicalizationMethod'), terms.exclusiveC14n);
  requireAlgorithm(one(info, 'ds:SignatureMethod'), terms.rsaSha256);
  const value = Buffer.from(one(signature, 'ds:SignatureValue').content, 'base64');
  const bytes = Buffer.from(info.canonicalizeToString(canonical));
  if (!verify('sha256', bytes, key, value))
    throw new Unbelieved('FailedCheck', 'the signature is wrong');
  const references = elements(info, 'ds:Reference');
  const ids = idsIn(document);
  return new Set(references.map((reference) => checked(ids, signature, reference)));
}

function checked(ids: ById, signature: XmlElement, reference: XmlElement): string {
  const id = (reference.attr('URI')?.value ?? '').replace(/^#/, '');
  const algorithms = elements(reference, 'ds:Transforms/ds:Transform').map(
    (transform) => transform.attr('Algorithm')?.value ?? '',
  );
  if (algorithms.some((name) => name !== terms.exclusiveC14n && name !== enveloped))
    throw new Unbelieved('FailedCheck', 'an unexpected transform is used');
  requireAlgorithm(one(reference, 'ds:DigestMethod'), terms.sha256);
  const target = theOne(ids, id);
  const form = algorithms.includes(enveloped)
    ? withoutSignature(target, signature)
    : target.canonicalizeToString(canonical);
  const digest = createHash('sha256').update(form).digest('base64');
  if (digest !== one(reference, 'ds:DigestValue').content.trim())
    throw new Unbelieved('FailedCheck', `what is signed as ${id} was changed`);
  return id;
}

/** The elements of a document by their ids: read once, since a signature asks for many. */
type ById = ReadonlyMap<string, readonly XmlElement[]>;

function idsIn(document: XmlDocument): ById {
  const withIds = elements(document, "//*[@*[local-name()='Id' or local-name()='ID']]");
  return Map.groupBy(withIds, idOf);
}

function idOf({ attrs }: XmlElement): string {
  return attrs.find(({ name }) => name === 'Id' || name === 'ID')?.value ?? '';
}

/** The one element with that id: two would let one be verified and the other be read. */
function theOne(ids: ById, id: string): XmlElement {
  const [only, ...others] = ids.get(id) ?? [];
  if (only === undefined || others.length > 0)
    throw new Unbelieved('FailedCheck', 'an id is missing, or there twice');
  return only;
}

function withoutSignature(target: XmlElement, signature: XmlElement): string {
  const value = one(signature, 'ds:SignatureValue').content;
  using copy = XmlDocument.fromString(target.canonicalizeToString(canonical));
  for (const each of elements(copy.root, 'ds:Signature'))
    if (one(each, 'ds:SignatureValue').content === value) each.remove();
  return copy.root.canonicalizeToString(canonical);
}

function requireAlgorithm(element: XmlElement, algorithm: string): void {
  if (element.attr('Algorithm')?.value !== algorithm)
    throw new Unbelieved('FailedCheck', 'an unexpected algorithm is used');
}

/** The one element at a path, e.g. `saml:Conditions`. Throws Unbelieved if there is none or are several. */
export function one(from: XmlElement | XmlDocument, path: string): XmlElement {
  const found = elements(from, path);
  const [only] = found;
  if (only === undefined || found.length > 1)
    throw new Unbelieved('FailedCheck', `${path} must be there once`);
  return only;
}

export function elements(from: XmlElement | XmlDocument, path: string): XmlElement[] {
  return from
    .find(path, namespaces)
    .filter((node): node is XmlElement => node instanceof XmlElement);
}
