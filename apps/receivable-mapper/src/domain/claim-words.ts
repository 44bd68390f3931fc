import type { ReleasedClaim } from './claim.js';
import { tidy } from './cut-at-word.js';

type Named = Pick<ReleasedClaim, 'type' | 'feeId' | 'billNumber'>;

/** What the letter calls the claim. */
export function claimWord({ type }: Named): string {
  return type === 'fee' ? 'Biblioteksgebyr' : 'Erstatning';
}

/** The number by which borrower and library speak of the claim: the bill's, else the library system's (R39). */
export function claimNumber({ type, feeId, billNumber }: Named): string {
  const number = tidy(billNumber ?? feeId);
  return type === 'fee' ? `Gebyr-nr. ${number}` : `Erstatnings-nr. ${number}`;
}
