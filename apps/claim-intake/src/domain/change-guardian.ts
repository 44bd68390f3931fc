import { isRegistered, type Claim } from './claim.js';
import type { GuardianChanged } from './library-event.js';
import { answering, unchanged, type Decision } from './outcome.js';
import { followGuardian, isBefore } from './patron.js';

/**
 * R23: whoever was financially responsible on the day of creation stays so. What is followed is that person's number (R31)
 * and whether anybody is there at sending (R24).
 */
export function changeGuardian(claim: Claim | undefined, change: GuardianChanged): Decision {
  if (claim?.kind !== 'followed' || claim.status.kind === 'cancelled') return unchanged(claim);
  if (isBefore(change.time, claim.toldAt) || isWithoutNumber(change)) return unchanged(claim);
  const told = { at: change.time, change: change.change, personal: change.personal };
  return {
    state: { ...claim, guardian: followGuardian(claim.guardian, told) },
    outcomes: isRegistered(claim)
      ? [{ kind: 'guardianChanged', ...answering(change), ...told }]
      : [],
  };
}

/** The guardian may be left out; then there is no new number to follow, and nothing to pass on. */
function isWithoutNumber({ change, personal }: GuardianChanged): boolean {
  return change === 'number-changed' && personal === undefined;
}
