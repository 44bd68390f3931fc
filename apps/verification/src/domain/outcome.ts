import type { Money, PersonNumber } from '@libs/kernel';
import type { Change, ClaimFacts } from './claim.js';
import type { ClaimType } from './liability.js';
import type { Borrower, Card, Guardian } from './parties.js';
import {
  refusalTexts,
  type HoldCode,
  type Reason,
  type RefusalCode,
  type TaskKind,
  type WithdrawalCode,
} from './reasons.js';
import type { State } from './state.js';

/** Facts to announce, named as in docs/messages.md (`writtenDown` is `claim.written-down`). */
export type Outcome =
  | {
      readonly kind: 'held';
      readonly transfer: 'awaiting-verification' | 'not-transferable';
      readonly reason: Reason<HoldCode>;
    }
  | ReleasedClaim
  | { readonly kind: 'withdrawn'; readonly reason: Reason<WithdrawalCode> }
  | (ForChange<'writtenDown'> & { readonly amount: Money })
  | (ForChange<'takenBack'> & { readonly amount: Money })
  | (ForChange<'reimbursed'> & { readonly amount: Money })
  | DebtorChanged
  | (ForChange<'changeRefused'> & { readonly reason: Reason<RefusalCode> })
  | { readonly kind: 'taskRaised'; readonly task: TaskKind; readonly text: string }
  | { readonly kind: 'taskCleared'; readonly task: TaskKind }
  | {
      readonly kind: 'replacementAssigned';
      readonly whose: 'patron' | 'guardian';
      readonly number: PersonNumber;
    };

export type ReleasedClaim = Parties & {
  readonly kind: 'released';
  readonly facts: ClaimFacts;
  readonly agreementVersion: number;
  /** What is left at release (R34). */
  readonly amount: Money;
  readonly claimType: ClaimType;
  readonly liable: 'borrower' | 'guardian';
  readonly minor: boolean;
  readonly card: Card;
};

/** R31: the account, or who is liable, has got another number. */
export type DebtorChanged = Parties &
  ForChange<'debtorChanged'> & {
    readonly liable: 'borrower' | 'guardian';
  };

/** The guardian goes along only where liable (R18). */
type Parties = { readonly borrower: Borrower; readonly guardian: Guardian | undefined };

type ForChange<Kind extends string> = Change & { readonly kind: Kind };

/** What one word leads to: the state afterwards and what to announce, in order. */
export type Decision = { readonly state: State; readonly outcomes: readonly Outcome[] };

export function unchanged(state: State): Decision {
  return { state, outcomes: [] };
}

export function refused(state: State, change: Change, code: RefusalCode): Decision {
  return {
    state,
    outcomes: [
      { kind: 'changeRefused', ...named(change), reason: { code, text: refusalTexts[code] } },
    ],
  };
}

export function named({ changeId, changeType }: Change): Change {
  return { changeId, changeType };
}
