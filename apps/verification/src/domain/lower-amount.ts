import type { Money } from '@libs/kernel';
import { cancel } from './cancel.js';
import type { Circumstances } from './circumstances.js';
import { leftOf, type Claim } from './claim.js';
import type { Change } from './claim.js';
import { named, refused, unchanged, type Decision } from './outcome.js';
import { isCancelled, isUnsent, type Live, type Released, type State } from './state.js';
import { weigh } from './weigh.js';

export type AmountChange = Change & { readonly newAmount: Money };

/** R43: lowers the whole charge to `newAmount`; R44: never raises it; nothing at all is a cancellation (R45). */
export function lowerAmount(
  state: State,
  change: AmountChange,
  circumstances: Circumstances,
): Decision {
  const { newAmount } = change;
  if (isCancelled(state)) return refused(state, change, 'balance-cancelled');
  if (newAmount.compare(state.claim.charged) > 0) return refused(state, change, 'amount-raised');
  if (!newAmount.isPositive()) return cancel(state, change, circumstances);
  if (newAmount.equals(state.claim.charged)) return unchanged(state);
  return lower(state, change, circumstances);
}

function lower(state: Live, change: AmountChange, circumstances: Circumstances): Decision {
  const lowered: Claim = { ...state.claim, charged: change.newAmount };
  if (isUnsent(state)) {
    return state.claim.status === 'closed'
      ? refused(state, change, 'balance-closed')
      : weigh(state, lowered, circumstances);
  }
  return state.sent.closed
    ? refused(state, change, 'balance-closed')
    : writeDown(state, lowered, change);
}

/** R43: the difference, as far as it concerns what was sent: what was paid at the library before was never charged there. */
function writeDown(state: Released, lowered: Claim, change: Change): Decision {
  const amount = leftOf(state.claim).minus(leftOf(lowered)).min(state.sent.standing);
  const sent = { ...state.sent, standing: state.sent.standing.minus(amount) };
  return {
    state: { ...state, claim: lowered, sent },
    outcomes: amount.isPositive() ? [{ kind: 'writtenDown', ...named(change), amount }] : [],
  };
}
