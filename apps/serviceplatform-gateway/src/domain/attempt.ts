import type { Instant } from '@libs/kernel';
import { Temporal, unreachable } from '@libs/kernel';
import type { BackOff } from './back-off.js';
import { retryAt } from './back-off.js';
import type { AnswerReason, Delivery, DeliveryState, Lease } from './delivery.js';

/** How one attempt ended, as far as we can know. */
export type AttemptOutcome =
  | { readonly kind: 'accepted' }
  | { readonly kind: 'accepted-with-remarks'; readonly reason: AnswerReason }
  /** Also what we could not put on the wire: it would break the published form, and trying again cures nothing. */
  | { readonly kind: 'rejected'; readonly reason: AnswerReason }
  /** Rejected because our own UUID is there already. */
  | { readonly kind: 'already-exists'; readonly reason: AnswerReason }
  /** The platform answered with a fault, blaming the message or itself: it was not taken in. */
  | {
      readonly kind: 'fault';
      readonly code: string;
      readonly blames: 'message' | 'receiver';
    }
  /** The connection was never made: it can't have arrived. */
  | { readonly kind: 'not-sent'; readonly code?: string }
  /** Sent, but no answer: it may have arrived. */
  | { readonly kind: 'no-answer'; readonly code?: string };

export type Moment = {
  readonly now: Instant;
  readonly backOff: BackOff;
  /** Drawn by the caller, from 0 up to but not 1. */
  readonly jitter: number;
};

/**
 * Takes a delivery for sending. Only what waits and is due can be taken; another's lease is respected until it ends.
 * @returns nothing if it can't be taken now
 */
export function begin(delivery: Delivery, lease: Lease, now: Instant): Delivery | undefined {
  const { state } = delivery;
  if (state.kind !== 'waiting' && state.kind !== 'unknown-outcome') return undefined;
  if (Temporal.Instant.compare(state.notBefore, now) > 0) return undefined;
  const doubtful = state.kind === 'unknown-outcome';
  return {
    ...delivery,
    attempts: delivery.attempts + 1,
    state: { kind: 'attempting', lease, doubtful },
  };
}

/**
 * Records how an attempt ended, under the lease it was made under.
 * @returns nothing if that lease is no longer valid: another attempt has been begun or may be, and its word counts
 */
export function settle(
  delivery: Delivery,
  token: string,
  outcome: AttemptOutcome,
  moment: Moment,
): Delivery | undefined {
  const { state } = delivery;
  if (state.kind !== 'attempting' || state.lease.token !== token) return undefined;
  if (Temporal.Instant.compare(state.lease.until, moment.now) <= 0) return undefined;
  return { ...delivery, state: nextAttempt(delivery, state.doubtful, outcome, moment) };
}

/** A lease that ended without a word: the sender is gone, and nobody knows how far it came. */
export function expire(delivery: Delivery, moment: Moment): Delivery {
  const { state } = delivery;
  if (state.kind !== 'attempting') return delivery;
  if (Temporal.Instant.compare(state.lease.until, moment.now) > 0) return delivery;
  const notBefore = retryAt(moment.now, moment.backOff, delivery.attempts, moment.jitter);
  return { ...delivery, state: { kind: 'unknown-outcome', notBefore } };
}

/**
 * What follows from an attempt's end (R54, R55). Answers end the delivery; what failed is sent again by itself, the
 * same, for as long as it takes, unless the platform keeps blaming the message (while the lane works: a lane that fails
 * altogether is paused after a few attempts, and none of its messages comes this far). Once an attempt may have arrived unseen, "already exists" means accepted.
 */
export function nextAttempt(
  delivery: Pick<Delivery, 'attempts'>,
  doubtful: boolean,
  outcome: AttemptOutcome,
  { now, backOff, jitter }: Moment,
): DeliveryState {
  if (isAnswer(outcome)) return answered(outcome, doubtful, now);
  if (isHopeless(outcome, delivery.attempts))
    return { kind: 'rejected', at: now, reason: { code: outcome.code, title: UNREADABLE } };
  const notBefore = retryAt(now, backOff, delivery.attempts, jitter);
  const unseen = doubtful || outcome.kind === 'no-answer';
  return { kind: unseen ? 'unknown-outcome' : 'waiting', notBefore };
}

/** A message that was blamed so often stands in nobody's way any longer: staff are told, and it can be sent again by hand. */
const BLAMED_MAX = 8;
const UNREADABLE = 'Serviceplatformen tager ikke imod beskeden, som den er';

type Blamed = Extract<AttemptOutcome, { readonly kind: 'fault' }>;

function isHopeless(outcome: Failure, attempts: number): outcome is Blamed {
  return outcome.kind === 'fault' && outcome.blames === 'message' && attempts >= BLAMED_MAX;
}

type Failure = Extract<AttemptOutcome, { readonly kind: 'fault' | 'not-sent' | 'no-answer' }>;
type Answer = Exclude<AttemptOutcome, Failure>;

/** Whether the other end took position. A fault is the platform's, and says nothing of the message. */
export function isAnswer(outcome: AttemptOutcome): outcome is Answer {
  return !['fault', 'not-sent', 'no-answer'].includes(outcome.kind);
}

function answered(answer: Answer, doubtful: boolean, now: Instant): DeliveryState {
  switch (answer.kind) {
    case 'accepted':
      return { kind: 'accepted', at: now };
    case 'accepted-with-remarks':
    case 'rejected':
      return { kind: answer.kind, at: now, reason: answer.reason };
    case 'already-exists':
      return doubtful
        ? { kind: 'accepted', at: now }
        : { kind: 'rejected', at: now, reason: answer.reason };
    default:
      return unreachable(answer);
  }
}
