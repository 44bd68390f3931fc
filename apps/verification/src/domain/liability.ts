import { ageOn } from '@libs/kernel';
import type { Claim } from './claim.js';
import type { Terms } from './terms.js';

type BalanceType = 'fee' | 'compensation-acknowledged' | 'compensation-unacknowledged';

/** The six keys of the agreement's claim types (R19, R35). */
export type ClaimType = BalanceType | `${BalanceType}-minor-unguarded`;

export type Liability = {
  readonly minor: boolean;
  readonly liable: 'borrower' | 'guardian';
  readonly claimType: ClaimType;
};

/**
 * Who owes (R17, R18, R19), settled by what was true on the day the balance was created (R23). The age of majority is the
 * one in force when the claim is first sent (R21).
 */
export function liabilityOf(claim: Claim, terms: Terms): Liability {
  const type = balanceType(claim);
  const minor = isMinor(claim, terms);
  if (minor && claim.guardian === undefined)
    return { minor, liable: 'borrower', claimType: `${type}-minor-unguarded` };
  return { minor, liable: minor ? 'guardian' : 'borrower', claimType: type };
}

/** R21; who is without a birth date passes for an adult (R25). */
function isMinor({ birth, facts }: Claim, { ageOfMajority }: Terms): boolean {
  return birth.kind !== 'unknown' && ageOn(birth.date, facts.creationDate) < ageOfMajority;
}

function balanceType({ facts: { type, acknowledged } }: Claim): BalanceType {
  if (type === 'fee') return 'fee';
  return acknowledged === true ? 'compensation-acknowledged' : 'compensation-unacknowledged';
}
