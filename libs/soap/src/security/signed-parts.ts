import { createHash, type KeyObject, verify } from 'node:crypto';
import { XmlC14NMode, XmlDocument, type XmlElement, XmlError } from 'libxml2-wasm';
import { elements, one } from './at-path.js';
import { Unbelieved } from './unbelieved.js';
import { terms } from './vocabularies.js';

/** A signature refers to a handful of parts, and says so shortly. More would only cost time, which a stranger must not be able to spend. */
const limits = { references: 32, nodes: 500, prefixes: 16, attributes: 64 } as const;

/**
 * Understands what one XML signature covers: the very elements, not their ids, so that nothing else can be read in their place.
 * Verifies by libxml2's canonical form and OpenSSL, on purpose by other means than `sign.ts` signs with; and only what we would sign
 * too: RSA, SHA-256, exclusive canonical form, references by id.
 */
export class SignedParts {
  private constructor(private readonly parts: readonly XmlElement[]) {}

  /** Throws {@link Unbelieved} unless one of the keys made the signature, and everything it refers to is as it was signed. */
  static of(document: XmlDocument, signature: XmlElement, keys: readonly KeyObject[]): SignedParts {
    const signed = one(signature, 'ds:SignedInfo');
    if (Number(signed.eval('count(descendant::* | descendant-or-self::*/@*)')) > limits.nodes)
      throw new Unbelieved('FailedCheck', 'the signature is too long');
    requireSignature(signed, valueIn(signature), keys);
    const references = elements(signed, 'ds:Reference');
    if (references.length > limits.references)
      throw new Unbelieved('FailedCheck', 'too many parts are signed');
    if (elements(document, `//*[count(@*) > ${limits.attributes}]`).length > 0)
      throw new Unbelieved('FailedCheck', 'an element has too many attributes');
    const ids = idsIn(document);
    return new SignedParts(references.map((reference) => checked(ids, signature, reference)));
  }

  covers(element: XmlElement): boolean {
    return this.parts.some((part) => part.isSameNode(element));
  }
}

function requireSignature(info: XmlElement, value: Buffer, keys: readonly KeyObject[]): void {
  const method = one(info, 'ds:CanonicalizationMethod');
  requireAlgorithm(method, terms.exclusiveC14n);
  requireAlgorithm(one(info, 'ds:SignatureMethod'), terms.rsaSha256);
  const bytes = Buffer.from(canonical(info, formBy(method)));
  const right = keys
    .filter(({ asymmetricKeyType }) => asymmetricKeyType === 'rsa')
    .some((key) => verify('sha256', bytes, key, value));
  if (!right) throw new Unbelieved('FailedCheck', 'the signature is wrong');
}

/** The element that a reference leads to, if it is as it was signed. */
function checked(ids: ById, signature: XmlElement, reference: XmlElement): XmlElement {
  const target = targetOf(ids, reference);
  const transforms = elements(reference, 'ds:Transforms/ds:Transform');
  const last = transforms.pop();
  const isEnveloped = transforms.length === 1;
  if (last === undefined || transforms.length > 1)
    throw new Unbelieved('FailedCheck', 'an unexpected transform is used');
  requireAlgorithm(last, terms.exclusiveC14n);
  for (const first of transforms) requireAlgorithm(first, terms.enveloped);
  requireAlgorithm(one(reference, 'ds:DigestMethod'), terms.sha256);
  const form = isEnveloped
    ? withoutSignature(target, signature, formBy(last))
    : canonical(target, formBy(last));
  const digest = createHash('sha256').update(form).digest('base64');
  if (digest !== one(reference, 'ds:DigestValue').content.trim())
    throw new Unbelieved('FailedCheck', 'a signed part was changed');
  return target;
}

/** The elements of a document by their ids. */
type ById = ReadonlyMap<string, readonly XmlElement[]>;

function idsIn(document: XmlDocument): ById {
  const found = new Map<string, XmlElement[]>();
  for (const element of elements(document, "//*[@*[local-name()='Id' or local-name()='ID']]"))
    for (const { name, value } of element.attrs)
      if (name === 'Id' || name === 'ID') found.set(value, [...(found.get(value) ?? []), element]);
  return found;
}

/** Two elements with one id would let one be verified and the other be read. */
function targetOf(ids: ById, reference: XmlElement): XmlElement {
  const uri = reference.attr('URI')?.value ?? '';
  const [only, ...others] = uri.startsWith('#') ? (ids.get(uri.slice(1)) ?? []) : [];
  if (only === undefined || others.length > 0)
    throw new Unbelieved('FailedCheck', 'an id is missing, or there twice');
  return only;
}

type Form = { readonly mode: 1; readonly inclusiveNamespacePrefixes: string[] };

/** Exclusive canonical form, with the prefixes that the signer asked to keep. */
function formBy(method: XmlElement): Form {
  const [kept] = elements(method, 'c14n:InclusiveNamespaces');
  const prefixes = (kept?.attr('PrefixList')?.value ?? '').split(/\s+/).filter(Boolean);
  if (prefixes.length > limits.prefixes)
    throw new Unbelieved('FailedCheck', 'too many prefixes are kept');
  return { mode: XmlC14NMode.XML_C14N_EXCLUSIVE_1_0, inclusiveNamespacePrefixes: prefixes };
}

function canonical(element: XmlElement, form: Form): string {
  try {
    return element.canonicalizeToString(form);
  } catch (error) {
    if (!(error instanceof XmlError)) throw error;
    throw new Unbelieved('FailedCheck', 'a part has no canonical form');
  }
}

/** The signature stands in what it signs, and does not sign itself. */
function withoutSignature(target: XmlElement, signature: XmlElement, form: Form): string {
  if (signature.parent?.isSameNode(target) !== true)
    throw new Unbelieved('FailedCheck', 'the signature stands elsewhere');
  using copy = XmlDocument.fromString(canonical(target, form));
  one(copy.root, 'ds:Signature').remove();
  return canonical(copy.root, form);
}

function valueIn(signature: XmlElement): Buffer {
  return Buffer.from(one(signature, 'ds:SignatureValue').content, 'base64');
}

function requireAlgorithm(element: XmlElement, algorithm: string): void {
  if (element.attr('Algorithm')?.value !== algorithm)
    throw new Unbelieved('FailedCheck', 'an unexpected algorithm or transform is used');
}
