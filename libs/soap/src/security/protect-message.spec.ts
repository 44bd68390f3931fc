import { createHash, createPublicKey, verify } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { XmlC14NMode, XmlDocument, XmlElement } from 'libxml2-wasm';
import { Authority, type Pair } from '../../../../test/serviceplatform/authority.fixture.js';
import { aPing, schema } from '../contract.fixture.js';
import { readMessage } from '../read-message.js';
import { writeMessage } from '../write-message.js';
import { protectMessage } from './protect-message.js';
import { namespaces } from './vocabularies.js';

const token = {
  id: '_a1',
  xml: `<saml:Assertion xmlns:saml="${namespaces.saml}" ID="_a1" Version="2.0"><saml:Issuer>Å &amp; ø</saml:Issuer></saml:Assertion>`,
};
const address = { to: 'https://sp/x', action: 'urn:do', messageId: crypto.randomUUID() };
const validity = { from: '2026-11-23T12:00:00Z', until: '2026-11-23T12:05:00Z' };

let pair: Pair;
let message: string;

beforeAll(async () => {
  pair = await (await Authority.make()).issue({ name: 'Debitorbro' });
  const written = writeMessage(aPing('Åse & søn'), schema);
  message = protectMessage(written, { address, validity, token, key: pair.key });
});

const canonical = { mode: XmlC14NMode.XML_C14N_EXCLUSIVE_1_0 };
const all = (document: XmlDocument, path: string): XmlElement[] =>
  document.find(path, namespaces).filter((node) => node instanceof XmlElement);

function the(document: XmlDocument, path: string): XmlElement {
  const [only] = all(document, path);
  if (only === undefined) throw new Error(`${path} is missing`);
  return only;
}

describe('a message that a token protects', () => {
  it('is a message of the service still, to whoever understands WS-Security', () => {
    const bytes = Buffer.from(message);
    const read = readMessage(bytes, schema, 100_000, [namespaces.wsse]);

    expect(read).toMatchObject({ kind: 'payload', payload: { name: 'Ping_I' } });
    expect(() => readMessage(bytes, schema, 100_000)).toThrow('not understood');
  });

  it('carries a signature that libxml2 and OpenSSL find right, over every part that matters', () => {
    using document = XmlDocument.fromString(message);
    const info = the(document, '//ds:Signature/ds:SignedInfo');
    const value = Buffer.from(the(document, '//ds:SignatureValue').content, 'base64');
    const bytes = Buffer.from(info.canonicalizeToString(canonical));
    expect(verify('sha256', bytes, createPublicKey(pair.cert), value)).toBe(true);

    const signed = all(document, '//ds:Reference').map((reference) => {
      const id = reference.attr('URI')?.value.slice(1) ?? '';
      const target = all(document, '//*').find(({ attrs }) =>
        attrs.some((attr) => ['Id', 'ID'].includes(attr.name) && attr.value === id),
      );
      const digest = createHash('sha256').update(target?.canonicalizeToString(canonical) ?? '');
      expect(digest.digest('base64')).toBe(
        reference.find('ds:DigestValue', namespaces)[0]?.content,
      );
      return target?.name;
    });
    expect(signed.toSorted()).toEqual(
      [
        'Body',
        'Action',
        'MessageID',
        'To',
        'ReplyTo',
        'Framework',
        'Timestamp',
        'Assertion',
      ].toSorted(),
    );
  });

  it('carries the token as it was issued, to the letter of its canonical form', () => {
    using document = XmlDocument.fromString(message);
    using issued = XmlDocument.fromString(token.xml);

    expect(the(document, '//saml:Assertion').canonicalizeToString(canonical)).toBe(
      issued.root.canonicalizeToString(canonical),
    );
  });

  it('says where it goes, what it asks, and how long it may be believed', () => {
    using document = XmlDocument.fromString(message);
    const told = ['wsa:To', 'wsa:Action', 'wsa:MessageID', 'wsu:Created', 'wsu:Expires'].map(
      (name) => the(document, `/env:Envelope/env:Header//${name}`).content,
    );

    expect(told).toEqual([
      ...[address.to, address.action, `urn:uuid:${address.messageId}`],
      ...[validity.from, validity.until],
    ]);
  });
});
