import type { Instant } from '@libs/kernel';
import { Temporal } from '@libs/kernel';
import type { Moment } from './attempt.js';
import type { AnswerReason, Delivery, DeliveryState } from './delivery.js';

export const NOW = Temporal.Instant.from('2026-11-23T08:00:00Z');
export const later = (seconds: number): Instant => NOW.add({ seconds });
export const earlier = (seconds: number): Instant => NOW.subtract({ seconds });

export const WHY: AnswerReason = {
  code: 'DR-17',
  title: 'CPR-nummeret findes ikke',
  pointer: 'liable-party',
};

/** No lot drawn: half of the wait. */
export const moment = (now = NOW, jitter = 0): Moment => ({
  now,
  jitter,
  backOff: { firstMs: 2000, longestMs: 60_000 },
});

export const FRESH = { requestId: 'request-2', now: NOW };

export const waiting: DeliveryState = { kind: 'waiting', notBefore: NOW };
export const accepted: DeliveryState = { kind: 'accepted', at: NOW };
export const rejected: DeliveryState = { kind: 'rejected', at: NOW, reason: WHY };
export const heldBack: DeliveryState = { kind: 'held-back' };
export const unknown: DeliveryState = { kind: 'unknown-outcome', notBefore: NOW };

export const attempting = (doubtful = false): DeliveryState => ({
  kind: 'attempting',
  lease: { token: 'mine', until: later(30) },
  doubtful,
});

/** A charge that waits for its first attempt, unless told otherwise. */
export function aDelivery(told: Partial<Delivery> = {}): Delivery {
  const position = told.position ?? 1;
  return {
    deliveryId: `delivery-${position}`,
    municipalityCode: '615',
    accountId: 'account-1',
    receivableId: 'receivable-1',
    position,
    message: 'charge',
    requestId: `request-of-${position}`,
    attempts: 0,
    carries: [],
    state: waiting,
    ...told,
  };
}
