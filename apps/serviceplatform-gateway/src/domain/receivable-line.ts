import type { Instant } from '@libs/kernel';
import type { Delivery, NotNeededBecause } from './delivery.js';
import { isAccepted, isRejectedCharge } from './delivery.js';

/** The ids and the time with which something is sent anew. */
export type Fresh = { readonly requestId: string; readonly now: Instant };

/**
 * What the state of a receivable's charge means for its later messages. To be asked whenever a message joins or the
 * charge is answered; asked twice, it changes nothing more. An accepted charge lets go what was held back. A rejected
 * one holds back what comes after it, but for two: a new debtor may be the cure, so the charge is registered anew with
 * it (R31); and a cancellation ends the matter, since there is nothing at the debtor system to take back (R45).
 * @param deliveries all of one receivable
 * @returns those that are no longer as they were
 */
export function settleLine(deliveries: readonly Delivery[], fresh: Fresh): readonly Delivery[] {
  const charge = deliveries.find(({ message }) => message === 'charge');
  if (charge === undefined) return [];
  if (isAccepted(charge)) return letGo(deliveries, fresh.now);
  if (!isRejectedCharge(charge)) return [];
  const pending = deliveries.filter(({ state }) => ['waiting', 'held-back'].includes(state.kind));
  if (isCancelled(deliveries)) return pending.map((one) => needless(one, 'charge-never-accepted'));
  return behindRejected(charge, pending, fresh);
}

function letGo(deliveries: readonly Delivery[], now: Instant): readonly Delivery[] {
  return deliveries
    .filter(({ state }) => state.kind === 'held-back')
    .map((one) => ({ ...one, state: { kind: 'waiting', notBefore: now } }));
}

function behindRejected(
  charge: Delivery,
  pending: readonly Delivery[],
  fresh: Fresh,
): readonly Delivery[] {
  const cures = pending.filter(({ message }) => message === 'debtor-change');
  const others = pending.filter(
    ({ message, state }) => message !== 'debtor-change' && state.kind === 'waiting',
  );
  const carries = [...charge.carries, ...cures.map(({ deliveryId }) => deliveryId)];
  return [
    ...(cures.length > 0 ? [{ ...correct(charge, fresh), carries }] : []),
    ...cures.map((one) => needless(one, 'sent-with-the-charge')),
    ...others.map((one): Delivery => ({ ...one, state: { kind: 'held-back' } })),
  ];
}

/**
 * A corrected request: the same objects, so that none is doubled, under a new `requestId`, so that it isn't taken
 * for a repeat of the one that was rejected.
 */
export function correct(delivery: Delivery, { requestId, now }: Fresh): Delivery {
  return { ...delivery, requestId, attempts: 0, state: { kind: 'waiting', notBefore: now } };
}

/** Whether the library has taken the receivable back before the debtor system ever had it. */
export function isCancelled(deliveries: readonly Delivery[]): boolean {
  const unsent = ['waiting', 'held-back', 'not-needed'];
  return deliveries.some(
    ({ message, state }) => message === 'cancellation' && unsent.includes(state.kind),
  );
}

function needless(delivery: Delivery, because: NotNeededBecause): Delivery {
  return { ...delivery, state: { kind: 'not-needed', because } };
}
