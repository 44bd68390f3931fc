import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { hrTimeDuration, hrTimeToMilliseconds } from '@opentelemetry/core';
import { spansInMemory, startTracing, type Tracing } from '@libs/observability';
import { anArrival } from '../door/arrival.fixture.js';
import type { Arrival } from './arrival.js';
import type { Subject } from './stream.js';
import { Traces } from './traces.js';

const [claims, causes] = ['a', 'b'].map((digit) => digit.repeat(32));
const traceparent = `00-${String(claims)}-${'1'.repeat(16)}-01`;
const cause = `00-${String(causes)}-${'2'.repeat(16)}-01`;
const delivered: Arrival = { ...anArrival({ feeId: 'a', number: 1 }), traceparent };
const own = (had: string | undefined): Arrival => ({
  ...delivered,
  origin: { kind: 'local', cause: had },
});
const letThrough = (had: string | undefined): Arrival => ({
  ...delivered,
  origin: { kind: 'set-aside', id: 'row', attempts: 0, turn: 1, byHand: true, cause: had },
});

const spans = spansInMemory();
let tracing: Tracing;

beforeAll(() => {
  tracing = startTracing({ ...spans, service: 's', instance: 'a', sampleRatio: 1 });
});
afterAll(() => tracing.stop());
beforeEach(() => {
  spans.forget();
});

/** Decides one message in a batch, and then does what the batch's transaction still has to do. */
function decidedInABatch(
  arrival: Arrival,
  rest: () => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  const traces = new Traces('test');
  const batch = traces.batch([arrival]);
  return batch.run(() => {
    traces.decide(batch, { handler: 'Handler', arrival }, () => ({}));
    return rest();
  });
}

/** Where the handling of a message, decided in a batch, leads to; its own trace goes on whatever had it done. */
async function linksOf(arrival: Arrival): Promise<readonly string[]> {
  await decidedInABatch(arrival);
  const [handled, batch] = spans.ended();
  expect(handled?.spanContext().traceId).toBe(claims);
  expect(batch?.name).toBe(`batch ${arrival.queue}`);
  return (handled?.links ?? []).map(({ context }) =>
    context.traceId === batch?.spanContext().traceId ? 'the batch' : context.traceId,
  );
}

describe("a message's handling", () => {
  it('leads to what had the service do it of its own accord', async () => {
    expect(await linksOf(own(cause))).toEqual([causes]);
  });

  it('leads to its batch where nobody in particular had it done', async () => {
    expect(await linksOf(own(undefined))).toEqual(['the batch']);
  });

  it('leads to who sent it to the door again after it was parked', async () => {
    expect(await linksOf(letThrough(cause))).toEqual([causes]);
  });

  it('leads nowhere when it comes to the door again by itself', async () => {
    expect(await linksOf(letThrough(undefined))).toEqual([]);
  });

  it('leads to who sent it to the door again also when it still can not be read', async () => {
    const traces = new Traces('test');
    const batch = traces.batch([delivered]);
    await batch.run(() => {
      traces.broken(batch, letThrough(cause), 'message.invalid');
      return Promise.resolve();
    });
    const [shown] = spans.ended();
    expect(shown?.spanContext().traceId).toBe(claims);
    expect(shown?.links.map(({ context }) => context.traceId)).toEqual([causes]);
  });

  it('leads nowhere when its cause is in the same trace', async () => {
    expect(await linksOf(own(traceparent))).toEqual([]);
  });

  it('leads nowhere when it was delivered: whoever published it is its parent', async () => {
    expect(await linksOf(delivered)).toEqual([]);
  });
});

describe('the span of a handling', () => {
  it('ends when its batch has been committed, as of when its message was decided', async () => {
    let decidedAt = 0;
    await decidedInABatch(delivered, async () => {
      expect(spans.ended()).toEqual([]);
      decidedAt = performance.now();
      await new Promise((resolve) => setTimeout(resolve, 30));
    });
    const [handled, batch] = spans.ended();
    expect(handled).toMatchObject({
      name: `process ${delivered.queue}`,
      status: { code: SpanStatusCode.UNSET },
    });
    expect(handled?.attributes).not.toHaveProperty('error.type');
    const toTheEnd = hrTimeToMilliseconds(
      hrTimeDuration(handled?.endTime ?? [0, 0], batch?.endTime ?? [0, 0]),
    );
    expect(toTheEnd).toBeGreaterThan(25);
    expect(toTheEnd).toBeLessThan(performance.now() - decidedAt + 10);
  });

  it('is in error when its batch was rolled back: it has not been handled', async () => {
    const gone = decidedInABatch(delivered, () => Promise.reject(new Error('gone')));
    await expect(gone).rejects.toThrow('gone');
    expect(spans.ended().map(({ name, attributes }) => [name, attributes['error.type']])).toEqual([
      [`process ${delivered.queue}`, 'batch.rolled-back'],
      [`batch ${delivered.queue}`, 'Error'],
    ]);
    expect(spans.ended().map(({ status }) => status.code)).toEqual([
      SpanStatusCode.ERROR,
      SpanStatusCode.ERROR,
    ]);
  });
});

/** A message with these codes in its event, of a stream or about a subject. */
function coded(event: object, told: Partial<Arrival>, subject?: Subject): Arrival {
  const { content } = delivered;
  if (content.kind !== 'readable') throw new Error('It must be readable.');
  const message = { ...content.message, event, ...(subject !== undefined && { subject }) };
  return { ...delivered, ...told, content: { ...content, message } };
}

async function shown(arrival: Arrival) {
  const traces = new Traces('test');
  const transaction = traces.batch([arrival]);
  await transaction.run(async () => {
    await traces.step('lock', () => Promise.resolve());
    await traces.deciding(() =>
      Promise.resolve(traces.decide(transaction, { handler: 'Handler', arrival }, () => ({}))),
    );
  });
  const named = (name: string) => spans.ended().find((span) => span.name === name);
  return {
    handled: named(`process ${arrival.queue}`),
    batch: named(`batch ${arrival.queue}`),
    lock: named('lock'),
    decide: named('decide'),
  };
}

const receivableId = '6a1f0f5e-0000-4000-8000-000000000001';
const receivable = { kind: 'receivable', scope: '', key: receivableId } as const;
const balance = { kind: 'balance', scope: 'DK-761500', key: '4711' } as const;
const commanded: Partial<Arrival> = {
  ...{ origin: { kind: 'local', cause: undefined }, queue: 'local', type: 'SweepClaim' },
  ...{ stream: undefined, number: undefined },
};

describe("a message's span", () => {
  it('tells the agency of a receivable, whose stream does not', async () => {
    const event = { agencyId: 'DK-761500', municipalityCode: '615', claimType: 'fee' };
    const stream = { ...receivable, source: '/receivable-mapper' };
    const { handled } = await shown(coded(event, { stream }));
    expect(handled?.kind).toBe(SpanKind.CONSUMER);
    expect(handled?.attributes).toMatchObject({
      'messaging.system': 'rabbitmq',
      'debitorbro.subject': receivableId,
      'debitorbro.agency': 'DK-761500',
      'debitorbro.municipality': '615',
      'debitorbro.claim_type': 'fee',
    });
  });

  it('of what a service does of its own accord tells whom it is about, and claims no broker', async () => {
    const { handled, batch } = await shown(coded({}, commanded, balance));
    expect([handled?.kind, batch?.kind]).toEqual([SpanKind.INTERNAL, SpanKind.INTERNAL]);
    expect(handled?.attributes).toMatchObject({
      'messaging.operation.name': 'Handler',
      'debitorbro.subject': '4711',
      'debitorbro.agency': 'DK-761500',
    });
    for (const span of [handled, batch])
      expect(span?.attributes).not.toHaveProperty(['messaging.system']);
  });

  it('of what is about a receivable takes agency and municipality from what is said of it', async () => {
    const event = { agencyId: 'DK-761500', municipalityCode: '615' };
    const { handled } = await shown(coded(event, commanded, receivable));
    expect(handled?.attributes).toMatchObject({
      'debitorbro.subject': receivableId,
      'debitorbro.agency': 'DK-761500',
      'debitorbro.municipality': '615',
    });
  });
});

describe("a batch's parts", () => {
  it('are calls to the database, but for the deciding', async () => {
    const { batch, lock, decide } = await shown(delivered);
    expect([batch?.kind, lock?.kind, decide?.kind]).toEqual([
      ...[SpanKind.CONSUMER, SpanKind.CLIENT, SpanKind.INTERNAL],
    ]);
    expect(lock?.attributes).toEqual({ 'db.system.name': 'postgresql' });
    expect(decide?.attributes).toEqual({});
  });
});
