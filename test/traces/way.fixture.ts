import { expect } from '@jest/globals';
import type { KeptSpan } from '../../deploy/local/traces/kept-span.js';
import type { TracedFee, WatchedStack } from './watched-stack.fixture.js';

export type Step = readonly [service: string, what: string];

/** One claim's way, service by service. */
export const way: readonly Step[] = [
  ['claim-intake', 'dk.debitorbro.balance.created.v1'],
  ['verification', 'dk.debitorbro.claim.registered.v1'],
  ['receivable-mapper', 'dk.debitorbro.claim.released.v1'],
  ['serviceplatform-gateway', 'dk.debitorbro.receivable.raised.v1'],
  ['serviceplatform-gateway', 'send charge'],
  ['serviceplatform-gateway', 'AttemptEnded'],
  ['payment-reconciliation', 'dk.debitorbro.receivable.accepted.v1'],
];

/** The way with what was done of our own accord, after one of its steps. */
export function wayWith(own: Step, after: Step | undefined): readonly Step[] {
  return way.flatMap((step) => (step === after ? [step, own] : [step]));
}

export const stepOf = ({ service, name, attributes }: KeptSpan): Step => [
  service,
  attributes['cloudevents.event_type'] ?? name,
];

export const find = (spans: readonly KeptSpan[], [service, what]: Step): KeptSpan[] =>
  spans.filter((span) => stepOf(span).join() === [service, what].join());

/** The whole way, in one trace in which every span but the library's own is there. */
export function wholeWay(
  stack: WatchedStack,
  fee: TracedFee,
  steps = way,
): Promise<readonly KeptSpan[]> {
  return stack.trace(fee.traceId, (spans) => {
    for (const step of steps) expect(find(spans, step).length).toBeGreaterThan(0);
    expect(orphansIn(spans, fee).map(({ name }) => name)).toEqual([]);
  });
}

/** Spans whose parent is not there. */
export function orphansIn(
  spans: readonly KeptSpan[],
  { libraryId }: TracedFee,
): readonly KeptSpan[] {
  const ids = new Set([libraryId, ...spans.map(({ spanId }) => spanId)]);
  return spans.filter(({ parentId = '' }) => !ids.has(parentId));
}

/** The spans from the end of the way back to the library, by parents. */
export function back(spans: readonly KeptSpan[], from: KeptSpan | undefined): readonly Step[] {
  const parent = spans.find(({ spanId }) => spanId === from?.parentId);
  return from === undefined ? [] : [...back(spans, parent), stepOf(from)];
}

/** Traces that speak of a fee; batches are traces of their own. */
export const tracesOf = (stack: WatchedStack, { feeId }: TracedFee): ReadonlySet<string> =>
  new Set(
    stack
      .spans()
      .filter(({ attributes }) => attributes['debitorbro.subject'] === feeId)
      .map(({ traceId }) => traceId),
  );
