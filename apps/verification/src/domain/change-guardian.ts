import type { Circumstances } from './circumstances.js';
import type { Change, Claim } from './claim.js';
import { keepKnown } from './change-identity.js';
import { named, unchanged, type Decision } from './outcome.js';
import type { Guardian } from './parties.js';
import { reconsider } from './reconsider.js';
import { isCancelled, type State } from './state.js';

export type GuardianTold =
  | { readonly change: 'number-changed'; readonly guardian: Guardian }
  | { readonly change: 'another-person' | 'removed' };

export type GuardianChange = Change & GuardianTold;

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
      return renumber(claim, told.guardian, told);
    case 'another-person':
      return { ...claim, guardianNow: 'another-person' };
    case 'removed':
      return { ...claim, guardianNow: 'nobody' };
  }
}

function renumber(claim: Claim, told: Guardian, from: Change): Claim {
  if (claim.guardianNow !== 'as-created' || claim.guardian === undefined) return claim;
  const number = keepKnown(claim.guardian.number, told.number);
  const guardian = { ...told, since: claim.guardian.since, number };
  return { ...claim, guardian, numbersFrom: named(from) };
}
