import type { Circumstances } from './circumstances.js';
import { unchanged, type Decision } from './outcome.js';
import { redirect } from './redirect.js';
import type { State } from './state.js';
import { weigh } from './weigh.js';

/** Looks at a claim again because time has passed (R10) or the agreement has changed (R11, R21, R26). */
export function reconsider(state: State, circumstances: Circumstances): Decision {
  switch (state.kind) {
    case 'awaiting-verification':
    case 'held':
    case 'withdrawn':
      return weigh(state, state.claim, circumstances);
    case 'released':
      return redirect(state, circumstances);
    case 'taken-back':
      return unchanged(state);
  }
}
