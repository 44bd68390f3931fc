import type { Day } from './chance/calendar.js';

export type Address = {
  readonly street: string;
  readonly postalCode: string;
  readonly city: string;
};

export type Patron = {
  readonly patronId: string;
  readonly kind: 'person' | 'company' | 'group' | 'library';
  readonly personIdentifier?: string;
  readonly personIdentifierKind?: 'cpr' | 'replacement';
  readonly birthDate?: Day;
  readonly cvrNumber?: string;
  readonly pNumber?: string;
  readonly glnNumber?: string;
  readonly name?: string;
  readonly address?: Address;
};

/** The financially responsible person of a minor. */
export type Guardian = Pick<
  Patron,
  'personIdentifier' | 'personIdentifierKind' | 'birthDate' | 'name' | 'address'
> & { readonly since?: Day };

/** `dueDate` is the return deadline. */
export type Loan = {
  readonly loanId: string;
  readonly loanDate: Day;
  readonly renewalDate?: Day;
  readonly dueDate: Day;
  readonly onHold?: boolean;
};

export type Material = {
  readonly materialItemNumber: string;
  readonly title: string;
  readonly author?: string;
  readonly classification?: string;
  readonly recordId?: string;
};

/** Amounts are kroner with two decimals. */
export type BalanceCreated = {
  readonly agencyId: string;
  readonly feeId: string;
  readonly type: 'fee' | 'compensation';
  readonly acknowledged?: boolean;
  readonly amount: string;
  readonly remainingAmount?: string;
  readonly creationDate: Day;
  readonly reasonMessage?: string;
  readonly billNumber?: string;
  readonly loan?: Loan;
  readonly materials: readonly Material[];
  readonly patron: Patron;
  readonly guardian?: Guardian;
  readonly verified?: boolean;
  readonly status?: 'open' | 'closed' | 'sent-to-collection';
};

/** What else the library says of a balance, by the last words of the event's type. */
export type BalanceChange =
  | { readonly what: 'amount-changed'; readonly newAmount: string; readonly reason?: string }
  | { readonly what: 'verified'; readonly verifiedBy: 'manual' | 'automatic' }
  | { readonly what: 'cancelled'; readonly reason?: string }
  | { readonly what: 'reimbursement-requested'; readonly amount?: string; readonly reason?: string }
  | {
      readonly what: 'paid';
      readonly paymentId: string;
      readonly amount: string;
      readonly undoes?: string;
    }
  | { readonly what: 'reopened' }
  | {
      readonly what: 'closed';
      readonly status: 'paid' | 'written-off' | 'cancelled' | 'collection-ended';
    }
  | { readonly what: 'sent-to-collection' };

export type GuardianChange = {
  readonly guardian?: Guardian;
  readonly change: 'another-person' | 'number-changed' | 'removed';
};

/** One CloudEvent of the library's, as it goes over the wire. */
export type Envelope = {
  readonly specversion: '1.0';
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly subject: string;
  /** RFC 3339. */
  readonly time: string;
  readonly sequence: string;
  readonly data: Readonly<Record<string, unknown>> & { readonly agencyId: string };
};
