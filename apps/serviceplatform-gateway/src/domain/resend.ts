import type { Delivery, DeliveryState } from './delivery.js';
import type { Fresh } from './receivable-line.js';
import { correct, isCancelled } from './receivable-line.js';

/** Why a delivery can't be sent again by hand. */
export type ResendRefused = {
  readonly refused: 'accepted-already' | 'being-sent' | 'cancelled' | 'held-back' | 'not-needed';
};

const REFUSED: Partial<Record<DeliveryState['kind'], ResendRefused['refused']>> = {
  accepted: 'accepted-already',
  'accepted-with-remarks': 'accepted-already',
  attempting: 'being-sent',
  'held-back': 'held-back',
  'not-needed': 'not-needed',
};

/**
 * Sends again at once what somebody asks for by hand (R55). What was rejected goes as a corrected request, what only
 * failed goes as it was.
 * @param siblings the same receivable's deliveries
 */
export function resend(
  delivery: Delivery,
  siblings: readonly Delivery[],
  fresh: Fresh,
): Delivery | ResendRefused {
  const { state } = delivery;
  const refused = REFUSED[state.kind];
  if (refused !== undefined) return { refused };
  if ('notBefore' in state) return { ...delivery, state: { ...state, notBefore: fresh.now } };
  const inVain = delivery.message === 'charge' && isCancelled(siblings);
  return inVain ? { refused: 'cancelled' } : correct(delivery, fresh);
}
