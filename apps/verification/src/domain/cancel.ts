import { Money } from '@libs/kernel';
import type { Circumstances } from './circumstances.js';
import type { Change } from './claim.js';
import { named, unchanged, type Decision } from './outcome.js';
import { isCancelled, isUnsent, type Released, type State, type TakenBack } from './state.js';
import { withTasks } from './tasks.js';
import { weigh } from './weigh.js';

/** R10: what has not been sent is never sent. R45: what has been is taken back. Said again it changes nothing. */
export function cancel(state: State, change: Change, circumstances: Circumstances): Decision {
  if (isCancelled(state)) return unchanged(state);
  if (isUnsent(state)) return weigh(state, { ...state.claim, status: 'cancelled' }, circumstances);
  return takeBack(state, change);
}

/** R45: the whole charge as it stands, paid or not. Where nothing stands any more, there is nothing to send. */
export function takeBack({ claim, sent }: Released, change: Change): Decision {
  const takenBack: TakenBack = {
    kind: 'taken-back',
    claim,
    sent: { ...sent, standing: Money.zero, refusedPayments: [] },
  };
  const { state, outcomes } = withTasks(takenBack, []);
  const amount = sent.standing;
  return {
    state,
    outcomes: [
      ...(amount.isPositive() ? [{ kind: 'takenBack', ...named(change), amount } as const] : []),
      ...outcomes,
    ],
  };
}
