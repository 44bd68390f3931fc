import { Money, type CalendarDate } from '@libs/kernel';
import { birthOf, type Birth } from './birth.js';
import type { Borrower, Card, Guardian } from './parties.js';
import type { TaskKind } from './reasons.js';

/** The library's event that a change comes from, to be named in its answer. */
export type Change = { readonly changeId: string; readonly changeType: string };

/** The loan that a balance arose from. */
export type Loan = {
  readonly loanId: string;
  readonly loanDate: CalendarDate;
  readonly renewalDate: CalendarDate | undefined;
  /** The library's `loan.dueDate`. */
  readonly returnDeadline: CalendarDate;
  readonly onHold: boolean | undefined;
};

/** What never changes of a claim. */
export type ClaimFacts = {
  readonly agencyId: string;
  readonly municipalityCode: string;
  readonly feeId: string;
  readonly type: 'fee' | 'compensation';
  readonly acknowledged: boolean | undefined;
  readonly creationDate: CalendarDate;
  readonly billNumber: string | undefined;
  readonly loan: Loan | undefined;
  readonly patronId: string;
};

/** A claim as verification follows it, wherever it stands. */
export type Claim = {
  readonly facts: ClaimFacts;
  readonly borrower: Borrower;
  /** For the age on the day of creation; see `learnBirth` (R23). */
  readonly birth: Birth;
  /** Who was financially responsible on the day of creation; only their number is followed (R23, R31). */
  readonly guardian: Guardian | undefined;
  /** Who is there now: decides a task at sending (R24), never liability (R23). */
  readonly guardianNow: GuardianNow;
  /** The library's word that the numbers of borrower and guardian come from; none where that was the creation. */
  readonly numbersFrom: Change | undefined;
  /** Materials and reason. */
  readonly card: Card;
  /** The whole charge as the library states it. */
  readonly charged: Money;
  /** Paid at the library before the claim came to us. */
  readonly paidBefore: Money;
  /** Paid at the library since, and not undone. Intake sees to it that none counts twice. */
  readonly payments: readonly LibraryPayment[];
  readonly status: Status;
  readonly verified: boolean;
  /** Tasks that are raised and not cleared yet. */
  readonly tasks: readonly TaskKind[];
};

export type GuardianNow = 'as-created' | 'another-person' | 'nobody';
export type LibraryPayment = { readonly paymentId: string; readonly amount: Money };

/** At the library, as long as nothing has been sent. */
export type Status = 'open' | 'closed' | 'sent-to-collection' | 'cancelled';

/** What is still to be paid, and would be sent now (R34). */
export function leftOf({ charged, paidBefore, payments }: Claim): Money {
  const left = payments.reduce((sum, { amount }) => sum.minus(amount), charged.minus(paidBefore));
  return left.isNegative() ? Money.zero : left;
}

export function hasGuardianNow({ guardian, guardianNow }: Claim): boolean {
  return (
    guardianNow === 'another-person' || (guardianNow === 'as-created' && guardian !== undefined)
  );
}

/** What intake passes on when a claim is registered, with the personal part opened. */
export type RegisteredClaim = {
  readonly facts: ClaimFacts;
  readonly amount: Money;
  readonly remainingAmount: Money;
  readonly verified: boolean;
  /** As of now (R06). */
  readonly borrower: Borrower;
  /** As of creation, where that was another word than `borrower` (R23). */
  readonly borrowerAtCreation: Borrower | undefined;
  /** As told at creation, with the newest number of that person (R31). */
  readonly guardian: Guardian | undefined;
  readonly guardianNow: GuardianNow;
  readonly card: Card;
};

export function claimFrom(registered: RegisteredClaim): Claim {
  const { facts, borrower, borrowerAtCreation, card, amount, remainingAmount, verified } =
    registered;
  return {
    facts,
    borrower,
    birth: birthOf(borrowerAtCreation ?? borrower),
    ...guardianship(registered),
    numbersFrom: undefined,
    card,
    charged: amount,
    paidBefore: amount.minus(remainingAmount),
    payments: [],
    status: 'open',
    verified,
    tasks: [],
  };
}

/** R24: a guardian added since the balance was created is there now, but was not there then. */
function guardianship({
  guardian,
  guardianNow,
  facts,
}: RegisteredClaim): Pick<Claim, 'guardian' | 'guardianNow'> {
  const cameLater =
    guardian?.since !== undefined && guardian.since.since(facts.creationDate).sign > 0;
  if (!cameLater) return { guardian, guardianNow };
  return {
    guardian: undefined,
    guardianNow: guardianNow === 'as-created' ? 'another-person' : guardianNow,
  };
}
