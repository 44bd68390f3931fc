import { danishDay, Temporal, type CalendarDate, type Instant } from '@libs/kernel';
import type { Claim } from './claim.js';
import type { State } from './state.js';
import type { Terms } from './terms.js';

/** R08, R09: fees never wait; compensations do where the agency uses verification, until somebody or time says so. */
export function isVerified(claim: Claim, terms: Terms, now: Instant): boolean {
  if (claim.facts.type === 'fee' || claim.verified || terms.verification.mode === 'none')
    return true;
  const day = automaticVerificationDay(claim, terms);
  return day !== undefined && Temporal.PlainDate.compare(day, danishDay(now)) <= 0;
}

/** R10: the Danish day on which a compensation verifies itself; none where that waits for the library or for staff. */
export function automaticVerificationDay(
  { facts }: Claim,
  { verification }: Terms,
): CalendarDate | undefined {
  const { mode, afterDays } = verification;
  if (facts.type === 'fee' || mode !== 'automatic' || afterDays === undefined) return undefined;
  return facts.creationDate.add({ days: afterDays });
}

/** Whether the timer should have a claim reconsidered. Looked at again inside the door, so a late timer harms nothing. */
export function dueForAutomaticVerification(state: State, terms: Terms, now: Instant): boolean {
  if (state.kind !== 'awaiting-verification' && state.kind !== 'held') return false;
  return (
    !state.claim.verified &&
    automaticVerificationDay(state.claim, terms) !== undefined &&
    isVerified(state.claim, terms, now)
  );
}
