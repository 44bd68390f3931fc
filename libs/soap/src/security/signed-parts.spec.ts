import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { XmlDocument } from 'libxml2-wasm';
import { SignedXml } from 'xml-crypto';
import { one } from './at-path.js';
import { SignedParts } from './signed-parts.js';
import { terms } from './vocabularies.js';

const pem = {
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
} as const;
const pair = generateKeyPairSync('rsa', { modulusLength: 2_048, ...pem });
const key = createPublicKey(pair.publicKey);
const xml = '<r xmlns:k="urn:k"><a Id="a" type="k:T">1</a><b Id="b"><c Id="c">2</c></b></r>';

type Signing = Partial<{
  readonly ids: readonly string[];
  readonly transforms: string[];
  readonly digest: string;
  readonly algorithm: string;
  readonly form: string;
  readonly kept: string[];
}>;

/** A document that xml-crypto has signed, as WSS4J and others would. */
function signed(signing: Signing = {}): string {
  const signer = new SignedXml({
    privateKey: pair.privateKey,
    signatureAlgorithm: signing.algorithm ?? terms.rsaSha256,
    canonicalizationAlgorithm: signing.form ?? terms.exclusiveC14n,
  });
  for (const id of signing.ids ?? ['a'])
    signer.addReference({
      xpath: `//*[@Id='${id}']`,
      transforms: signing.transforms ?? [terms.exclusiveC14n],
      digestAlgorithm: signing.digest ?? terms.sha256,
      ...(signing.kept !== undefined && { inclusiveNamespacesPrefixList: signing.kept }),
    });
  signer.computeSignature(xml, { prefix: 'ds' });
  return signer.getSignedXml();
}

/** Which of the elements are covered, or why none is. */
function covered(text: string, by = [key]): string {
  using document = XmlDocument.fromString(text);
  try {
    const parts = SignedParts.of(document, one(document, '/r/ds:Signature'), by);
    return ['/r/a', '/r/b', '/r/b/c'].filter((path) => parts.covers(one(document, path))).join();
  } catch (error) {
    return error instanceof Error ? error.message : '';
  }
}

describe('a signature', () => {
  it('covers the elements that it refers to, and no others', () => {
    expect(covered(signed())).toBe('/r/a');
    expect(covered(signed({ ids: ['a', 'c'] }))).toBe('/r/a,/r/b/c');
  });

  it('may keep prefixes that only values use', () => {
    const text = signed({ kept: ['k'] });

    expect(text).toContain('PrefixList="k"');
    expect(covered(text)).toBe('/r/a');
    expect(covered(text.replace('xmlns:k="urn:k"', 'xmlns:k="urn:x"'))).toContain('was changed');
  });

  it('may be of any of several keys, but of no other, nor of another kind', () => {
    const { publicKey: other } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
    const { publicKey: curve } = generateKeyPairSync('ec', { namedCurve: 'P-256' });

    expect(covered(signed(), [other, key])).toBe('/r/a');
    expect(covered(signed(), [curve, other])).toBe('the signature is wrong');
    expect(covered(signed(), [])).toBe('the signature is wrong');
  });

  it.each<[string, Signing]>([
    ['SHA-1', { algorithm: 'http://www.w3.org/2000/09/xmldsig#rsa-sha1' }],
    ['a digest by SHA-1', { digest: 'http://www.w3.org/2000/09/xmldsig#sha1' }],
    ['inclusive form', { form: 'http://www.w3.org/TR/2001/REC-xml-c14n-20010315' }],
    [
      'parts in inclusive form',
      { transforms: ['http://www.w3.org/TR/2001/REC-xml-c14n-20010315'] },
    ],
    ['a form with comments', { transforms: [`${terms.exclusiveC14n}WithComments`] }],
  ])('is refused with %s', (_, signing) => {
    expect(covered(signed(signing))).toContain('unexpected');
  });

  it('is refused with a transform too many', () => {
    const { enveloped, exclusiveC14n } = terms;
    const thrice = signed({ transforms: [enveloped, enveloped, exclusiveC14n] });
    expect(covered(thrice)).toContain('unexpected transform');
  });

  it('is refused as enveloped by what it does not stand in', () => {
    const text = signed({ transforms: [terms.enveloped, terms.exclusiveC14n] });
    expect(covered(text)).toContain('stands elsewhere');
  });

  it('is refused with a reference that leads nowhere, or to two', () => {
    expect(covered(signed().replace(' Id="a"', ' Id="x"'))).toContain('missing, or there twice');
    expect(covered(signed().replace(' Id="b"', ' ID="a"'))).toContain('missing, or there twice');
    const twoIds = signed().replace('<b Id="b"', '<b Id="b" x:Id="a" xmlns:x="urn:x"');
    expect(covered(twoIds)).toContain('missing, or there twice');
  });

  it('is refused with more parts than anybody signs', () => {
    const ids = Array.from({ length: 33 }, () => 'a');
    expect(covered(signed({ ids }))).toContain('too many parts');
  });

  const many = (write: (nth: number) => string, count: number): string =>
    Array.from({ length: count }, (_, nth) => write(nth)).join('');

  it.each<[string, string | RegExp, () => string, string]>([
    [
      'more than a signature says',
      '</ds:SignedInfo>',
      () => `${many(() => '<x/>', 500)}$&`,
      'too long',
    ],
    [
      'more than a signature says, in attributes',
      '<ds:SignedInfo',
      () => `$&${many((nth) => ` x${String(nth)}=""`, 500)}`,
      'too long',
    ],
    [
      'elements of many attributes',
      '<b ',
      () => `$&${many((nth) => ` x${String(nth)}=""`, 65)} `,
      'too many attributes',
    ],
    ['a namespace that is relative', '<ds:SignedInfo', () => '$& xmlns:x="x"', 'no canonical form'],
  ])('is refused at once with %s', (_, place, added, why) => {
    expect(covered(signed().replace(place, added()))).toContain(why);
  });

  it('is refused at once when it keeps more prefixes than anybody has', () => {
    expect(covered(signed({ kept: many((nth) => `x${String(nth)} `, 17).split(' ') }))).toContain(
      'too many prefixes',
    );
  });

  it('is of what it says: a remark within its digest changes nothing', () => {
    const text = signed().replace('<ds:DigestValue>', '<ds:DigestValue>AAAA<!-- -->');
    expect(covered(text)).toBe('the signature is wrong');
  });
});
