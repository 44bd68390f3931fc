import type { Instant, Money, PersonNumber } from '@libs/kernel';
import type { Terms } from './terms.js';

/** What a decision looks at beside the claim. All of it is read before deciding; nothing here acts. */
export type Circumstances = {
  /** The newest version of the agency's agreement (R21: the limit in force when it is first sent). */
  readonly terms: Terms;
  readonly now: Instant;
  /** What the debtor system has reported on the receivable; none where nobody has told us. */
  readonly settled: Settled | undefined;
  readonly replacements: Replacements;
};

/** Sums over the debtor system's reports on one receivable. */
export type Settled = {
  /** Coverage less its reversals. */
  readonly covered: Money;
  /** The reversals of coverage by themselves: a payout shows as one (R46, R53). */
  readonly coverageReversed: Money;
  /** Write-offs less their reversals. */
  readonly writtenOff: Money;
};

/** Replacement CPR numbers of the agency (R25). */
export type Replacements = {
  /** The ones made for these two earlier; a person gets one once. */
  readonly patron: PersonNumber | undefined;
  readonly guardian: PersonNumber | undefined;
  /** A whole number from 0; where to begin looking for a free number. */
  readonly seed: number;
  readonly isTaken: (candidate: PersonNumber) => boolean;
};
