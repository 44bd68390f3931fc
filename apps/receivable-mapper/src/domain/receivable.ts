import type { CalendarDate, Money } from '@libs/kernel';
import { PersonalPart } from '@libs/kernel';
import type { ClaimType } from './claim.js';
import type { Warning } from './entry-rules.js';
import type { Party } from './party.js';
import type { ReceivableDates } from './receivable-dates.js';

/** Which receivable it is: the same in every message about it. */
export type ReceivableIdentity = {
  readonly receivableId: string;
  readonly accountId: string;
  /** The liability that binds the liable person to the receivable; a new debtor gets a new one (R31). */
  readonly liabilityId: string;
  readonly agencyId: string;
  readonly feeId: string;
  readonly municipalityCode: string;
  readonly agreementVersion: number;
};

/** A receivable as the mapper remembers it: no more than it takes to judge the next change. */
export type Receivable = ReceivableIdentity & {
  /** `cancelled` is the end: nothing changes it any more (R45). */
  readonly kind: 'raised' | 'cancelled';
  readonly charged: Money;
  /** Reductions, reimbursements and the cancellation, all taken together. */
  readonly writtenDown: Money;
};

/** What is still charged, paid or not: the charge less all write-downs. Never negative. */
export function standing({ charged, writtenDown }: Receivable): Money {
  return charged.minus(writtenDown);
}

/** Understands who is charged: on whose account, and who is legally liable (R16, R17). */
export class Debtors extends PersonalPart {
  constructor(
    readonly account: Party,
    readonly liable: Party,
  ) {
    super();
  }
}

/** Understands all of a receivable that names people or what they borrowed, spelled as it is sent. */
export class ReceivablePersons extends PersonalPart {
  readonly account: Party;
  readonly liable: Party;
  declare readonly glnNumber?: string;

  constructor(
    debtors: Debtors,
    readonly specificationText: string,
    readonly textLines: readonly string[],
    glnNumber?: string,
  ) {
    super();
    this.account = debtors.account;
    this.liable = debtors.liable;
    if (glnNumber !== undefined) this.glnNumber = glnNumber;
  }
}

/** What `receivable.raised` says. */
export type Raised = ReceivableIdentity &
  ReceivableDates & {
    readonly kind: 'raised';
    readonly claimType: ClaimType;
    readonly claimTypeCode: string;
    readonly psrmType?: string;
    readonly amount: Money;
    readonly creationDate: CalendarDate;
    readonly warnings: readonly Warning[];
    readonly personal: ReceivablePersons;
  };

/** What the library asked for, by the event that asked. */
export type ChangeAsked = { readonly changeId: string; readonly changeType: string };

/** What `receivable.reduced`, `.cancelled` and `.reimbursed` say: each lowers what is charged. */
export type WrittenDown = ReceivableIdentity &
  ChangeAsked & {
    readonly kind: 'reduced' | 'cancelled' | 'reimbursed';
    readonly reductionId: string;
    readonly amount: Money;
  };

/** What `receivable.debtor-changed` says, and which account and liability end by it. */
export type DebtorChanged = ReceivableIdentity &
  ChangeAsked & {
    readonly kind: 'debtor-changed';
    readonly formerAccountId: string;
    readonly formerLiabilityId: string;
    readonly personal: Debtors;
  };

/** Nothing follows: the change came after the end, or finds nothing to act on (R47, R48). */
export type NoEffect = {
  readonly kind: 'no-effect';
  readonly because: 'raised-already' | 'cancelled-already' | 'nothing-left' | 'never-raised';
};

/** Verification should have held it: our own fault or its, to be looked into, never to be sent wrong (R42). */
export type Unmappable = {
  readonly kind: 'unmappable';
  readonly because:
    | 'no-amount'
    | 'no-account-identifier'
    | 'no-liable-identifier'
    | 'dates-out-of-order'
    | 'claim-type-not-agreed';
};

/** What became of one message: the receivable as it is now, if there is one, and what to tell. */
export type Step<Told> = {
  readonly receivable: Receivable | undefined;
  readonly outcome: Told | NoEffect | Unmappable;
};
