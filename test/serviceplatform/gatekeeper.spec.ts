import { beforeAll, describe, expect, it } from '@jest/globals';
import { protectMessage } from '@libs/soap';
import { TokenGatekeeper } from '../../simulators/debtor-systems/index.js';
import { assertion } from '../../simulators/security-token-service/assertion.js';
import { issuer as issuerName } from '../../simulators/security-token-service/index.js';
import { Authority, type Pair } from './authority.fixture.js';

const entityId = 'urn:service';
const cvr = '29189889';
const derOf = (pem: string): string => pem.replaceAll(/-----[A-Z ]+-----|\s/g, '');
const inMs = (ms: number): Date => new Date(Date.now() + ms);

let holder: Pair;
let issuer: Pair;
let stranger: Pair;

beforeAll(async () => {
  const authority = await Authority.make();
  [holder, issuer, stranger] = await Promise.all([
    authority.issue({ name: 'Debitorbro' }),
    authority.issue({ name: 'ADG' }),
    authority.issue({ name: 'Somebody' }),
  ]);
});

type Told = Partial<{
  audience: string;
  tokenCvr: string;
  tokenBy: Pair;
  boundTo: Pair;
  signedBy: Pair;
  until: Date;
  from: string;
  messageId: string;
}>;

/** A message that is right but for what is told. */
function aMessage(told: Told = {}): string {
  const by = told.tokenBy ?? issuer;
  const xml = assertion({
    issuer: issuerName,
    audience: told.audience ?? entityId,
    cvr: told.tokenCvr ?? cvr,
    certificate: derOf((told.boundTo ?? holder).cert),
    notBefore: inMs(-1_000),
    notOnOrAfter: told.until ?? inMs(60_000),
    key: by.key,
    cert: by.cert,
  });
  const from = told.from ?? inMs(0).toISOString();
  return protectMessage(plain, {
    address: {
      ...{ to: 'https://sp', action: 'urn:do' },
      messageId: told.messageId ?? crypto.randomUUID(),
    },
    validity: { from, until: new Date(Date.parse(from) + 300_000).toISOString() },
    token: { xml, id: /ID="([^"]+)"/.exec(xml)?.[1] ?? '' },
    key: (told.signedBy ?? holder).key,
  });
}

const plain = `<e:Envelope xmlns:e="http://www.w3.org/2003/05/soap-envelope"><e:Body><m:X xmlns:m="urn:m">
  <cc:CallContext xmlns:cc="http://serviceplatformen.dk/xml/schemas/CallContext/1/"><cc:CallersServiceCallIdentifier>1</cc:CallersServiceCallIdentifier></cc:CallContext>
  <ac:AuthorityContext xmlns:ac="http://serviceplatformen.dk/xml/schemas/AuthorityContext/1/"><ac:MunicipalityCVR>${cvr}</ac:MunicipalityCVR></ac:AuthorityContext>
  <m:Amount>230.00</m:Amount></m:X></e:Body></e:Envelope>`;

const judged = (message: string, by = new TokenGatekeeper(issuer.cert, entityId)) =>
  by.refusal(Buffer.from(message))?.message;

describe('the simulated platform', () => {
  it('lets in what is right', () => {
    expect(judged(aMessage())).toBeUndefined();
  });

  it.each<[string, () => Told, string]>([
    ['a token for another service', () => ({ audience: 'urn:other' }), 'another service'],
    ['a token for another authority', () => ({ tokenCvr: '55133018' }), 'another authority'],
    ['a token that somebody else made', () => ({ tokenBy: stranger }), 'the signature is wrong'],
    ['a token that expired', () => ({ until: inMs(-1) }), 'not valid now'],
    ['a token of another holder', () => ({ boundTo: stranger }), 'the signature is wrong'],
    ['a message signed by another', () => ({ signedBy: stranger }), 'the signature is wrong'],
    ['an old message', () => ({ from: inMs(-900_000).toISOString() }), 'not of now'],
    ['a message of tomorrow', () => ({ from: inMs(86_400_000).toISOString() }), 'not of now'],
  ])('refuses %s', (_, told, why) => {
    expect(judged(aMessage(told()))).toContain(why);
  });

  it.each([
    ['the body', '230.00', '239.00', 'a signed part was changed'],
    ['the token', entityId, 'urn:serviceX', 'was changed'],
    ['where it goes', '>https://sp<', '>https://xx<', 'a signed part was changed'],
    ['the signed digests', '<ds:DigestValue>', '<ds:DigestValue>A', 'the signature is wrong'],
  ])('refuses a message of which %s was changed', (_, from, to, why) => {
    expect(judged(aMessage().replace(from, to))).toContain(why);
  });

  it('refuses a message that comes again', () => {
    const gatekeeper = new TokenGatekeeper(issuer.cert, entityId);
    const message = aMessage();

    expect([judged(message, gatekeeper), judged(message, gatekeeper)]).toEqual([
      undefined,
      'the message has come before',
    ]);
  });

  it('refuses a body that was put beside the signed one', () => {
    const message = aMessage();
    const forged = '<e:Body wsu:Id="body"><x/></e:Body></e:Envelope>';

    expect(judged(message.replace('</e:Envelope>', forged))).toBeDefined();
  });

  it('refuses a message without a token', () => {
    expect(judged(plain)).toContain('must be there once');
  });
});
