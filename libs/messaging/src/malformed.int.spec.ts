import { inspect } from 'node:util';
import { connect } from 'amqplib';
import { eventOf } from '@libs/contracts';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { aPlace, eventually, type Place } from '@libs/testing';
import { agencyId, bodyOf, envelopeOf, planFor, queue, AddUp } from './counting.fixture.js';
import { Agreed } from './meeting.fixture.js';
import { aPublisher, type Publisher } from './other-house.fixture.js';
import { aReplica, testSealer, type Replica, type SetAsideNow } from './replica.fixture.js';
import { placeOfRow } from './work/reader.js';

jest.setTimeout(240_000);

const canary = 'Kanariefugl 0101014XY9';
const bodyBytesMax = 1024 * 1024;

let place: Place;
let replica: Replica;
let publisher: Publisher;

beforeAll(async () => {
  place = await aPlace();
  replica = await aReplica({
    amqpUrl: place.amqpUrl,
    databaseUrl: await place.databaseUrl('malformed'),
    publishesTo: [],
    plans: [planFor(new AddUp(false))],
    // Everything that a test publishes at once comes as one batch.
    limits: {
      bodyBytesMax,
      consumer: {
        batchMax: 20,
        batchesInFlightMax: 1,
        prefetch: 40,
        batchBytesMax: 64 * 1024 * 1024,
        waitingBytesMax: 64 * 1024 * 1024,
        lingerMs: 60,
        pacing: { minMs: 0, maxMs: 0 },
        rebuildMs: 100,
      },
    },
  });
  publisher = await aPublisher(place.amqpUrl);
});
afterAll(async () => {
  await publisher.close();
  await replica.stop();
  await place.dispose();
});

type Parked = {
  readonly what: string;
  /** @param feeId a subject of its own */
  readonly body: (feeId: string) => Buffer | string;
  readonly code: string;
  readonly text: RegExp;
  /** Its place in the stream can be told, so that its successors wait for it. */
  readonly placed?: boolean;
};

const envelope = (feeId: string, differently: Readonly<Record<string, unknown>>): string =>
  JSON.stringify(envelopeOf({ feeId, number: 1 }, differently));
const withContent = (feeId: string, content: Readonly<Record<string, unknown>>): string =>
  envelope(feeId, { data: { agencyId, feeId, amount: 1, ...content } });
const nested = (depth: number, open: string, close: string): string =>
  `${open.repeat(depth)}1${close.repeat(depth)}`;
const spliced = (feeId: string, member: string): string =>
  envelope(feeId, {}).replace('"data":{', `"data":{${member},`);

const notJson = { code: 'message.not-json', text: /no JSON object in UTF-8/ };
const badEnvelope = (member: string) => ({
  code: 'message.bad-envelope',
  text: new RegExp(`(^| )${member}: `),
});
const invalid = (text: RegExp) => ({ code: 'message.invalid', text, placed: true });

const parked: readonly Parked[] = [
  { what: 'an empty body', body: () => '', ...notJson },
  { what: 'no JSON', body: () => `<?xml version="1.0"?><balance>${canary}</balance>`, ...notJson },
  { what: 'JSON that is cut off', body: (feeId) => envelope(feeId, {}).slice(0, -2), ...notJson },
  {
    what: 'JSON with more behind it',
    body: (feeId) => `${envelope(feeId, {})} ${canary}`,
    ...notJson,
  },
  { what: 'null', body: () => 'null', ...notJson },
  { what: 'a number', body: () => '1e999', ...notJson },
  { what: 'a text', body: () => JSON.stringify(canary), ...notJson },
  { what: 'a list', body: (feeId) => `[${envelope(feeId, {})}]`, ...notJson },
  {
    what: 'UTF-16',
    body: (feeId) => Buffer.from(envelope(feeId, {}), 'utf16le'),
    ...notJson,
  },
  {
    what: 'invalid UTF-8 within a text',
    body: (feeId) =>
      Buffer.concat([
        Buffer.from(envelope(feeId, {}).slice(0, -1)),
        Buffer.from(',"note":"'),
        Buffer.from([0xc3, 0x28, 0xf0, 0x9f]),
        Buffer.from('"}'),
      ]),
    ...notJson,
  },
  {
    what: 'a body of 20 MB',
    body: (feeId) => envelope(feeId, { note: 'x'.repeat(20 * 1024 * 1024) }),
    code: 'message.too-large',
    text: /larger than 1048576 bytes/,
  },
  {
    what: 'lists nested 10,000 deep',
    body: (feeId) => spliced(feeId, `"deep":${nested(10_000, '[', ']')}`),
    code: 'message.too-deep',
    text: /deeper than 32 levels/,
    placed: true,
  },
  {
    what: 'objects nested 10,000 deep',
    body: (feeId) => spliced(feeId, `"deep":${nested(10_000, '{"a":', '}')}`),
    code: 'message.too-deep',
    text: /deeper than 32 levels/,
    placed: true,
  },
  { what: 'nesting without an end', body: () => '['.repeat(200_000), ...notJson },
  { what: 'an empty object', body: () => '{}', ...badEnvelope('specversion') },
  {
    what: 'another specversion',
    body: (feeId) => envelope(feeId, { specversion: '0.3' }),
    ...badEnvelope('specversion'),
    placed: true,
  },
  {
    what: 'a specversion that is a number',
    body: (feeId) => envelope(feeId, { specversion: 1 }),
    ...badEnvelope('specversion'),
    placed: true,
  },
  {
    what: 'no id',
    body: (feeId) => envelope(feeId, { id: undefined }),
    ...badEnvelope('id'),
    placed: true,
  },
  {
    what: 'an empty id',
    body: (feeId) => envelope(feeId, { id: '' }),
    ...badEnvelope('id'),
    placed: true,
  },
  {
    what: 'an id that is a number',
    body: (feeId) => envelope(feeId, { id: 17 }),
    ...badEnvelope('id'),
    placed: true,
  },
  {
    what: 'an endless id',
    body: (feeId) => envelope(feeId, { id: 'x'.repeat(10_000) }),
    ...badEnvelope('id'),
    placed: true,
  },
  {
    what: 'an id with NUL',
    body: (feeId) => envelope(feeId, { id: `a\0b` }),
    ...badEnvelope('id'),
    placed: true,
  },
  {
    what: 'an id with half a character',
    body: (feeId) => envelope(feeId, { id: 'a\ud800b' }),
    ...badEnvelope('id'),
    placed: true,
  },
  {
    what: 'no source',
    body: (feeId) => envelope(feeId, { source: undefined }),
    ...badEnvelope('source'),
  },
  {
    what: 'a source that is an object',
    body: (feeId) => envelope(feeId, { source: { agencyId } }),
    ...badEnvelope('source'),
  },
  {
    what: 'no type',
    body: (feeId) => envelope(feeId, { type: undefined }),
    ...badEnvelope('type'),
  },
  {
    what: 'no time',
    body: (feeId) => envelope(feeId, { time: undefined }),
    ...badEnvelope('time'),
    placed: true,
  },
  {
    what: 'a time without offset',
    body: (feeId) => envelope(feeId, { time: '2026-11-20T08:00:00' }),
    ...badEnvelope('time'),
    placed: true,
  },
  {
    what: 'a time that never was',
    body: (feeId) => envelope(feeId, { time: '2026-02-30T25:61:00Z' }),
    ...badEnvelope('time'),
    placed: true,
  },
  {
    what: 'no data',
    body: (feeId) => envelope(feeId, { data: undefined }),
    ...badEnvelope('data'),
    placed: true,
  },
  {
    what: 'data that is a text',
    body: (feeId) => envelope(feeId, { data: canary }),
    ...badEnvelope('data'),
    placed: true,
  },
  {
    what: 'data that is a list',
    body: (feeId) => envelope(feeId, { data: [canary] }),
    ...badEnvelope('data'),
    placed: true,
  },
  {
    what: 'no subject',
    body: (feeId) => envelope(feeId, { subject: undefined }),
    ...badEnvelope('subject'),
  },
  {
    what: 'a subject with NUL',
    body: (feeId) => envelope(feeId, { subject: 'a\0' }),
    ...badEnvelope('subject'),
  },
  ...[
    undefined,
    '',
    '0',
    '-1',
    '1.5',
    '1e3',
    'one',
    ' 1',
    '01',
    '9'.repeat(400),
    1,
    null,
    ['1'],
  ].map((sequence) => ({
    what: `the sequence ${inspect(sequence).slice(0, 12)}`,
    body: (feeId: string) => envelope(feeId, { sequence }),
    ...badEnvelope('sequence'),
  })),
  {
    what: 'a type that nobody knows',
    body: (feeId) => envelope(feeId, { type: 'dk.debitorbro.balance.exploded.v1' }),
    code: 'message.unknown-type',
    text: /nobody here knows/,
    placed: true,
  },
  {
    what: 'a type named as what every object has',
    body: (feeId) => envelope(feeId, { type: 'constructor' }),
    code: 'message.unknown-type',
    text: /nobody here knows/,
  },
  {
    what: 'a type that others take',
    body: (feeId) =>
      envelope(feeId, {
        type: eventOf(Agreed).type,
        subject: agencyId,
        data: { agencyId, words: canary },
      }),
    code: 'message.not-taken',
    text: /not taken from this queue/,
    placed: true,
  },
  {
    what: 'a missing member',
    body: (feeId) => envelope(feeId, { data: { agencyId, feeId } }),
    ...invalid(/data\.amount: /),
  },
  {
    what: 'a text for a number',
    body: (feeId) => withContent(feeId, { amount: canary }),
    ...invalid(/data\.amount: /),
  },
  {
    what: 'a number beyond all numbers',
    body: (feeId) => spliced(feeId, '"x":1').replace('"amount":1', '"amount":1e999'),
    ...invalid(/data\.amount: /),
  },
  {
    what: 'an object for a text',
    body: (feeId) => withContent(feeId, { agencyId: { toString: canary } }),
    ...invalid(/data\.agencyId: /),
  },
  {
    what: 'another subject inside than outside',
    body: (feeId) => withContent(feeId, { feeId: 'another' }),
    ...invalid(/subject: /),
  },
  {
    what: 'NUL in a text',
    body: (feeId) => withContent(feeId, { trouble: `${canary}\0` }),
    ...invalid(/data\.trouble: .*NUL/),
  },
  {
    what: 'half a character in a text',
    body: (feeId) => withContent(feeId, { trouble: '\udfff' }),
    ...invalid(/data\.trouble: .*halves/),
  },
  {
    what: 'a member given twice, the last one wrong',
    body: (feeId) => envelope(feeId, {}).replace('"amount":1', '"amount":1,"amount":"x"'),
    ...invalid(/data\.amount: /),
  },
  {
    what: 'a faulty need',
    body: (feeId) => withContent(feeId, { needs: [{ source: 1, number: -1 }] }),
    ...invalid(/data\.needs/),
  },
];

/** What looks dangerous and is harmless: it is handled as if the odd part were not there. */
const handled: readonly { readonly what: string; readonly body: (feeId: string) => string }[] = [
  {
    what: '__proto__ members everywhere',
    body: (feeId) =>
      envelope(feeId, {})
        .replace('"data":{', '"data":{"__proto__":{"amount":77,"trouble":"throws"},')
        .replace('{', '{"__proto__":{"id":"another","sequence":"9"},'),
  },
  {
    what: 'constructor and prototype members',
    body: (feeId) => withContent(feeId, { constructor: { prototype: { polluted: true } } }),
  },
  {
    what: 'a member given twice, the last one right',
    body: (feeId) => envelope(feeId, {}).replace('"amount":1', '"amount":"x","amount":1'),
  },
  {
    what: 'members that nobody knows',
    body: (feeId) => withContent(feeId, { 'a\0\ud800': canary }),
  },
  { what: 'JSON with white space around it', body: (feeId) => `\n\t ${envelope(feeId, {})}\r\n` },
];

let subjects = 0;

/** Between two good neighbours, of subjects of their own, in one batch. */
async function publishAmongOthers(body: (feeId: string) => Buffer | string): Promise<string> {
  subjects += 1;
  const feeId = `odd${String(subjects)}`;
  await publisher.publish([
    bodyOf({ feeId: `${feeId}-before`, number: 1 }),
    Buffer.from(body(feeId)),
    bodyOf({ feeId: `${feeId}-after`, number: 1 }),
    bodyOf({ feeId, number: 2 }),
  ]);
  await eventually(async () => {
    const sums = await replica.sums();
    expect([sums.get(`${feeId}-before`)?.trail, sums.get(`${feeId}-after`)?.trail]).toEqual([
      '1,',
      '1,',
    ]);
  });
  return feeId;
}

function expectUnharmed(): void {
  expect(replica.engine.ready).toBe(true);
  expect([replica.watch.faults, replica.watch.rebuilds, replica.watch.lost]).toEqual([[], [], []]);
}

async function parkedNow(): Promise<readonly SetAsideNow[]> {
  return (await replica.setAside()).filter(({ state }) => state === 'parked');
}

afterEach(() => replica.database.query('DELETE FROM messaging.set_aside'));

describe('what is malformed', () => {
  it.each(parked)('is parked when it is $what', async ({ body, code, text, placed = false }) => {
    const feeId = await publishAmongOthers(body);
    let rows: readonly SetAsideNow[] = [];
    await eventually(async () => {
      rows = await parkedNow();
      expect(rows).toHaveLength(1);
    });
    const [row] = rows;
    expect([row?.reason_code, row?.attempts]).toEqual([code, 1]);
    expect(row?.reason_text).toMatch(text);
    expect(row?.reason_text).not.toContain(canary);
    expect(row?.body).not.toContain(canary);
    const kept = testSealer.openBytes(row?.body ?? '', placeOfRow(row?.id ?? ''));
    expect(kept.equals(Buffer.from(body(feeId)))).toBe(true);
    expect(row?.number).toBe(placed ? '1' : null);
    const successor = (await replica.setAside()).find(
      ({ message_id }) => message_id === `${feeId}-2`,
    );
    expect([successor?.state, successor?.reason_code]).toEqual([
      'waiting',
      'order.predecessor-missing',
    ]);
    expectUnharmed();
  });

  it('is parked once, however often it is delivered: in one batch, and again after a death before the acknowledgement', async () => {
    const strays = [
      Buffer.from('{"stray": 1'),
      Buffer.from(envelope('stray', { subject: undefined })),
    ];
    await publisher.publish([...strays, ...strays]);
    await eventually(async () => {
      expect(await parkedNow()).toHaveLength(2);
    });
    await publisher.publish([...strays, bodyOf({ feeId: 'behind-strays', number: 1 })]);
    await eventually(async () => {
      expect((await replica.sums()).get('behind-strays')?.trail).toBe('1,');
    });
    expect(await parkedNow()).toHaveLength(2);
    expectUnharmed();
  });

  it('parks every one of a batch of nothing else, and handles what comes behind it', async () => {
    await publisher.publish(parked.slice(0, 8).map(({ body }) => Buffer.from(body('together'))));
    await eventually(async () => {
      expect(await parkedNow()).toHaveLength(8);
    });
    await publisher.publish([bodyOf({ feeId: 'behind', number: 1 })]);
    await eventually(async () => (await replica.sums()).get('behind')?.trail === '1,');
  });
});

describe('what only looks so', () => {
  it.each(handled)('is handled: $what', async ({ body }) => {
    const feeId = await publishAmongOthers(body);
    await eventually(async () => {
      expect((await replica.sums()).get(feeId)).toMatchObject({ sum: 2, trail: '1,2,' });
    });
    expect(await parkedNow()).toEqual([]);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    expectUnharmed();
  });

  it.each([
    { what: 'none', properties: {} },
    { what: 'another one', properties: { contentType: 'text/plain', contentEncoding: 'gzip' } },
    {
      what: 'one with a charset',
      properties: { contentType: 'application/cloudevents+json; charset=utf-16' },
    },
  ])(
    'is handled by its body alone, whatever its content type says: $what',
    async ({ what, properties }) => {
      const feeId = `typed-${what.replaceAll(' ', '-')}`;
      const hand = await connect(place.amqpUrl);
      const channel = await hand.createConfirmChannel();
      const headers = { 'x-death': 'nonsense', type: 'another', 'content-type': 7 };
      channel.sendToQueue(queue, bodyOf({ feeId, number: 1 }), {
        ...properties,
        headers,
        priority: 9,
      });
      await channel.waitForConfirms();
      await eventually(async () => (await replica.sums()).get(feeId)?.trail === '1,');
      await hand.close();
      expectUnharmed();
    },
  );
});
