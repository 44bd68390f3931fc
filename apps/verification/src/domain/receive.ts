import type { Circumstances } from './circumstances.js';
import { claimFrom, type RegisteredClaim } from './claim.js';
import { unchanged, type Decision } from './outcome.js';
import type { State } from './state.js';
import { weigh } from './weigh.js';

/** R08, R09: takes a claim over from intake; it goes at once unless something is in the way. A second word changes nothing (R48). */
export function receive(
  state: State | undefined,
  registered: RegisteredClaim,
  circumstances: Circumstances,
): Decision {
  return state === undefined
    ? weigh(undefined, claimFrom(registered), circumstances)
    : unchanged(state);
}
