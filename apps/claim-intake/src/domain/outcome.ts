import type { Instant, Money } from '@libs/kernel';
import type { BalanceFacts, PatronKind, Sealed } from './balance.js';
import type { Claim } from './claim.js';
import type { BalanceEvent, BalanceClosed, BalanceVerified, PatronEvent } from './library-event.js';
import type { GuardianChange, GuardianStory } from './patron.js';
import { reason, type Reason, type ReasonCode } from './reasons.js';

/** Facts to announce, named as in docs/messages.md (`registered` is `claim.registered`). */
export type Outcome =
  | Registered
  | {
      readonly kind: 'kept';
      readonly transfer: 'before-cut-off' | 'no-agreement' | 'left-out';
      readonly reason: Reason;
    }
  | (ForChange<'amountChanged'> & { readonly newAmount: Money })
  | (ForChange<'verified'> & { readonly verifiedBy: BalanceVerified['verifiedBy'] })
  | ForChange<'cancelled'>
  | (ForChange<'closed'> & { readonly status: BalanceClosed['status'] })
  | ForChange<'sentToCollection'>
  | ForChange<'reopened'>
  | (ForChange<'paidAtLibrary'> & {
      readonly paymentId: string;
      readonly amount: Money;
      readonly undoes: string | undefined;
    })
  | (ForChange<'reimbursementRequested'> & { readonly amount: Money | undefined })
  | (ForPatronChange<'identityChanged'> & {
      readonly at: Instant;
      readonly patronKind: PatronKind;
      readonly personal: Sealed;
    })
  | (ForPatronChange<'guardianChanged'> & GuardianChange)
  | ChangeRefused;

/** A claim goes on, decided by this version of the agreement. */
export type Registered = {
  readonly kind: 'registered';
  readonly agreementVersion: number;
  readonly municipalityCode: string;
  readonly facts: BalanceFacts;
  readonly amount: Money;
  readonly remainingAmount: Money;
  readonly verified: boolean;
  /** As of creation: liability is settled by this (R23). */
  readonly personal: Sealed;
  /** The kind of borrower now, and the newest word on who it is where newer than `personal` (R06). */
  readonly patronKind: PatronKind;
  readonly newerIdentity: Sealed | undefined;
  readonly guardian: GuardianStory;
};

export type ChangeRefused = {
  readonly kind: 'changeRefused';
  readonly refusedType: BalanceEvent['kind'];
  readonly refusedId: string;
  readonly reason: Reason;
};

/** A change of a claim that has gone on. It names the library's own event, so that an answer can. */
type ForChange<Kind extends string> = {
  readonly kind: Kind;
  readonly changeId: string;
  readonly changeType: BalanceEvent['kind'];
};

type ForPatronChange<Kind extends string> = {
  readonly kind: Kind;
  readonly changeId: string;
  readonly changeType: PatronEvent['kind'];
};

/** What one word leads to: the claim afterwards (the same object if nothing changed) and what to announce, in order. */
export type Decision<State = Claim | undefined> = {
  readonly state: State;
  readonly outcomes: readonly Outcome[];
};

export function unchanged<State>(state: State): Decision<State> {
  return { state, outcomes: [] };
}

export function refused<State>(
  state: State,
  event: BalanceEvent,
  code: ReasonCode,
): Decision<State> {
  return {
    state,
    outcomes: [
      { kind: 'changeRefused', refusedType: event.kind, refusedId: event.id, reason: reason(code) },
    ],
  };
}

/** The library's event that a forwarded fact goes back to. */
export function answering<Kind extends string>(event: {
  readonly id: string;
  readonly kind: Kind;
}): { changeId: string; changeType: Kind } {
  return { changeId: event.id, changeType: event.kind };
}
