import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { eventOf } from '@libs/contracts';
import { spansInMemory, startTracing, type Tracing } from '@libs/observability';
import { aPlace, eventually, type Place } from '@libs/testing';
import { connect, type ChannelModel, type ConfirmChannel } from 'amqplib';
import type { RunningService } from '../boot/start-service.js';
import {
  agencyId,
  bodyOf,
  ParcelSent,
  queue,
  startParcels,
  type Parcel,
} from './parcels.fixture.js';

jest.setTimeout(240_000);

type Line = Readonly<Record<string, unknown>> & {
  readonly level: string;
  readonly message: string;
};

const spans = spansInMemory();
let lines: Line[] = [];
let tracing: Tracing;
let place: Place;
let service: RunningService;
let broker: ChannelModel;
let channel: ConfirmChannel;

beforeAll(async () => {
  tracing = startTracing({ ...spans, service: 'parcels', instance: 'a', sampleRatio: 1 });
  place = await aPlace();
  service = await startParcels(
    {
      ...{ DATABASE_URL: await place.databaseUrl('parcels'), AMQP_URL: place.amqpUrl },
      ...{ LOG_LEVEL: 'debug', AMQP_ATTEMPTS_MAX: '2' },
    },
    (line) => lines.push(JSON.parse(line) as Line),
  );
  broker = await connect(place.amqpUrl);
  channel = await broker.createConfirmChannel();
}, 60_000);

afterAll(async () => {
  await broker.close();
  await service.stop();
  await tracing.stop();
  await place.dispose();
}, 60_000);

beforeEach(() => {
  lines = [];
  spans.forget();
});

async function arrive(...bodies: readonly (Parcel | string)[]): Promise<void> {
  for (const body of bodies)
    channel.publish(
      'claims',
      agencyId,
      typeof body === 'string' ? Buffer.from(body) : bodyOf(body),
    );
  await channel.waitForConfirms();
}

const told = (message: string): readonly Line[] => lines.filter((line) => line.message === message);

/** Waits until so many messages have been told of as handled, and no line more than is needed for that. */
async function handled(messages: number): Promise<readonly Line[]> {
  await eventually(() => {
    const counts = told('Batch handled').map((line) => Number(line['messages']));
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(messages);
  });
  return told('Batch handled');
}

/** What a human must look at; that nobody takes what these parcels lead to is the fixture's own. */
const anomalies = (): readonly Line[] =>
  lines.filter(
    ({ level, message }) =>
      level !== 'debug' && level !== 'info' && !message.startsWith('No queue is bound'),
  );

/** The trace and span ids of the spans of a name, those in error and the others. */
function idsOf(name: string, kind: 'in error' | 'good'): readonly object[] {
  return spans
    .ended()
    .filter((span) => span.name === name && 'error.type' in span.attributes === (kind !== 'good'))
    .map((span) => ({ trace_id: span.spanContext().traceId, span_id: span.spanContext().spanId }));
}

function idsIn({ trace_id, span_id }: Line): object {
  return { trace_id, span_id };
}

const trace = 'b'.repeat(32);
const traceparent = `00-${trace}-${'2'.repeat(16)}-01`;
const parcel = { queue, messageType: eventOf(ParcelSent).type, agency: agencyId };

describe('a batch', () => {
  it('has exactly one line, for debugging, in its own trace', async () => {
    await arrive(...['1', '2', '3'].map((feeId) => ({ feeId, traceparent })));
    const batches = await handled(3);
    expect(batches.map(({ level }) => level)).toEqual(batches.map(() => 'debug'));
    expect(batches.map(idsIn)).toEqual(idsOf(`batch ${queue}`, 'good'));
    expect(anomalies()).toEqual([]);
  });

  it('of which a message waits for an earlier one says so, and needs nobody', async () => {
    await arrive({ feeId: 'waits', number: 2 });
    const [batch] = await handled(1);
    expect(batch).toMatchObject({
      fates: [{ fate: 'waiting', reason: 'order.predecessor-missing', count: 1 }],
    });
    expect(anomalies()).toEqual([]);
  });

  it('that fails is warned of once, however often it is split, and its culprit as itself', async () => {
    const good = Array.from({ length: 5 }, (_, at) => ({ feeId: `split-${String(at)}` }));
    await arrive(...good, { feeId: 'split-x', trouble: 'statement', traceparent });
    await handled(7); // the culprit twice
    const [failed, culprit, failedAgain, parked, ...more] = anomalies();
    for (const line of [failed, failedAgain])
      expect(line).toMatchObject({
        ...{ level: 'warn', message: 'A batch failed and is split until the culprit stands alone' },
        ...{ queue, error: { code: '22012' } },
      });
    expect(failed && idsIn(failed)).toEqual(idsOf(`batch ${queue}`, 'in error')[0]);
    expect(culprit).toMatchObject({
      ...{ level: 'warn', message: 'A message failed and is tried again', trace_id: trace },
      ...{ ...parcel, messageId: 'split-x-1', subject: 'split-x', municipality: '615', attempt: 1 },
      ...{ reason: 'message.not-handled', text: 'QueryFailedError (22012)' },
    });
    expect(parked).toMatchObject({ message: 'A message was parked', trace_id: trace, attempt: 2 });
    expect(more).toEqual([]);
  });
});

describe('a message that fails', () => {
  it('is warned of when it is parked, in its own trace, by all it can be found by', async () => {
    await arrive({ feeId: 'good' }, { feeId: 'refused', trouble: 'permanent', traceparent });
    const batches = await handled(2);
    expect(anomalies()).toEqual([
      expect.objectContaining({
        ...{ level: 'warn', message: 'A message was parked', trace_id: trace },
        ...{ ...parcel, messageId: 'refused-1', subject: 'refused', municipality: '615' },
        ...{ attempt: 1, reason: 'parcel.refused', text: 'It can never be passed on.' },
      }),
    ]);
    expect(anomalies().map(idsIn)).toEqual(idsOf(`process ${queue}`, 'in error'));
    expect(batches.map(({ trace_id }) => trace_id)).not.toContain(trace);
  });

  it('is warned of at each attempt, without what its error says of it', async () => {
    await arrive({ feeId: 'thrown', trouble: 'throws', traceparent });
    await eventually(() => told('A message was parked').length === 1, { withinMs: 30_000 });
    expect(anomalies().map(({ level, message, attempt }) => [level, message, attempt])).toEqual([
      ['warn', 'A message failed and is tried again', 1],
      ['warn', 'A message was parked', 2],
    ]);
    expect(anomalies().map(idsIn)).toEqual(idsOf(`process ${queue}`, 'in error'));
    expect(anomalies().map(({ trace_id }) => trace_id)).toEqual([trace, trace]);
    expect(JSON.stringify(anomalies())).not.toContain('nobody can take');
  });

  it('is warned of though nothing of it could be read, in the trace that begins with it', async () => {
    await arrive('no message');
    await handled(1);
    const [parked, ...more] = anomalies();
    expect(parked).toMatchObject({
      ...{ level: 'warn', message: 'A message was parked', queue },
      ...{ messageType: '(unknown)', reason: 'message.not-json' },
    });
    for (const unread of ['subject', 'agency', 'municipality'])
      expect(parked).not.toHaveProperty(unread);
    expect(parked && [idsIn(parked)]).toEqual(idsOf(`process ${queue}`, 'in error'));
    expect(more).toEqual([]);
  });
});
