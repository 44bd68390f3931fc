import type { PersonNumber } from '@libs/kernel';
import type { Circumstances } from './circumstances.js';
import type { Claim } from './claim.js';
import type { Liability } from './liability.js';
import type { Outcome } from './outcome.js';
import type { Guardian, Numbering } from './parties.js';
import { makeReplacement } from './replacement-number.js';

type Assigned = { readonly claim: Claim; readonly outcomes: readonly Outcome[] };

/**
 * R25: gives a replacement CPR number to the borrower, and to a guardian who is liable, where the library has none. Once
 * per agency and person, unique, and told back to the library. Companies have CVR numbers.
 */
export function assignNumbers(
  claim: Claim,
  { liable }: Liability,
  circumstances: Circumstances,
): Assigned {
  const patron =
    claim.borrower.kind === 'person'
      ? patronNumber(claim, circumstances)
      : kept(claim.borrower.number);
  const withPatron = { ...claim, borrower: { ...claim.borrower, number: patron.number } };
  if (liable === 'borrower' || claim.guardian === undefined)
    return { claim: withPatron, outcomes: patron.outcomes };
  const guardian = guardianNumber(claim.guardian, withPatron, circumstances);
  return {
    claim: { ...withPatron, guardian: { ...claim.guardian, number: guardian.number } },
    outcomes: [...patron.outcomes, ...guardian.outcomes],
  };
}

type Numbered = { readonly number: Numbering; readonly outcomes: readonly Outcome[] };

function patronNumber(
  { borrower, birth, facts }: Claim,
  { replacements }: Circumstances,
): Numbered {
  if (borrower.number.kind !== 'missing') return kept(borrower.number);
  const bornOn = birth.kind === 'unknown' ? undefined : birth.date;
  const make = (): PersonNumber =>
    makeReplacement({ ...replacements, bornOn, adultOn: facts.creationDate });
  return earlierOr(replacements.patron, make, 'patron');
}

/** The child may have been given one a moment ago, which nobody else knows of yet. */
function guardianNumber(
  guardian: Guardian,
  { borrower, facts }: Claim,
  { replacements }: Circumstances,
): Numbered {
  if (guardian.number.kind !== 'missing') return kept(guardian.number);
  const isTaken = (candidate: PersonNumber): boolean =>
    replacements.isTaken(candidate) ||
    ('number' in borrower.number && borrower.number.number.equals(candidate));
  const order = {
    bornOn: guardian.birthDate,
    adultOn: facts.creationDate,
    seed: replacements.seed,
    isTaken,
  };
  return earlierOr(replacements.guardian, () => makeReplacement(order), 'guardian');
}

function kept(number: Numbering): Numbered {
  return { number, outcomes: [] };
}

function earlierOr(
  earlier: PersonNumber | undefined,
  make: () => PersonNumber,
  whose: 'patron' | 'guardian',
): Numbered {
  if (earlier !== undefined) return kept({ kind: 'made', number: earlier });
  const number = make();
  return {
    number: { kind: 'made', number },
    outcomes: [{ kind: 'replacementAssigned', whose, number }],
  };
}
