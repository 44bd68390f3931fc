import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { SpanStatusCode } from '@opentelemetry/api';
import { hrTimeDuration, hrTimeToMilliseconds } from '@opentelemetry/core';
import { spansInMemory, startTracing, type Tracing } from '@libs/observability';
import { anArrival } from '../door/arrival.fixture.js';
import type { Arrival } from './arrival.js';
import { Traces } from './traces.js';

const [claims, causes] = ['a', 'b'].map((digit) => digit.repeat(32));
const traceparent = `00-${String(claims)}-${'1'.repeat(16)}-01`;
const cause = `00-${String(causes)}-${'2'.repeat(16)}-01`;
const delivered: Arrival = { ...anArrival({ feeId: 'a', number: 1 }), traceparent };
const own = (had: string | undefined): Arrival => ({
  ...delivered,
  origin: { kind: 'local', cause: had },
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
