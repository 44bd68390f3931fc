import { Money } from '@libs/kernel';
import type { Circumstances } from './circumstances.js';
import type { Change } from './claim.js';
import { named, refused, type Decision } from './outcome.js';
import type { RefusalCode } from './reasons.js';
import { reimbursable } from './settlement.js';
import { isCancelled, isUnsent, type Released, type State } from './state.js';

/** Without an `amount`, all that can be paid back. */
export type ReimbursementRequest = Change & { readonly amount: Money | undefined };

/** R46: a paid compensation is paid back by the debtor system, up to what was covered; an unpaid one is cancelled instead. */
export function requestReimbursement(
  state: State,
  request: ReimbursementRequest,
  { settled }: Circumstances,
): Decision {
  if (isCancelled(state)) return refused(state, request, 'balance-cancelled');
  if (state.claim.facts.type === 'fee')
    return refused(state, request, 'only-compensations-are-reimbursed');
  if (isUnsent(state)) return refused(state, request, 'not-transferred');
  const limit = settled === undefined ? Money.zero : reimbursable(state.sent, settled);
  const amount = request.amount ?? limit;
  const fault = faultOf(amount, limit);
  return fault === undefined ? reimbursed(state, request, amount) : refused(state, request, fault);
}

function reimbursed(state: Released, request: Change, amount: Money): Decision {
  const { sent } = state;
  return {
    state: {
      ...state,
      sent: {
        ...sent,
        standing: sent.standing.minus(amount),
        reimbursed: sent.reimbursed.plus(amount),
      },
    },
    outcomes: [{ kind: 'reimbursed', ...named(request), amount }],
  };
}

function faultOf(amount: Money, limit: Money): RefusalCode | undefined {
  if (!limit.isPositive()) return 'nothing-covered';
  return amount.compare(limit) > 0 ? 'more-than-covered' : undefined;
}
