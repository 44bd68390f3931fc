import { beforeAll, describe, expect, it } from '@jest/globals';
import { XmlDocument } from 'libxml2-wasm';
import { SignedXml } from 'xml-crypto';
import { believe } from './believe.js';
import { audience, cvr, idOf, now, People, type Told } from './protected.fixture.js';
import { Unbelieved } from './unbelieved.js';
import { namespaces, terms } from './vocabularies.js';

let people: People;

beforeAll(async () => {
  people = await People.meet();
});

/** Why a message is not believed, by WS-Security's word; nothing if it is. */
function judged(message: string): string {
  using document = XmlDocument.fromString(message);
  try {
    believe(document, people.trust, now);
    return '';
  } catch (error) {
    if (error instanceof Unbelieved) return `${error.subcode}: ${error.message}`;
    throw error;
  }
}

/** The first match, cut out of a text. */
function cut(text: string, pattern: RegExp): { readonly rest: string; readonly piece: string } {
  const [piece] = pattern.exec(text) ?? [];
  if (piece === undefined) throw new Error(`${pattern.source} is missing`);
  return { rest: text.replace(piece, ''), piece };
}

const inSecurity = (message: string, xml: string): string =>
  message.replace('</wsse:Security>', () => `${xml}</wsse:Security>`);
const inHeader = (message: string, xml: string): string =>
  message.replace('</env:Header>', () => `<x:Kept xmlns:x="urn:x">${xml}</x:Kept></env:Header>`);

describe('a protected message', () => {
  it('is believed when all is right, and says who speaks for whom', () => {
    const message = people.aMessage();
    using document = XmlDocument.fromString(message);

    const { token } = believe(document, people.trust, now);

    expect(token).toEqual({ id: idOf(message), cvr });
  });

  it.each<[string, () => Told, string]>([
    ['a token of another issuer', () => ({ issuer: 'urn:other' }), 'of another issuer'],
    ['a token that somebody else made', () => ({ tokenBy: people.stranger }), 'signature is wrong'],
    ['a token for another service', () => ({ audience: 'urn:other' }), 'for another service'],
    ['a token that has expired', () => ({ tokenUntil: 0 }), 'token is not valid now'],
    ['a token of tomorrow', () => ({ tokenFrom: 61, tokenUntil: 90 }), 'token is not valid now'],
    ['a message signed by another', () => ({ signedBy: people.stranger }), 'signature is wrong'],
    ['a token of another holder', () => ({ boundTo: people.stranger }), 'signature is wrong'],
    ['a message of before', () => ({ from: -361 }), 'MessageExpired: the message is not of now'],
    ['a message that expired', () => ({ from: -100, until: -61 }), 'MessageExpired'],
    ['a message of tomorrow', () => ({ from: 61 }), 'MessageExpired'],
    ['a message that wants to last', () => ({ from: -400, until: 86_400 }), 'MessageExpired'],
  ])('is refused with %s', (_, told, why) => {
    expect(judged(people.aMessage(told()))).toContain(why);
  });

  it.each<[string, Told]>([
    ['clocks a minute apart', { from: 60, tokenFrom: 60, tokenUntil: 61 }],
    ['five minutes on its way', { from: -300, until: 0 }],
  ])('is believed with %s', (_, told) => {
    expect(judged(people.aMessage(told))).toBe('');
  });

  it.each<[string, string | RegExp, string, string]>([
    ['is a bearer’s', 'cm:holder-of-key', 'cm:bearer', 'not holder-of-key'],
    ['is SAML 1.1', 'Version="2.0"', 'Version="1.1"', 'not SAML 2.0'],
    ['has a condition of its own', '</saml:Conditions>', '<saml:OneTimeUse/>$&', 'not known'],
    ['is for nobody', /<saml:AudienceR.*<\/saml:AudienceRestriction>/, '', 'another service'],
    [
      'is for two, but not for us',
      /<saml:AudienceR.*<\/saml:AudienceRestriction>/,
      '$&<saml:AudienceRestriction><saml:Audience>urn:x</saml:Audience></saml:AudienceRestriction>',
      'another service',
    ],
    ['never ends', / NotOnOrAfter="[^"]+"/, '', 'a time is none'],
    ['ends at no moment', /(NotOnOrAfter="[^"]+)Z"/, '$1"', 'a time is none'],
    [
      'was confirmed for the past',
      '<saml:SubjectConfirmationData>',
      '<saml:SubjectConfirmationData NotOnOrAfter="2026-11-23T11:59:59Z">',
      'not valid now',
    ],
    ['names no key', /<ds:X509Certificate>[^<]+/, '<ds:X509Certificate>AAAA', 'names no key'],
    ['speaks for nobody', /<saml:AttributeStatement>.*<\/saml:AttributeStatement>/, '', 'once'],
  ])('is refused with a token that %s', (_, from, to, why) => {
    const message = people.aMessage({ token: (xml) => xml.replace(from, to) });

    expect(judged(message)).toContain(why);
  });

  it('is refused with a token of which the issuer signed something else than the whole', () => {
    const sign = (xml: string): string =>
      signedOver(xml, ['Conditions'], people.issuer, 'Assertion');

    expect(judged(people.aMessage({ sign }))).toContain('the token is not signed');
  });

  it('may have a token for several services', () => {
    const both = `<saml:Audience>urn:x</saml:Audience><saml:Audience>${audience}</saml:Audience>`;
    const message = people.aMessage({
      token: (xml) => xml.replace(/<saml:Audience>[^<]+<\/saml:Audience>/, both),
    });

    expect(judged(message)).toBe('');
  });

  it.each<[string, (message: string) => string, string]>([
    [
      'no signature',
      (whole) => cut(whole, messageSignature).rest,
      'ds:Signature must be there once',
    ],
    ['no token', (whole) => cut(whole, token).rest, 'saml:Assertion must be there once'],
    [
      'a token without its issuer’s signature',
      (whole) => cut(whole, /<ds:Signature .*?<\/ds:Signature>/s).rest,
      'ds:Signature must be there once',
    ],
    ['no timestamp', (whole) => cut(whole, timestamp).rest, 'an id is missing'],
    ['no Security header', (whole) => cut(whole, header).rest, 'must be there once'],
    ['another amount', (whole) => whole.replace('230.00', '239.00'), 'a signed part was changed'],
    ['another authority', (whole) => whole.replace(cvr, '55133018'), 'part was changed'],
    ['an instruction in its body', (whole) => whole.replace('230', '2<?x?>30'), 'was changed'],
  ])('is refused with %s', (_, change, why) => {
    const message = people.aMessage();
    const changed = change(message);

    expect(changed).not.toBe(message);
    expect(judged(changed)).toContain(why);
  });

  const token = /<saml:Assertion .*<\/saml:Assertion>/s;
  const timestamp = /<wsu:Timestamp .*<\/wsu:Timestamp>/s;
  const header = /<env:Header.*<\/env:Header>/s;
  const body = /<e:Body .*<\/e:Body>/s;
  const messageSignature = /<ds:Signature [^>]*>(?!.*<ds:Signature ).*<\/ds:Signature>/s;

  it.each<[string, (message: string) => string, string]>([
    [
      'the signed body aside, and another in its place',
      (whole) => {
        const { rest, piece } = cut(whole, body);
        const forged = piece.replace('"body"', '"forged"').replace('230.00', '1.00');
        return inHeader(rest.replace('</e:Envelope>', `${forged}</e:Envelope>`), piece);
      },
      'there is more than one env:Body',
    ],
    [
      'the signed body aside under another name, and another in its place',
      (whole) => {
        const { rest, piece } = cut(whole, body);
        const forged = piece.replace(/ [\w:]+="body"/, '').replace('230.00', '1.00');
        return inSecurity(rest.replace('</e:Envelope>', `${forged}</e:Envelope>`), piece);
      },
      'there is more than one env:Body',
    ],
    [
      'two bodies of one id',
      (whole) => whole.replace('</e:Envelope>', `${cut(whole, body).piece}</e:Envelope>`),
      'an id is missing, or there twice',
    ],
    [
      'the signed timestamp aside, and another in its place',
      (whole) => {
        const { rest, piece } = cut(whole, timestamp);
        const forged = piece.replace('"timestamp"', '"forged"');
        return inHeader(inSecurity(rest, forged), piece);
      },
      'there is more than one wsu:Timestamp',
    ],
    [
      'the signed token within a forged one, whose signature is the signed one’s',
      (whole) => {
        const { rest, piece } = cut(whole, token);
        const signature = cut(piece, /<ds:Signature .*<\/ds:Signature>/s).piece;
        const forged = piece
          .replace(signature, `${signature}<x:Kept xmlns:x="urn:x">${piece}</x:Kept>`)
          .replace(/ ID="/, ' ID="forged')
          .replaceAll(cvr, '55133018');
        return inSecurity(rest, forged);
      },
      'FailedCheck',
    ],
    [
      'the signed token aside, and a forged one in its place',
      (whole) => {
        const { rest, piece } = cut(whole, token);
        const forged = piece.replace(/ ID="/, ' ID="forged').replace(cvr, '55133018');
        return inHeader(inSecurity(rest, forged), piece);
      },
      'FailedCheck',
    ],
    [
      'a second token',
      (whole) => inHeader(whole, `<saml:Assertion xmlns:saml="${namespaces.saml}"/>`),
      'there is more than one saml:Assertion',
    ],
    [
      'two Security headers',
      (whole) =>
        whole.replace(
          '</env:Header>',
          `<wsse:Security xmlns:wsse="${namespaces.wsse}"/></env:Header>`,
        ),
      'Security must be there once',
    ],
  ])('is refused with %s', (_, change, why) => {
    expect(judged(change(people.aMessage()))).toContain(why);
  });

  it.each(['Body', 'Timestamp', 'Assertion'])(
    'is refused unless its holder signed its %s',
    (left) => {
      const parts = ['Body', 'Timestamp', 'Assertion'];
      const { rest } = cut(people.aMessage(), messageSignature);

      expect(judged(signedOver(rest, parts))).toBe('');
      expect(
        judged(
          signedOver(
            rest,
            parts.filter((part) => part !== left),
          ),
        ),
      ).toBe(`FailedCheck: ${left} is not signed`);
    },
  );
});

/** A message of which only these parts are signed, by its holder unless told by whom. */
function signedOver(
  message: string,
  parts: readonly string[],
  { key } = people.holder,
  place = 'Security',
): string {
  const signer = new SignedXml({
    privateKey: key,
    signatureAlgorithm: terms.rsaSha256,
    canonicalizationAlgorithm: terms.exclusiveC14n,
  });
  for (const part of parts)
    signer.addReference({
      xpath: `//*[local-name(.)='${part}']`,
      transforms: [terms.exclusiveC14n],
      digestAlgorithm: terms.sha256,
    });
  const location = { reference: `//*[local-name(.)='${place}']`, action: 'append' } as const;
  signer.computeSignature(message, { prefix: 'ds', location });
  return signer.getSignedXml();
}
