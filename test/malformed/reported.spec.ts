import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { reportMessage } from '../../simulators/debtor-systems/report.js';
import type { Balance } from '../journeys/street/followed-balance.fixture.js';
import { canary, megabytes20, Town } from './town.fixture.js';

jest.setTimeout(240_000);

const soap = 'application/soap+xml; charset=utf-8';
const soap12 = 'http://www.w3.org/2003/05/soap-envelope';
const soap11 = 'http://schemas.xmlsoap.org/soap/envelope/';
const answeredWithinMs = 5_000;

let town: Town;
let fee: Balance;
/** A report of a debtor system as it should be, on a receivable that it holds: what is sent is this, spoilt in one way. */
let good: string;

/** Stands for whatever a document from outside could make us ask for. */
let outside: Server;
let asked = 0;
const elsewhere = (): string =>
  `http://127.0.0.1:${String((outside.address() as AddressInfo).port)}/${canary}`;

beforeAll(async () => {
  outside = createServer((_, response) => {
    asked += 1;
    response.end('<!ENTITY told "something">');
  });
  await new Promise<void>((resolve) => outside.listen(0, '127.0.0.1', resolve));
  town = await Town.open();
  fee = town.agency.fee();
  const { receivableId, accountId } = await town.agency.hasAccepted(fee);
  good = reportMessage({
    requestId: randomUUID(),
    transactionId: randomUUID(),
    sentAt: '2026-11-23T04:00:00Z',
    municipalityCvr: town.agency.agreement.municipalityCvr,
    accountId,
    movements: [
      {
        kind: 'covered',
        id: randomUUID(),
        receivableId,
        amountOre: 1_250,
        registeredAt: '2026-11-23T03:00:00Z',
        effectiveDate: '2026-11-22',
      },
    ],
  });
});
afterAll(async () => {
  await town.close();
  await new Promise((resolve) => outside.close(resolve));
});

async function report(
  body: string | Buffer,
  type = soap,
): Promise<{ readonly status: number; readonly type: string; readonly text: string }> {
  return town.street.callRaw(
    'serviceplatform-gateway',
    '/DaekningAfskrivningRegistreringAfsend/1',
    {
      method: 'POST',
      body: Buffer.from(body),
      headers: { 'content-type': type },
      signal: AbortSignal.timeout(answeredWithinMs),
    },
  );
}

type Refused = readonly [
  what: string,
  status: number,
  code: string,
  spoil: (good: string) => string | Buffer,
  type?: string,
];

/** Nine times ten times what the entity before it says: a thousand million words. */
const laughs = [
  `<!ENTITY l0 "${canary}">`,
  ...Array.from(
    { length: 9 },
    (_, at) => `<!ENTITY l${String(at + 1)} "${`&l${String(at)};`.repeat(10)}">`,
  ),
].join('');
const saying = (prologue: string, said: string) => (text: string) =>
  text.replace(/(<\?xml[^>]*>)?/, `$1${prologue}`).replace('12.50', said);
const without = (element: string) => (text: string) =>
  text.replace(new RegExp(`<m:${element}>.*?</m:${element}>`, 's'), '');
const nested = '<a>'.repeat(10_000) + '</a>'.repeat(10_000);

const refused: readonly Refused[] = [
  ['nothing', 400, 'not-xml', () => ''],
  ['JSON', 400, 'not-xml', () => JSON.stringify({ cpr: canary })],
  ['cut off', 400, 'not-xml', (text) => text.slice(0, -20)],
  ['two documents', 400, 'not-xml', (text) => `${text}${text}`],
  ['in UTF-16', 400, 'not-xml', (text) => Buffer.from(text, 'utf16le')],
  ['in latin1', 400, 'not-xml', (text) => Buffer.from(text, 'latin1')],
  ['with NUL in it', 400, 'not-xml', (text) => text.replace('12.50', `${canary}\0`)],
  ['nested 10,000 deep', 400, 'not-xml', (text) => text.replace('12.50', nested)],
  ['with an entity that nobody declared', 400, 'not-xml', saying('', `&x${canary};`)],
  ['20 MB', 413, 'too-large', (text) => text.replace('12.50', 'x'.repeat(megabytes20))],
  ['with entities that grow', 400, 'doctype', saying(`<!DOCTYPE e [${laughs}]>`, '&l9;')],
  [
    'with an entity from outside',
    400,
    'doctype',
    (text) => saying(`<!DOCTYPE e [<!ENTITY x SYSTEM "${elsewhere()}">]>`, '&x;')(text),
  ],
  [
    'with an entity from a file',
    400,
    'doctype',
    saying('<!DOCTYPE e [<!ENTITY x SYSTEM "file:///etc/passwd">]>', '&x;'),
  ],
  [
    'with declarations from outside',
    400,
    'doctype',
    (text) => saying(`<!DOCTYPE e [<!ENTITY % x SYSTEM "${elsewhere()}"> %x;]>`, '&told;')(text),
  ],
  [
    'with a document type from outside',
    400,
    'doctype',
    (text) => saying(`<!DOCTYPE e PUBLIC "${canary}" "${elsewhere()}">`, '12.50')(text),
  ],
  [
    'including something from outside',
    400,
    'invalid',
    (text) =>
      text.replace(
        '12.50',
        `<i:include xmlns:i="http://www.w3.org/2001/XInclude" href="${elsewhere()}"/>`,
      ),
  ],
  [
    'a sum that is none, by a schema outside',
    400,
    'invalid',
    (text) =>
      saying(
        '',
        canary,
      )(text).replace(
        /<m:Opret[^\s>]+/,
        `$& xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="urn:x ${elsewhere()}"`,
      ),
  ],
  ['no envelope', 500, 'not-soap-12', () => `<a>${canary}</a>`],
  ['SOAP 1.1', 500, 'not-soap-12', (text) => text.replaceAll(soap12, soap11)],
  [
    'with a header that must be understood',
    500,
    'not-understood',
    (text) =>
      text.replace(
        /(<(\w+):Envelope[^>]*>)/,
        `$1<$2:Header><h:x${canary} xmlns:h="urn:h" $2:mustUnderstand="true"/></$2:Header>`,
      ),
  ],
  [
    'in the namespace of another year',
    400,
    'invalid',
    (text) => text.replaceAll('kombit.dk/2017/01/01', 'kombit.dk/2018/01/01'),
  ],
  [
    'an operation of nobody',
    400,
    'invalid',
    (text) => text.replaceAll('OpretDækningAfskrivning_I', 'SletDækningAfskrivning_I'),
  ],
  ['without an account', 400, 'invalid', without('Debitorkonto')],
  ['without a sum', 400, 'invalid', without('FordringDækningBeløb')],
  ['without anything reported', 400, 'invalid', without('FordringDækning')],
  ['with a sum that is none', 400, 'invalid', saying('', canary)],
  ['with a sum below zero', 400, 'invalid', saying('', '-12.50')],
  ['with a day that never was', 400, 'invalid', (text) => text.replace('2026-11-22', '2026-02-30')],
  ['said to be text/xml', 415, 'wrong-content-type', (text) => text, 'text/xml; charset=utf-8'],
  ['said to be JSON', 415, 'wrong-content-type', () => `{"cpr":"${canary}"}`, 'application/json'],
];

describe('what a debtor system reports', () => {
  it.each(refused)(
    'is refused in words when it is %s (%i)',
    async (...[, status, code, spoil, type]: Refused) => {
      const spoilt = spoil(good);
      const answer = await report(spoilt, type);

      expect([answer.status, answer.type]).toEqual([status, soap]);
      expect(answer.text).toMatch(/<\w+:Fault>/);
      expect(answer.text).toContain(`>${code}<`);
      expect(answer.text).not.toContain(canary);
    },
  );

  it('is answered as callers that speak JSON are when it is said to be JSON and is none', async () => {
    const answer = await report(good, 'application/json');
    expect([answer.status, answer.type]).toEqual([400, 'application/problem+json; charset=utf-8']);
  });

  it('has made us ask for nothing outside', async () => {
    expect(asked).toBe(0);
    await fetch(elsewhere());
    expect(asked).toBe(1);
  });

  it('has counted nothing of what was refused, and counts once when it is right', async () => {
    expect(fee.heardOf('balance.transaction-registered')).toEqual([]);
    const answer = await report(good);
    expect([answer.status, answer.text]).toEqual([
      200,
      expect.stringContaining('AccepteretUdenBemærkninger'),
    ]);
    await report(good);
    await town.isUnharmed();
    expect(fee.heardOf('balance.transaction-registered')).toMatchObject([{ amount: '12.50' }]);
  });
});
