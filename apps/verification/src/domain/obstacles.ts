import type { Instant } from '@libs/kernel';
import type { Claim } from './claim.js';
import { areInOrder } from './dates.js';
import { liabilityOf } from './liability.js';
import type { CvrTold, Numbering } from './parties.js';
import { holdOrder, type HoldCode } from './reasons.js';
import { takesReplacementCpr, type Terms } from './terms.js';
import { isVerified } from './verification-due.js';

/** All that keeps a claim from being sent, in the order in which it is shown (R30). */
export function obstaclesOf(claim: Claim, terms: Terms, now: Instant): readonly HoldCode[] {
  const found = new Set<HoldCode>(
    identityObstacles(claim, terms, liabilityOf(claim, terms).liable),
  );
  if (!areInOrder(claim.facts, terms)) found.add('dates-out-of-order');
  if (!terms.active) found.add('agreement-inactive');
  if (!isVerified(claim, terms, now)) found.add('awaiting-verification');
  return holdOrder.filter((code) => found.has(code));
}

/** What is wrong with who the borrower is, or who is liable (R25, R26, R27, R29). */
export function identityObstacles(
  { borrower, guardian }: Claim,
  terms: Terms,
  liable: 'borrower' | 'guardian',
): readonly HoldCode[] {
  const ofGuardian = liable === 'guardian' && guardian !== undefined ? [guardian.number] : [];
  switch (borrower.kind) {
    case 'group':
      return ['no-liable-person'];
    case 'company':
    case 'library':
      return [...cvrObstacles(borrower.cvr), ...numberObstacles(ofGuardian, terms)];
    case 'person':
      return numberObstacles([borrower.number, ...ofGuardian], terms);
  }
}

function cvrObstacles({ kind }: CvrTold): readonly HoldCode[] {
  if (kind === 'missing') return ['missing-cvr'];
  return kind === 'invalid' ? ['invalid-identity'] : [];
}

/** A missing number is no obstacle where a replacement is taken: one is made at release (R25). */
function numberObstacles(numbers: readonly Numbering[], terms: Terms): readonly HoldCode[] {
  const invalid = numbers.some(({ kind }) => kind === 'invalid');
  const lacksCpr = numbers.some(({ kind }) => kind !== 'cpr' && kind !== 'invalid');
  return [
    ...(invalid ? (['invalid-identity'] as const) : []),
    ...(lacksCpr && !takesReplacementCpr(terms) ? (['no-cpr-on-prisme'] as const) : []),
  ];
}
