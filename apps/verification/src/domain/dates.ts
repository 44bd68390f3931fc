import { Temporal, type CalendarDate } from '@libs/kernel';
import type { ClaimFacts } from './claim.js';
import type { Terms } from './terms.js';

/**
 * R42: the debt may not fall due before it came to be. The receivable mapper has the same two dates of its own, by the
 * same rules (R36, R37): contexts share facts, not code, and this one needs only to know which comes first.
 */
export function areInOrder(facts: ClaimFacts, terms: Terms): boolean {
  return Temporal.PlainDate.compare(foundationDate(facts), dueDate(facts, terms)) <= 0;
}

/** R37. */
function foundationDate({ type, loan, creationDate }: ClaimFacts): CalendarDate {
  if (loan === undefined) return creationDate;
  return type === 'fee'
    ? loan.returnDeadline.add({ days: 1 })
    : (loan.renewalDate ?? loan.loanDate);
}

/** R36. */
function dueDate(facts: ClaimFacts, { feeDueDays }: Terms): CalendarDate {
  if (facts.type === 'fee') return foundationDate(facts).add({ days: feeDueDays });
  return facts.loan?.returnDeadline ?? facts.creationDate;
}
