import type { Circumstances } from './circumstances.js';
import { takeBack } from './cancel.js';
import type { Change } from './claim.js';
import { refused, unchanged, type Decision } from './outcome.js';
import { redirect } from './redirect.js';
import { hasNothingLeft, isWrittenOff } from './settlement.js';
import { isCancelled, isUnsent, type Released, type State } from './state.js';
import { weigh } from './weigh.js';

export type ClosedAs = 'paid' | 'written-off' | 'cancelled' | 'collection-ended';
export type Closing = Change & { readonly status: ClosedAs };

/** R13: settled in the library system. Before it is sent the claim is withdrawn; after that it depends on how it was closed. */
export function close(state: State, closing: Closing, circumstances: Circumstances): Decision {
  if (isCancelled(state)) return answerCancelled(state, closing);
  if (isUnsent(state)) return weigh(state, { ...state.claim, status: 'closed' }, circumstances);
  return closeSent(state, closing, circumstances);
}

/**
 * R13: a cancellation or write-off at the library takes the charge back (R45). `paid` is an echo of our own reports or it
 * is refused; so is a write-off where the debtor system itself has given up what was left, and the end of a collection.
 */
function closeSent(state: Released, closing: Closing, circumstances: Circumstances): Decision {
  const { sent } = state;
  const { settled } = circumstances;
  switch (closing.status) {
    case 'cancelled':
      return takeBack(state, closing);
    case 'written-off':
      return isWrittenOff(sent, settled) ? settle(state, circumstances) : takeBack(state, closing);
    case 'paid':
    case 'collection-ended':
      return hasNothingLeft(sent, settled)
        ? settle(state, circumstances)
        : refused(state, closing, 'not-settled');
  }
}

function settle(state: Released, circumstances: Circumstances): Decision {
  return redirect({ ...state, sent: { ...state.sent, closed: true } }, circumstances);
}

/** Closing as cancelled or written off says again what is so already. */
function answerCancelled(state: State, closing: Closing): Decision {
  const repeats = closing.status === 'cancelled' || closing.status === 'written-off';
  return repeats ? unchanged(state) : refused(state, closing, 'balance-cancelled');
}
