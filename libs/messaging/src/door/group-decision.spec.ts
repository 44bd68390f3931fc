import { describe, expect, it, jest } from '@jest/globals';
import type { Tx } from '@libs/persistence';
import { AddUp, planFor, type Sum } from '../counting.fixture.js';
import { Work } from '../work/handler-plan.js';
import { Traces } from '../work/traces.js';
import { anArrival } from './arrival.fixture.js';
import { Failing } from './failing.js';
import { GroupDecision } from './group-decision.js';
import type { ReadableArrival } from './handler-groups.js';
import { Judging } from './judging.js';
import { Needs } from './needs.js';
import { Outcome } from './outcome.js';
import { Positions } from './positions.js';
import { ReachedNeeds } from './reached-needs.js';
import type { SubjectLocks } from './subject-locks.js';

const batchMax = 500;
const now = '2026-11-20T08:00:00.000Z';
const tx = { query: () => Promise.resolve([]) } as unknown as Tx;
const locks = {
  of: ({ key }: { readonly key: string }) => ({ id: key, fresh: true, awaited: false }),
} as unknown as SubjectLocks;

/** Decides a batch of streams that nobody has heard of before: what is kept, and how often a turn was asked for. */
async function decided(
  arrivals: readonly ReadableArrival[],
): Promise<{ readonly trails: readonly string[]; readonly judged: number }> {
  const decider = new AddUp(false);
  const keep = jest.spyOn(decider, 'keep');
  const positions = new Positions(tx, locks);
  await positions.load(arrivals.flatMap(({ stream }) => stream ?? []));
  const failing = new Failing({ attemptsMax: 1, firstRetryMs: 1, retryMsMax: 1 });
  const outcome = new Outcome({ locks, failing, mint: () => 'a row', now });
  const judging = new Judging(positions, outcome, []);
  const judge = jest.spyOn(judging, 'judge');
  const work = new Work([]);
  const group = { plan: planFor(decider), arrivals, work, invocation: work.by(decider), decider };
  const needs = new Needs(positions, new ReachedNeeds(0));
  const traces = new Traces('test');
  const door = { traces, failing, batch: traces.batch(arrivals) };
  const parts = { tx, now, door, positions, needs, outcome, judging, announced: [] };
  await new GroupDecision(group, parts).run();
  const kept: readonly Sum[] = keep.mock.calls.flatMap(([, sums]) => sums);
  return { trails: kept.map(({ trail }) => trail), judged: judge.mock.calls.length };
}

describe('a full batch', () => {
  const numbers = Array.from({ length: batchMax }, (_, at) => at + 1);

  it('of one stream, reversed, is decided in one round', async () => {
    const reversed = numbers.map((number) => anArrival({ feeId: 'a', number })).reverse();
    const { trails, judged } = await decided(reversed);
    expect(trails).toEqual([numbers.map((number) => `${String(number)},`).join('')]);
    expect(judged).toBe(batchMax);
  });
});
