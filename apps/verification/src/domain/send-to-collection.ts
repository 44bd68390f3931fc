import type { Circumstances } from './circumstances.js';
import type { Change } from './claim.js';
import { refused, type Decision } from './outcome.js';
import { isCancelled, isUnsent, type State } from './state.js';
import { weigh } from './weigh.js';

/** R13: collection is the debtor system's once the claim is there; before that the mark withdraws it. */
export function sendToCollection(
  state: State,
  change: Change,
  circumstances: Circumstances,
): Decision {
  if (isCancelled(state)) return refused(state, change, 'balance-cancelled');
  if (!isUnsent(state)) return refused(state, change, 'collected-by-debtor-system');
  if (state.claim.status === 'closed') return refused(state, change, 'balance-closed');
  return weigh(state, { ...state.claim, status: 'sent-to-collection' }, circumstances);
}
