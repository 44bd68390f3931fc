import { Money } from '@libs/kernel';
import type { Settled } from './circumstances.js';
import type { Sent } from './state.js';

/** R13: whether the debtor system's reports leave nothing of the charge. Without a report, all of it is left. */
export function hasNothingLeft({ standing }: Sent, settled: Settled | undefined): boolean {
  const left =
    settled === undefined ? standing : standing.minus(settled.covered).minus(settled.writtenOff);
  return !left.isPositive();
}

/** Whether it was the debtor system that gave up what was left. */
export function isWrittenOff(sent: Sent, settled: Settled | undefined): boolean {
  return settled !== undefined && settled.writtenOff.isPositive() && hasNothingLeft(sent, settled);
}

/**
 * R46: what can be paid back: what was covered, less what has been paid back already. A payout is reported as a reversal of
 * coverage, soon or late, so as much of it as has been reported is not taken off twice. Never more than the charge as it
 * stands: what is covered beyond that is a credit for the debtor system to settle (R45).
 */
export function reimbursable(
  { standing, reimbursed }: Sent,
  { covered, coverageReversed }: Settled,
): Money {
  const notYetReported = atLeastNothing(reimbursed.minus(coverageReversed));
  return atLeastNothing(covered.minus(notYetReported)).min(standing);
}

function atLeastNothing(amount: Money): Money {
  return amount.isNegative() ? Money.zero : amount;
}
