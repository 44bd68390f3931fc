import type { ReleasedClaim } from './claim.js';
import { tidy } from './cut-at-word.js';

type Named = Pick<ReleasedClaim, 'type' | 'feeId' | 'billNumber'>;

/** What the letter calls the claim. */
export function claimWord({ type }: Named): string {
  return type === 'fee' ? 'Biblioteksgebyr' : 'Erstatning';
}

/** The number on the bill, if there is a bill; a blank is none. */
export function billNumberOf({ billNumber }: Named): string | undefined {
  const number = tidy(billNumber ?? '');
  return number === '' ? undefined : number;
}

/** The number by which borrower and library speak of the claim: the bill's, else the library system's (R39). */
export function claimNumber(claim: Named): string {
  const number = billNumberOf(claim) ?? tidy(claim.feeId);
  return claim.type === 'fee' ? `Gebyr-nr. ${number}` : `Erstatnings-nr. ${number}`;
}
