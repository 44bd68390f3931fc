import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Patience, PermanentFailure } from '@libs/kernel';
import {
  defaultLimits,
  Engine,
  Outage,
  type Arrival,
  type HandlerPlan,
  type Message,
  type Work,
} from '@libs/messaging';
import { Log, Metrics, spansInMemory, startTracing, type Tracing } from '@libs/observability';
import type { Database } from '@libs/persistence';
import { KeySet, Sealer } from '@libs/sealing';
import { LogWatch } from './log-watch.js';

type Line = Readonly<Record<string, unknown>> & { readonly level: string };
type Paid = { readonly agencyId: string; readonly municipalityCode: string };

const queue = 'books.payments';
const trouble = {
  permanent: () => new PermanentFailure('payment.refused', 'It can never be booked.'),
  throws: () => new Error('nobody can book 0101901234'),
  statement: () => Object.assign(new Error('division by zero'), { code: '22012' }),
  shutdown: () => Object.assign(new Error('terminating'), { code: '57P01' }),
} as const;

const spans = spansInMemory();
let lines: Line[] = [];
let tracing: Tracing;

beforeAll(() => {
  tracing = startTracing({ ...spans, service: 'books', instance: 'a', sampleRatio: 1 });
});
afterAll(() => tracing.stop());
beforeEach(() => {
  lines = [];
  spans.forget();
});

/** Fails by the id of a message: in its own decision, or in the transaction of its whole batch. */
const decider = {
  stateKey: () => '',
  gather: (_: unknown, messages: readonly Message<Paid>[]) => {
    for (const fails of ['statement', 'shutdown'] as const)
      if (messages.some(({ id }) => id === fails)) return Promise.reject(trouble[fails]());
    return Promise.resolve(new Map<string, never>());
  },
  decide: (_: undefined, { id }: { readonly id: string }) => {
    if (id === 'permanent' || id === 'throws') throw trouble[id]();
    return {};
  },
  keep: () => Promise.resolve(),
};
const plan = {
  ...{ name: 'BookPayments.take', queue, types: [], everythingFrom: [], lets: [], opens: [] },
  seals: undefined,
  invoke: (work: unknown) => (work as Work<Paid>).by(decider),
} as HandlerPlan;

/** Every inbox is empty, and nothing is set aside. */
const database = {
  transaction: (work: (tx: object) => unknown) =>
    work({
      query: (sql: string, [sources, ids]: readonly [readonly string[], readonly string[]]) =>
        Promise.resolve(
          sql.includes('INTO messaging.inbox')
            ? ids.map((id, at) => ({ id, source: sources[at] }))
            : [],
        ),
      send: () => Promise.resolve(),
    }),
} as unknown as Database;

function aDoor(): Engine['door'] {
  const write = (line: string): number => lines.push(JSON.parse(line) as Line);
  const log = Log.to({ service: 'books', instance: 'a', level: 'debug', write });
  const watch = new LogWatch(log, new Metrics({ service: 's', instance: 'a', ofProcess: false }));
  const key = { kty: 'oct', kid: 'k', k: Buffer.alloc(32, 7).toString('base64url') };
  const sealer = new Sealer(KeySet.fromJwks(JSON.stringify({ keys: [key] }), 'sealing'));
  const patience = new Patience({ patienceMs: 0, firstPauseMs: 0, pauseMsMax: 0 }, () => undefined);
  const options = { service: 'books', amqpUrl: 'amqp://127.0.0.1', publishesTo: [] };
  return new Engine(
    { ...options, limits: defaultLimits },
    { database, relaxed: database, sealer, watch, patience },
  ).door;
}

const traceOf = new Map(
  ['good', 'permanent', 'throws', 'statement', 'shutdown', 'also good'].map((id, at) => [
    id,
    String(at + 1).repeat(32),
  ]),
);

function aPayment(id: string, origin: Arrival['origin'] = { kind: 'delivery' }): Arrival {
  const event = { agencyId: 'DK-761500', municipalityCode: '615' };
  const said = { id, source: '/gateway', type: 'dk.debitorbro.receivable.covered.v1' };
  const time = '2026-11-20T08:00:00.000Z';
  return {
    ...{ origin, queue, ...said, stream: undefined, number: undefined, needs: [] },
    traceparent: `00-${traceOf.get(id) ?? ''}-${'2'.repeat(16)}-01`,
    sealedBody: () => '',
    content: {
      ...{ kind: 'readable', plan, passes: false },
      message: { event, ...said, time, now: time, sealed: {} },
    },
  };
}

/** The trace and span ids of the spans of a name. */
function idsOf(name: string): readonly object[] {
  return spans
    .ended()
    .filter((span) => span.name === name)
    .map((span) => ({ trace_id: span.spanContext().traceId, span_id: span.spanContext().spanId }));
}

const idsIn = ({ trace_id, span_id }: Line): object => ({ trace_id, span_id });
const aboveDebug = (): readonly Line[] => lines.filter(({ level }) => level !== 'debug');
const batch = `batch ${queue}`;
const process = `process ${queue}`;
const payment = {
  ...{ level: 'warn', queue, messageType: 'dk.debitorbro.receivable.covered.v1' },
  ...{ agency: 'DK-761500', municipality: '615', attempt: 1 },
};

describe('a batch', () => {
  it('has one line, for debugging, in its own trace, and its messages none', async () => {
    await aDoor().pass([aPayment('good'), aPayment('also good')]);
    expect(lines).toMatchObject([
      { level: 'debug', message: 'Batch handled', messages: 2, fates: [{ fate: 'applied' }] },
    ]);
    expect(lines.map(idsIn)).toEqual(idsOf(batch));
  });

  it('that fails is warned of once, however often it is split, and its culprit in its own trace', async () => {
    await aDoor().pass(['good', 'also good', 'statement'].map((id) => aPayment(id)));
    expect(aboveDebug()).toMatchObject([
      {
        ...{ level: 'warn', message: 'A batch failed and is split until the culprit stands alone' },
        ...{ queue, messages: 3, error: { code: '22012' } },
      },
      {
        ...{ ...payment, message: 'A message failed and is tried again', messageId: 'statement' },
        ...{ reason: 'message.not-handled', trace_id: traceOf.get('statement') },
      },
    ]);
    expect(aboveDebug()[0]).toMatchObject(idsOf(batch)[0] ?? {});
    const handled = lines.filter(({ level }) => level === 'debug');
    expect(handled.map(({ messages }) => Number(messages)).reduce((a, b) => a + b)).toBe(3);
    for (const line of handled) expect(idsOf(batch)).toContainEqual(idsIn(line));
  });

  it('that finds the database away is warned of in its trace', async () => {
    await expect(aDoor().pass([aPayment('shutdown')])).rejects.toThrow(Outage);
    expect(lines).toMatchObject([
      { level: 'warn', message: expect.stringContaining('The database is away') },
    ]);
    expect(lines.map(idsIn)).toEqual(idsOf(batch));
  });
});

describe('a message', () => {
  it.each([
    ['permanent', 'A message was parked', 'payment.refused', 'It can never be booked.'],
    ['throws', 'A message failed and is tried again', 'message.not-handled', 'Error'],
  ])(
    'that fails (%s) is warned of once, in its own trace, by what it can be found by',
    async (id, message, reason, text) => {
      await aDoor().pass([aPayment('good'), aPayment(id)]);
      expect(aboveDebug()).toEqual([
        expect.objectContaining({ ...payment, message, messageId: id, reason, text }),
      ]);
      expect(aboveDebug().map(({ trace_id }) => trace_id)).toEqual([traceOf.get(id)]);
      expect(idsOf(process)).toContainEqual(aboveDebug().map(idsIn)[0]);
      expect(JSON.stringify(lines)).not.toContain('nobody can book');
    },
  );

  it('that can not be read is warned of in the trace that begins with it', async () => {
    const reason = { code: 'message.not-json', text: 'The message is no JSON object in UTF-8.' };
    const unread = { kind: 'broken', fate: { kind: 'parked', reason } } as const;
    const { traceparent: _, ...arrival } = aPayment('good');
    await aDoor().pass([{ ...arrival, traceparent: undefined, type: 'Gunhild', content: unread }]);
    const [parked] = aboveDebug();
    expect(parked).toMatchObject({ level: 'warn', messageType: '(unknown)', reason: reason.code });
    for (const member of ['agency', 'municipality', 'subject'])
      expect(parked).not.toHaveProperty(member);
    expect(aboveDebug().map(idsIn)).toEqual(idsOf(process));
  });

  it("of the service's own that fails is its sender's to tell of", async () => {
    const own = { kind: 'local', cause: undefined } as const;
    await aDoor().pass([aPayment('throws', own)]);
    expect(lines).toMatchObject([{ level: 'debug', fates: [{ fate: 'failed', count: 1 }] }]);
    expect(lines.map(idsIn)).toEqual(idsOf(batch));
  });
});
