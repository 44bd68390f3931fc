import type { Circumstances } from './circumstances.js';
import type { Claim } from './claim.js';
import { keepKnown } from './change-identity.js';
import { unchanged, type Decision } from './outcome.js';
import type { Guardian } from './parties.js';
import { reconsider } from './reconsider.js';
import { isCancelled, type State } from './state.js';

export type GuardianChange =
  | { readonly change: 'number-changed'; readonly guardian: Guardian }
  | { readonly change: 'another-person' | 'removed' };

/**
 * R23, R31: only the number of the guardian of the day of creation is followed, and no longer once somebody else has taken
 * their place. Whether anybody is there now clears or keeps R24's task.
 */
export function changeGuardian(
  state: State,
  told: GuardianChange,
  circumstances: Circumstances,
): Decision {
  if (isCancelled(state)) return unchanged(state);
  return reconsider({ ...state, claim: withGuardian(state.claim, told) }, circumstances);
}

function withGuardian(claim: Claim, told: GuardianChange): Claim {
  switch (told.change) {
    case 'number-changed':
      return renumber(claim, told.guardian);
    case 'another-person':
      return { ...claim, guardianNow: 'another-person' };
    case 'removed':
      return { ...claim, guardianNow: 'nobody' };
  }
}

function renumber(claim: Claim, told: Guardian): Claim {
  if (claim.guardianNow !== 'as-created' || claim.guardian === undefined) return claim;
  const number = keepKnown(claim.guardian.number, told.number);
  return { ...claim, guardian: { ...told, since: claim.guardian.since, number } };
}
