import { fingerprintOf } from './fingerprint.js';
import { predecessorMissing } from './group-decision.js';
import type { Inbox } from './inbox.js';
import type { Judging } from './judging.js';
import type { Outcome } from './outcome.js';
import type { Positions } from './positions.js';
import { sortArrivals } from './sort-arrivals.js';
import { isNumbered, type Arrival, type NumberedArrival } from '../work/arrival.js';

export type GivenUpParts = {
  readonly judging: Judging;
  readonly outcome: Outcome;
  readonly positions: Positions;
  readonly inbox: Inbox;
  readonly now: string;
};

/**
 * Lets what was given up by hand count as passed, each when its turn comes: its successors then go on, and a copy of it is a
 * repeat. What never had a number counts by its id; what could not be told at all holds nobody up.
 */
export async function passGivenUp(
  arrivals: readonly Arrival[],
  parts: GivenUpParts,
): Promise<void> {
  const given = arrivals.filter(
    (arrival) => arrival.content.kind === 'given-up' && parts.outcome.isOpen(arrival),
  );
  if (given.length === 0) return;
  for (const arrival of sortArrivals(given))
    if (isNumbered(arrival)) passInTurn(arrival, parts);
    else parts.outcome.settle(arrival, { kind: 'discarded' });
  await parts.inbox.enter(given.filter(hasAnIdOnly), parts.now);
}

function passInTurn(arrival: NumberedArrival, { judging, outcome, positions }: GivenUpParts): void {
  switch (judging.judge(arrival)) {
    case 'ahead':
      outcome.put(arrival, { kind: 'waiting', reason: predecessorMissing });
      return;
    case 'due':
      positions.of(arrival.stream).advance(fingerprintOf(arrival.id));
      break;
    case 'duplicate':
    case 'number-taken': // its place has been passed already
      break;
  }
  outcome.settle(arrival, { kind: 'discarded' });
}

function hasAnIdOnly(arrival: Arrival): boolean {
  return !isNumbered(arrival) && arrival.source !== '';
}
