import type { Money } from '@libs/kernel';
import type { Claim } from './claim.js';
import type { ClaimType } from './liability.js';
import type { Identification } from './parties.js';
import type { HoldCode, WithdrawalCode } from './reasons.js';

/** Where a claim stands with verification. */
export type State = Waiting | Withdrawn | Released | TakenBack;

/** Nothing has been sent yet. */
export type Waiting =
  | { readonly kind: 'awaiting-verification'; readonly claim: Claim }
  | {
      readonly kind: 'held';
      readonly claim: Claim;
      /** All that is in the way, the one to show first; verification may be among the rest. */
      readonly reasons: readonly [HoldCode, ...HoldCode[]];
    };

/** Settled or cancelled before anything was sent. All but a cancellation can be undone (R03, R13). */
export type Withdrawn = {
  readonly kind: 'withdrawn';
  readonly claim: Claim;
  readonly because: WithdrawalCode;
};

export type Released = { readonly kind: 'released'; readonly claim: Claim; readonly sent: Sent };

/** R45: the whole charge was taken back after it had been sent. Final. */
export type TakenBack = { readonly kind: 'taken-back'; readonly claim: Claim; readonly sent: Sent };

/** What the debtor system has been told. */
export type Sent = {
  readonly agreementVersion: number;
  /** What was left when it was first sent (R34). */
  readonly amount: Money;
  /** The charge as it stands: less write-downs, reimbursements and a cancellation. */
  readonly standing: Money;
  readonly reimbursed: Money;
  readonly minor: boolean;
  readonly liable: 'borrower' | 'guardian';
  readonly claimType: ClaimType;
  /** By what the debtor system knows them now (R31). */
  readonly account: Identification;
  readonly liableParty: Identification;
  /** The library has closed it as paid, and nothing was left (R13). */
  readonly closed: boolean;
  /** Payments taken at the library all the same, and not undone there (R13). */
  readonly refusedPayments: readonly string[];
};

/** What a change can still act on. */
export type Live = Exclude<State, Cancelled>;

/** R47: no change takes effect after a cancellation, before sending or after. */
export type Cancelled = TakenBack | (Withdrawn & { readonly because: 'cancelled' });

export function isCancelled(state: State): state is Cancelled {
  return (
    state.kind === 'taken-back' || (state.kind === 'withdrawn' && state.because === 'cancelled')
  );
}

/** Whether nothing has been sent yet, so that a change changes what will be (R48). */
export function isUnsent(state: State): state is Waiting | Withdrawn {
  return (
    state.kind === 'awaiting-verification' || state.kind === 'held' || state.kind === 'withdrawn'
  );
}
