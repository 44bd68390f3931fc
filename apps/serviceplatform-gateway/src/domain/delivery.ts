import type { Instant } from '@libs/kernel';

/** What is delivered: the charge itself, or one of the later changes. */
export type MessageKind =
  'charge' | 'reduction' | 'cancellation' | 'reimbursement' | 'debtor-change';

/** Why a debtor system answered as it did. Its free text is personal and kept elsewhere, sealed. */
export type AnswerReason = {
  readonly code: string;
  readonly title: string;
  /** The element concerned, as the debtor system pointed at it. */
  readonly pointer?: string;
};

/** The right to send, for one dispatcher and a while. A receipt is recorded only under a valid one. */
export type Lease = { readonly token: string; readonly until: Instant };

/** Why a delivery is never sent: the charge it would change was never accepted. */
export type NotNeededBecause = 'charge-never-accepted' | 'sent-with-the-charge';

export type DeliveryState =
  | { readonly kind: 'waiting'; readonly notBefore: Instant }
  /** Somebody is sending it. `doubtful`: an earlier attempt may have arrived unseen. */
  | { readonly kind: 'attempting'; readonly lease: Lease; readonly doubtful: boolean }
  /** It may have arrived: it is sent again, the same, and "already exists" then means accepted. */
  | { readonly kind: 'unknown-outcome'; readonly notBefore: Instant }
  | { readonly kind: 'accepted'; readonly at: Instant }
  | { readonly kind: 'accepted-with-remarks'; readonly at: Instant; readonly reason: AnswerReason }
  | { readonly kind: 'rejected'; readonly at: Instant; readonly reason: AnswerReason }
  /** Its own receivable's charge was rejected: there is nothing yet that it could change. */
  | { readonly kind: 'held-back' }
  | { readonly kind: 'not-needed'; readonly because: NotNeededBecause };

/**
 * One receivable message on its way out. The ids are minted before the first attempt: `requestId` and the object
 * UUIDs of the frozen request repeat with every retry, so that a receiver counts once what it gets twice.
 */
export type Delivery = {
  readonly deliveryId: string;
  /** The lane: one per municipality. */
  readonly municipalityCode: string;
  /**
   * The account whose line it stands in. A receivable that moves to another account stays in the line where it was
   * raised, so that its own messages keep their order (R47).
   */
  readonly accountId: string;
  readonly receivableId: string;
  /** Place in that line, ascending. */
  readonly position: number;
  readonly message: MessageKind;
  readonly requestId: string;
  /** Attempts made with this `requestId`. */
  readonly attempts: number;
  /** The debtor changes, by `deliveryId`, whose new parties a corrected charge carries. */
  readonly carries: readonly string[];
  readonly state: DeliveryState;
};

export function isAccepted({ state }: Delivery): boolean {
  return state.kind === 'accepted' || state.kind === 'accepted-with-remarks';
}

/** A charge that the debtor system refused and that was not cured since. */
export function isRejectedCharge({ message, state }: Delivery): boolean {
  return message === 'charge' && state.kind === 'rejected';
}
