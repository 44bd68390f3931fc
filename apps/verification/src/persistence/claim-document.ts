import { Money, parseDate } from '@libs/kernel';
import type { Settled } from '../domain/circumstances.js';
import type { Change, Claim, ClaimFacts, Loan } from '../domain/claim.js';
import type { Borrower } from '../domain/parties.js';
import type { HoldCode, TaskKind, WithdrawalCode } from '../domain/reasons.js';
import type { Sent, State } from '../domain/state.js';
import type { PersonalParts } from './claim-personal.js';

/** A claim without its people, as JSON: money in øre, dates as text. What is searched by stands in columns beside it. */
export type Document = {
  readonly acknowledged?: boolean;
  readonly billNumber?: string;
  readonly loan?: LoanDocument;
  readonly guardianNow: Claim['guardianNow'];
  readonly numbersFrom?: Change;
  readonly chargedOre: number;
  readonly paidBeforeOre: number;
  readonly payments: readonly { readonly paymentId: string; readonly ore: number }[];
  readonly status: Claim['status'];
  readonly verified: boolean;
  readonly because?: WithdrawalCode;
  readonly sent?: SentDocument;
  readonly settled?: SettledDocument;
};

type SettledDocument = {
  readonly coveredOre: number;
  readonly coverageReversedOre: number;
  readonly writtenOffOre: number;
};

type LoanDocument = {
  readonly loanId: string;
  readonly loanDate: string;
  readonly renewalDate?: string;
  readonly returnDeadline: string;
  readonly onHold?: boolean;
};

type SentDocument = Pick<
  Sent,
  'agreementVersion' | 'minor' | 'liable' | 'claimType' | 'closed' | 'refusedPayments'
> & { readonly amountOre: number; readonly standingOre: number; readonly reimbursedOre: number };

/** The columns that complete the document. */
export type StateColumns = {
  readonly agency_id: string;
  readonly fee_id: string;
  readonly municipality_code: string;
  readonly standing: State['kind'];
  readonly reasons: readonly HoldCode[];
  readonly tasks: readonly TaskKind[];
  readonly balance_type: ClaimFacts['type'];
  readonly creation_date: string;
  readonly patron_id: string;
  readonly patron_kind: Borrower['kind'];
  readonly document: Document;
};

export function documentOf(state: State, settled: Settled | undefined): Document {
  const { facts, guardianNow, numbersFrom, charged, paidBefore, payments, status, verified } =
    state.claim;
  const { acknowledged, billNumber, loan } = facts;
  return {
    ...(acknowledged !== undefined && { acknowledged }),
    ...(billNumber !== undefined && { billNumber }),
    ...(loan !== undefined && { loan: loanDocument(loan) }),
    guardianNow,
    ...(numbersFrom !== undefined && { numbersFrom }),
    chargedOre: charged.ore,
    paidBeforeOre: paidBefore.ore,
    payments: payments.map(({ paymentId, amount }) => ({ paymentId, ore: amount.ore })),
    status,
    verified,
    ...(state.kind === 'withdrawn' && { because: state.because }),
    ...('sent' in state && { sent: sentDocument(state.sent) }),
    ...(settled !== undefined && { settled: settledDocument(settled) }),
  };
}

/** @throws Error when the columns and the document contradict each other. */
export function stateOf(row: StateColumns, personal: PersonalParts): State {
  const claim = claimOf(row, personal);
  const [first, ...rest] = row.reasons;
  switch (row.standing) {
    case 'awaiting-verification':
      return { kind: row.standing, claim };
    case 'held':
      return { kind: row.standing, claim, reasons: [known(first), ...rest] };
    case 'withdrawn':
      return { kind: row.standing, claim, because: known(row.document.because) };
    case 'released':
    case 'taken-back':
      return { kind: row.standing, claim, sent: sentOf(known(row.document.sent), personal) };
  }
}

function claimOf(row: StateColumns, { borrower, birth, guardian, card }: PersonalParts): Claim {
  const { guardianNow, numbersFrom, chargedOre, paidBeforeOre, payments, status, verified } =
    row.document;
  return {
    facts: factsOf(row),
    borrower: { ...borrower, kind: row.patron_kind },
    birth,
    guardian,
    guardianNow,
    numbersFrom,
    card,
    charged: Money.ofOre(chargedOre),
    paidBefore: Money.ofOre(paidBeforeOre),
    payments: payments.map(({ paymentId, ore }) => ({ paymentId, amount: Money.ofOre(ore) })),
    status,
    verified,
    tasks: row.tasks,
  };
}

function factsOf({ document, ...row }: StateColumns): ClaimFacts {
  return {
    agencyId: row.agency_id,
    municipalityCode: row.municipality_code,
    feeId: row.fee_id,
    type: row.balance_type,
    acknowledged: document.acknowledged,
    creationDate: parseDate(row.creation_date),
    billNumber: document.billNumber,
    loan: document.loan && loanOf(document.loan),
    patronId: row.patron_id,
  };
}

export function settledIn({ settled }: Document): Settled | undefined {
  if (settled === undefined) return undefined;
  return {
    covered: Money.ofOre(settled.coveredOre),
    coverageReversed: Money.ofOre(settled.coverageReversedOre),
    writtenOff: Money.ofOre(settled.writtenOffOre),
  };
}

function settledDocument({ covered, coverageReversed, writtenOff }: Settled): SettledDocument {
  return {
    coveredOre: covered.ore,
    coverageReversedOre: coverageReversed.ore,
    writtenOffOre: writtenOff.ore,
  };
}

function sentDocument({ amount, standing, reimbursed, ...sent }: Sent): SentDocument {
  const { agreementVersion, minor, liable, claimType, closed, refusedPayments } = sent;
  return {
    ...{ agreementVersion, minor, liable, claimType, closed, refusedPayments },
    amountOre: amount.ore,
    standingOre: standing.ore,
    reimbursedOre: reimbursed.ore,
  };
}

function sentOf(
  { amountOre, standingOre, reimbursedOre, ...sent }: SentDocument,
  personal: PersonalParts,
): Sent {
  return {
    ...sent,
    ...known(personal.sent),
    amount: Money.ofOre(amountOre),
    standing: Money.ofOre(standingOre),
    reimbursed: Money.ofOre(reimbursedOre),
  };
}

function loanDocument({
  loanId,
  loanDate,
  renewalDate,
  returnDeadline,
  onHold,
}: Loan): LoanDocument {
  return {
    loanId,
    loanDate: loanDate.toString(),
    ...(renewalDate !== undefined && { renewalDate: renewalDate.toString() }),
    returnDeadline: returnDeadline.toString(),
    ...(onHold !== undefined && { onHold }),
  };
}

function loanOf({ loanId, loanDate, renewalDate, returnDeadline, onHold }: LoanDocument): Loan {
  return {
    loanId,
    loanDate: parseDate(loanDate),
    renewalDate: renewalDate === undefined ? undefined : parseDate(renewalDate),
    returnDeadline: parseDate(returnDeadline),
    onHold,
  };
}

function known<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new Error('A stored claim lacks what its standing asks for.');
  return value;
}
