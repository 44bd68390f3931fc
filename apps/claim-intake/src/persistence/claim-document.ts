import { Money, parseDate, parseInstant } from '@libs/kernel';
import type { Loan } from '../domain/balance.js';
import type { FollowedClaim, Standing, Status } from '../domain/claim.js';
import type { GuardianStory } from '../domain/patron.js';

/** A followed claim as JSON: money in øre, dates and times as text. What is searched by stands in columns beside it. */
type Document = {
  readonly acknowledged?: boolean;
  readonly billNumber?: string;
  readonly loan?: {
    loanId: string;
    loanDate: string;
    renewalDate?: string;
    returnDeadline: string;
    onHold?: boolean;
  };
  readonly minor: { ageAtCreation?: number; guardian: FollowedClaim['facts']['minor']['guardian'] };
  readonly patronKind: FollowedClaim['patronKind'];
  readonly identityAt: string;
  readonly newerIdentity?: string;
  readonly toldAt: string;
  readonly guardian: { number?: { at: string; personal: string }; now: GuardianStory['now'] };
  readonly chargedOre: number;
  readonly paidBeforeOre: number;
  readonly payments: readonly { paymentId: string; ore: number; undoneBy?: string }[];
  readonly status: Status;
  readonly verified: boolean;
  readonly standing: Standing;
};

/** The columns that the document is completed by. */
export type DocumentRow = {
  readonly agency_id: string;
  readonly fee_id: string;
  readonly balance_type: 'fee' | 'compensation';
  readonly creation_date: string;
  readonly patron_id: string;
  readonly personal: string;
  readonly document: Document;
};

export function documentOf(claim: FollowedClaim): Document {
  const { facts, guardian } = claim;
  return {
    ...defined({
      acknowledged: facts.acknowledged,
      billNumber: facts.billNumber,
      newerIdentity: claim.newerIdentity,
    }),
    ...(facts.loan !== undefined && { loan: loanDocument(facts.loan) }),
    minor: {
      ...defined({ ageAtCreation: facts.minor.ageAtCreation }),
      guardian: facts.minor.guardian,
    },
    patronKind: claim.patronKind,
    identityAt: claim.identityAt.toString(),
    toldAt: claim.toldAt.toString(),
    guardian: {
      now: guardian.now,
      ...(guardian.number !== undefined && {
        number: { at: guardian.number.at.toString(), personal: guardian.number.personal },
      }),
    },
    chargedOre: claim.charged.ore,
    paidBeforeOre: claim.paidBefore.ore,
    payments: claim.payments.map(({ paymentId, amount, undoneBy }) => ({
      paymentId,
      ore: amount.ore,
      ...defined({ undoneBy }),
    })),
    status: claim.status,
    verified: claim.verified,
    standing: claim.standing,
  };
}

export function claimOf(row: DocumentRow): FollowedClaim {
  const { document } = row;
  return {
    kind: 'followed',
    facts: {
      agencyId: row.agency_id,
      feeId: row.fee_id,
      type: row.balance_type,
      acknowledged: document.acknowledged,
      creationDate: parseDate(row.creation_date),
      billNumber: document.billNumber,
      loan: document.loan && loanOf(document.loan),
      patronId: row.patron_id,
      minor: { ageAtCreation: document.minor.ageAtCreation, guardian: document.minor.guardian },
    },
    personal: row.personal,
    patronKind: document.patronKind,
    identityAt: parseInstant(document.identityAt),
    newerIdentity: document.newerIdentity,
    toldAt: parseInstant(document.toldAt),
    guardian: {
      now: document.guardian.now,
      number: document.guardian.number && {
        at: parseInstant(document.guardian.number.at),
        personal: document.guardian.number.personal,
      },
    },
    charged: Money.ofOre(document.chargedOre),
    paidBefore: Money.ofOre(document.paidBeforeOre),
    payments: document.payments.map(({ paymentId, ore, undoneBy }) => ({
      paymentId,
      amount: Money.ofOre(ore),
      undoneBy,
    })),
    status: document.status,
    verified: document.verified,
    standing: document.standing,
  };
}

function loanDocument({
  loanId,
  loanDate,
  renewalDate,
  returnDeadline,
  onHold,
}: Loan): NonNullable<Document['loan']> {
  return {
    loanId,
    loanDate: loanDate.toString(),
    returnDeadline: returnDeadline.toString(),
    ...defined({ renewalDate: renewalDate?.toString(), onHold }),
  };
}

function loanOf({
  loanId,
  loanDate,
  renewalDate,
  returnDeadline,
  onHold,
}: NonNullable<Document['loan']>): Loan {
  return {
    loanId,
    loanDate: parseDate(loanDate),
    renewalDate: renewalDate === undefined ? undefined : parseDate(renewalDate),
    returnDeadline: parseDate(returnDeadline),
    onHold,
  };
}

type Defined<Part> = { [Name in keyof Part]?: Exclude<Part[Name], undefined> };

function defined<Part extends object>(part: Part): Defined<Part> {
  return Object.fromEntries(
    Object.entries(part).filter(([, value]) => value !== undefined),
  ) as Defined<Part>;
}
