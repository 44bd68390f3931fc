import type { Circumstances } from './circumstances.js';
import type { Change } from './claim.js';
import { refused, unchanged, type Decision } from './outcome.js';
import { redirect } from './redirect.js';
import { isCancelled, isUnsent, type State } from './state.js';
import { weigh } from './weigh.js';

/** R03, R13: a closing or a collection mark was a mistake; what was withdrawn for it may go after all. */
export function reopen(state: State, change: Change, circumstances: Circumstances): Decision {
  if (isCancelled(state)) return refused(state, change, 'balance-cancelled');
  if (isUnsent(state)) return weigh(state, { ...state.claim, status: 'open' }, circumstances);
  if (!state.sent.closed) return unchanged(state);
  return redirect({ ...state, sent: { ...state.sent, closed: false } }, circumstances);
}
