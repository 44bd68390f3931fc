import type { ClaimType } from './claim.js';

/** The codes under which a municipality's debtor system books one kind of claim (R35). */
export type ClaimTypeCodes = {
  readonly code: string;
  /** The state's own type; none for a minor without a responsible person (R19). */
  readonly psrmType?: string;
};

/** What an agency has agreed with its municipality about the form of its receivables. */
export type AgreementSettings = {
  readonly claimTypes: Readonly<Partial<Record<ClaimType, ClaimTypeCodes>>>;
  /** Days from the overdue date of the loan to a fee's due date (R36). */
  readonly feeDueDays: number;
  /** Whether the P-number goes on the account (R28). */
  readonly sendPNumber: boolean;
  /** `privacy` leaves the minor's name out of the specification text (R39). */
  readonly specificationText: 'full' | 'privacy';
};
