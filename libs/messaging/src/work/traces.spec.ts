import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
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

/** Where the handling of a message, decided in a batch, leads to; its own trace goes on whatever had it done. */
async function linksOf(arrival: Arrival): Promise<readonly string[]> {
  const traces = new Traces('test');
  await traces.batch([arrival], () =>
    Promise.resolve(traces.decide('Handler', arrival, () => ({}))),
  );
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
