import {
  ReceivableAccepted,
  ReceivableAcceptedWithRemarks,
  ReceivableNotNeeded,
  ReceivableRejected,
  ReceivableSent,
  type OfReceivable,
  type ReceiptPersonal,
  type ReceivableAnswer,
} from '@libs/contracts';
import { isAccepted, type Delivery } from '../domain/delivery.js';
import type { KeptDelivery } from '../persistence/delivery-rows.js';

export type Told = { readonly at: string; readonly personal: ReceiptPersonal | undefined };

/**
 * R54: what an attempt that ended is told as. `sent` is told once, and only when no answer came with the call. An accepted
 * charge answers the changes of debtor that it carried as well (R31).
 */
export function answersTold(
  kept: KeptDelivery,
  ended: Delivery,
  line: readonly KeptDelivery[],
  told: Told,
): OfReceivable[] {
  const carried = isAccepted(ended)
    ? line.filter(({ delivery }) => ended.carries.includes(delivery.deliveryId))
    : [];
  return [kept, ...carried].flatMap((answered) => {
    const event = answerEvent(kept.delivery, ended);
    return event === undefined ? [] : [Object.assign(event, answerOf(answered, ended, told))];
  });
}

/** R45: the changes that `after` says are never sent, because the charge was taken back before it was ever accepted. */
export function neverNeeded(
  before: readonly KeptDelivery[],
  after: readonly KeptDelivery[],
  at: string,
): OfReceivable[] {
  const known = new Map(before.map(({ delivery }) => [delivery.deliveryId, delivery]));
  return after
    .filter(
      ({ delivery, answers }) =>
        isNeverNeeded(delivery) &&
        answers.kind === 'change' &&
        known.get(delivery.deliveryId)?.state.kind !== 'not-needed',
    )
    .map((kept) => Object.assign(new ReceivableNotNeeded(), placeOf(kept), { at }));
}

function isNeverNeeded({ state }: Delivery): boolean {
  return state.kind === 'not-needed' && state.because === 'charge-never-accepted';
}

function answerEvent(before: Delivery, { state }: Delivery): ReceivableAnswer | undefined {
  switch (state.kind) {
    case 'accepted':
      return new ReceivableAccepted();
    case 'accepted-with-remarks':
      return new ReceivableAcceptedWithRemarks();
    case 'rejected':
      return new ReceivableRejected();
    case 'unknown-outcome':
      return before.state.kind === 'attempting' && !before.state.doubtful
        ? new ReceivableSent()
        : undefined;
    default:
      return undefined;
  }
}

function answerOf(kept: KeptDelivery, { state }: Delivery, { at, personal }: Told): object {
  return {
    ...placeOf(kept),
    at,
    ...('reason' in state && { reason: state.reason }),
    ...(personal !== undefined && { personal }),
  };
}

function placeOf({ delivery, agencyId, feeId, answers, basis }: KeptDelivery): object {
  const { receivableId, municipalityCode } = delivery;
  return { receivableId, agencyId, feeId, municipalityCode, answers, basis };
}
