import { Money, type Instant } from '@libs/kernel';
import type { BalanceFacts, PatronKind, Sealed } from './balance.js';
import type { GuardianStory } from './patron.js';
import { paidBy, type Payment } from './payments.js';

/** What intake remembers of a balance. */
export type Claim = UnservedClaim | FollowedClaim;

/** A balance of an agency without an agreement: that it was answered, and nothing of its content (R11). */
export type UnservedClaim = {
  readonly kind: 'unserved';
  readonly agencyId: string;
  readonly feeId: string;
};

export type FollowedClaim = {
  readonly kind: 'followed';
  readonly facts: BalanceFacts;
  /** Patron, guardian, materials and reason as they were told at creation; never replaced (R23). */
  readonly personal: Sealed;
  readonly patronKind: PatronKind;
  /** The time of the newest word on who the borrower is, and that word where it is newer than `personal` (R06, R31). */
  readonly identityAt: Instant;
  readonly newerIdentity: Sealed | undefined;
  /** When the library told of the balance; guardian changes before it are in `personal` already. */
  readonly toldAt: Instant;
  readonly guardian: GuardianStory;
  /** The whole charge as the library last stated it. */
  readonly charged: Money;
  /** Paid before we heard of the balance. */
  readonly paidBefore: Money;
  readonly payments: readonly Payment[];
  /** At the library. Once the claim has gone on, only a cancellation is entered: verification decides the rest. */
  readonly status: Status;
  readonly verified: boolean;
  readonly standing: Standing;
};

export type Status =
  | { readonly kind: 'open' }
  | { readonly kind: 'closed'; readonly as: ClosedAs }
  | { readonly kind: 'sent-to-collection' }
  | { readonly kind: 'cancelled' };

/** `not-told`: the balance came to us closed already. */
export type ClosedAs = 'paid' | 'written-off' | 'cancelled' | 'collection-ended' | 'not-told';

/** Whether a claim has gone on, and if not, why. */
export type Standing =
  | { readonly kind: 'before-cut-off' }
  | { readonly kind: 'inactive' }
  | { readonly kind: 'left-out'; readonly reason: LeftOutReason }
  | { readonly kind: 'registered'; readonly agreementVersion: number };

export type LeftOutReason = 'closed' | 'sent-to-collection' | 'cancelled' | 'nothing-left';

/** What is still to be paid: the charge less what was paid at the library; an overpayment leaves nothing (R03, R34). */
export function leftOf(claim: Pick<FollowedClaim, 'charged' | 'paidBefore' | 'payments'>): Money {
  const left = claim.charged.minus(claim.paidBefore).minus(paidBy(claim.payments));
  return left.isNegative() ? Money.zero : left;
}

export function isRegistered(claim: FollowedClaim): boolean {
  return claim.standing.kind === 'registered';
}
