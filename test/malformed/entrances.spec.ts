import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { connect, type ChannelModel, type ConfirmChannel } from 'amqplib';
import { eventually, type Place } from '@libs/testing';
import { Street } from '../journeys/street.fixture.js';
import type { Agency } from '../journeys/street/agency.fixture.js';
import type { LibraryEvent } from '../journeys/street/events.fixture.js';
import { houseNames, openHouses } from '../journeys/street/houses.fixture.js';
import { ask } from '../privacy/postgres-search.fixture.js';

jest.setTimeout(120_000);

/** What may never come back in an answer or a reason. */
const canary = '0101014XY9';
const megabytes20 = 20 * 1_024 * 1_024;

let place: Place;
let street: Street;
let agency: Agency;
let library: { readonly broker: ChannelModel; readonly channel: ConfirmChannel };

beforeAll(async () => {
  street = await Street.open((given, ...others) => {
    place = given;
    return openHouses(given, ...others);
  });
  agency = await street.agency();
  const broker = await connect(place.amqpUrl);
  library = { broker, channel: await broker.createConfirmChannel() };
});
afterAll(async () => {
  await library.broker.close();
  await street.close();
});

/** The next good fee goes all the way: nobody has been harmed. */
async function expectUnharmed(): Promise<void> {
  await agency.hasAccepted(agency.fee());
}

describe('what a library publishes', () => {
  const text = (event: object): string => JSON.stringify(event);
  const withData = (event: LibraryEvent, data: object): string =>
    text({ ...event, data: { ...event.data, ...data } });
  const cases: readonly (readonly [string, string, (event: LibraryEvent) => string | Buffer])[] = [
    ['no JSON', 'message.not-json', () => `<balance>${canary}</balance>`],
    ['nothing', 'message.not-json', () => ''],
    ['bytes that are no UTF-8', 'message.not-json', () => Buffer.from([0x7b, 0xff, 0xfe, 0x7d])],
    ['20 MB', 'message.too-large', (event) => withData(event, { more: 'x'.repeat(megabytes20) })],
    [
      'nested 10,000 deep',
      'message.too-deep',
      (event) => text(event).replace('{', `{"deep":${'['.repeat(10_000)}${']'.repeat(10_000)},`),
    ],
    ['another envelope', 'message.bad-envelope', () => text({ balance: canary })],
    [
      'a time that never was',
      'message.bad-envelope',
      (event) => text({ ...event, time: '2026-02-30T08:00:00Z' }),
    ],
    [
      'a type that nobody knows',
      'message.unknown-type',
      (event) => text({ ...event, type: 'dk.debitorbro.balance.invented.v1' }),
    ],
    ['a missing amount', 'message.invalid', (event) => withData(event, { amount: undefined })],
    ['an amount that is a number', 'message.invalid', (event) => withData(event, { amount: 230 })],
    ['a patron that is a text', 'message.invalid', (event) => withData(event, { patron: canary })],
    ['NUL in a text', 'message.invalid', (event) => withData(event, { billNumber: 'a\u0000b' })],
    [
      'a day that never was',
      'message.invalid',
      (event) => withData(event, { creationDate: '2026-02-30' }),
    ],
  ];

  it('is parked, each with its reason, and nobody is harmed', async () => {
    for (const [, , spoil] of cases) {
      const body = Buffer.from(spoil(agency.fee().created()));
      library.channel.publish('library.balances', `balance.created.${agency.agencyId}`, body, {
        persistent: true,
      });
    }
    await library.channel.waitForConfirms();
    const databaseUrl = await place.databaseUrl('claim-intake');
    await eventually(async () => {
      const parked = await ask<{ code: string; text: string }>(
        databaseUrl,
        `SELECT reason_code AS code, reason_text AS text FROM messaging.set_aside WHERE state = 'parked' ORDER BY first_at`,
      );
      expect(parked.map(({ code }) => code).sort()).toEqual(cases.map(([, code]) => code).sort());
      expect(parked.every(({ text: why }) => why.length > 20 && !why.includes(canary))).toBe(true);
    });
    await expectUnharmed();
  });

  it('is answered where the agency has not joined (R11) or the amount makes no balance (R07)', async () => {
    const stranger = street.agencyWithoutAgreement();
    const unserved = stranger.fee();
    await stranger.tell(unserved.created());
    await unserved.stands('no-agreement');
    const nothing = agency.fee({ amount: '0.00' });
    await agency.tell(nothing.created());
    await street.eventually(() => {
      expect(nothing.heardOf('balance.change-refused')).toHaveLength(1);
    });
    await expectUnharmed();
  });

  it('reaches nobody where its key is bound by nobody, and is kept by the broker', async () => {
    library.channel.publish('payments', 'nobody.heard.of.it', Buffer.from('{}'), {
      persistent: true,
    });
    await library.channel.waitForConfirms();
    await expectUnharmed();
  });
});

describe('what callers send over HTTP', () => {
  const put = `/agreements/DK-761500`;
  const cases: readonly (readonly [string, number, string, RequestInit])[] = [
    ['no JSON', 400, put, { method: 'PUT', body: `{"name": ${canary}` }],
    ['a list', 422, put, { method: 'PUT', body: '[]' }],
    ['nothing', 422, put, { method: 'PUT' }],
    [
      'no JSON by its type',
      422,
      put,
      { method: 'PUT', body: 'a=1', headers: { 'content-type': 'text/csv' } },
    ],
    ['wrong types', 422, put, { method: 'PUT', body: JSON.stringify({ name: 7, active: 'yes' }) }],
    ['nested 10,000 deep', 400, put, { method: 'PUT', body: '['.repeat(10_000) }],
    ['20 MB', 413, put, { method: 'PUT', body: `"${'x'.repeat(megabytes20)}"` }],
    [
      'NUL in a text',
      422,
      put,
      { method: 'PUT', body: JSON.stringify({ name: `a\u0000${canary}` }) },
    ],
    ['an unknown agency', 404, '/agreements/DK-799900', {}],
    ['an agency that is none', 422, `/agreements/${canary}`, { method: 'PUT', body: '{}' }],
    ['half an escape', 400, '/agreements/%E0%A4%A', {}],
    ['a path that is none', 404, `/${canary}`, {}],
    ['an endless query', 422, `/balances?agencyId=${'x'.repeat(10_000)}`, {}],
    ['another method', 405, put, { method: 'PATCH', body: '{}' }],
  ];

  it.each(cases)(
    '%s: %i, with every fault named, and no value shown',
    async (what, status, path, sent) => {
      const { status: answered, type, text } = await street.callRaw('claim-intake', path, sent);

      expect([what, answered]).toEqual([what, status]);
      expect(type).toContain('application/problem+json');
      expect(JSON.parse(text)).toMatchObject({ status });
      expect(text).not.toContain(canary);
    },
  );

  it.each(houseNames.map((house) => [house]))(
    'without a good token %s answers 401 and tells nothing',
    async (house) => {
      const none = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${Buffer.from('{"sub":"me"}').toString('base64url')}.`;
      for (const authorization of ['', 'Bearer', `Bearer ${canary}`, `Bearer ${none}`]) {
        const { status, text } = await street.callRaw(house, '/held', {
          headers: { authorization },
        });
        expect([authorization, [401, 404]]).toEqual([
          authorization,
          expect.arrayContaining([status]),
        ]);
        expect(text).not.toContain(canary);
      }
    },
  );

  it('nobody is harmed', expectUnharmed);
});

describe('what debtor systems send by SOAP', () => {
  const envelope = (body: string): string =>
    `<e:Envelope xmlns:e="http://www.w3.org/2003/05/soap-envelope"><e:Body>${body}</e:Body></e:Envelope>`;
  const laughs = `<!DOCTYPE e [<!ENTITY a "ha">${Array.from({ length: 9 }, (_, at) => `<!ENTITY a${String(at)} "${'&a;'.repeat(10)}">`).join('')}]>`;
  const soap = 'application/soap+xml; charset=utf-8';
  const cases: readonly (readonly [string, string, string, number])[] = [
    ['no XML', canary, soap, 400],
    ['XML that is cut off', envelope('<a>').slice(0, -20), soap, 400],
    ['no envelope', `<a>${canary}</a>`, soap, 500],
    [
      'an operation of nobody',
      envelope(`<Invented xmlns="urn:nobody">${canary}</Invented>`),
      soap,
      400,
    ],
    [
      'SOAP 1.1',
      envelope('').replace(
        'http://www.w3.org/2003/05/soap-envelope',
        'http://schemas.xmlsoap.org/soap/envelope/',
      ),
      'text/xml',
      415,
    ],
    ['a document type', `<!DOCTYPE a SYSTEM "http://127.0.0.1:9/x">${envelope('')}`, soap, 400],
    ['entities that grow', `${laughs}${envelope('&a8;')}`, soap, 400],
    ['nested 10,000 deep', envelope(`${'<a>'.repeat(10_000)}${'</a>'.repeat(10_000)}`), soap, 400],
    ['NUL', envelope('a\u0000b'), soap, 400],
    ['20 MB', envelope('x'.repeat(megabytes20)), soap, 413],
  ];

  it.each(cases)(
    '%s is refused in words, and no value shown',
    async (what, body, contentType, wanted) => {
      const { status, text } = await street.callRaw(
        'serviceplatform-gateway',
        '/DaekningAfskrivningRegistreringAfsend/1',
        { method: 'POST', body, headers: { 'content-type': contentType } },
      );
      expect([what, status]).toEqual([what, wanted]);
      expect(text).toContain('Fault');
      expect(text).not.toContain(canary);
    },
  );

  it('nobody is harmed', expectUnharmed);
});
