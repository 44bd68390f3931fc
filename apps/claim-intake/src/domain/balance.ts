import type { CalendarDate } from '@libs/kernel';
import type { MinorCircumstances } from './minor-circumstances.js';

/** Personal strings that the domain carries along and never reads. */
export type Sealed = string;

export type PatronKind = 'person' | 'company' | 'group' | 'library';

/** The loan that a balance arose from. */
export type Loan = {
  readonly loanId: string;
  readonly loanDate: CalendarDate;
  readonly renewalDate: CalendarDate | undefined;
  /** The library's `loan.dueDate`. */
  readonly returnDeadline: CalendarDate;
  readonly onHold: boolean | undefined;
};

/** What was true of a balance when it was created. Nothing that happens later changes it (R23). */
export type BalanceFacts = {
  readonly agencyId: string;
  readonly feeId: string;
  readonly type: 'fee' | 'compensation';
  /** Compensations only: acknowledged in writing, or a receipt is given on return (R35). */
  readonly acknowledged: boolean | undefined;
  readonly creationDate: CalendarDate;
  readonly billNumber: string | undefined;
  readonly loan: Loan | undefined;
  readonly patronId: string;
  /** For the preview of a cut-off move (R04); says nothing of who is liable. */
  readonly minor: MinorCircumstances;
};
