import type { Circumstances } from './circumstances.js';
import { unchanged, type Decision } from './outcome.js';
import { isCancelled, isUnsent, type State } from './state.js';
import { weigh } from './weigh.js';

/**
 * R09, R10: somebody has verified the compensation, by hand here or at the library, or the library by itself. Said of what
 * is verified, sent or cancelled already it changes nothing.
 */
export function verify(state: State, circumstances: Circumstances): Decision {
  if (isCancelled(state) || !isUnsent(state) || state.claim.verified) return unchanged(state);
  return weigh(state, { ...state.claim, verified: true }, circumstances);
}
