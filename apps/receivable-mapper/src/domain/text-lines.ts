import type { CalendarDate } from '@libs/kernel';
import { danishDate } from '@libs/kernel';
import type { Borrower, Material, ReleasedClaim } from './claim.js';
import { claimNumber } from './claim-words.js';
import { cutAtWord, tidy } from './cut-at-word.js';

/** What a text line holds, and how many of them a receivable holds, in the debtor services (R40). */
export const LINE_LENGTH_MAX = 255;
export const LINES_MAX = 999;

/**
 * The lines that tell the debtor what is charged (R40), in this order: what it was calculated from, a line
 * per material; the loan; the claim's number with the materials'; the numbers of minor or company.
 * @param foundationDate a fee was calculated from it, a compensation from the day it was created
 */
export function textLines(claim: ReleasedClaim, foundationDate: CalendarDate): readonly string[] {
  const from = claim.type === 'fee' ? foundationDate : claim.creationDate;
  const closing = [...loanLines(claim), ...numberLines(claim), ...partyLines(claim)];
  const materials = claim.persons.materials.map((material) => calculatedFrom(from, material));
  const opening = materials.length > 0 ? materials : [calculatedFrom(from)];
  return [...opening.slice(0, Math.max(1, LINES_MAX - closing.length)), ...closing]
    .slice(0, LINES_MAX)
    .map((line) => cutAtWord(line, LINE_LENGTH_MAX));
}

function calculatedFrom(from: CalendarDate, material?: Material): string {
  const said = [material?.classification, material?.author, material?.title];
  return ['Beregnet fra:', danishDate(from), ...said.filter((part) => part !== undefined)].join(
    ' ',
  );
}

function loanLines({ loan }: ReleasedClaim): readonly string[] {
  if (loan === undefined) return [];
  return [`Lånt: ${danishDate(loan.loanDate)} Afl.frist: ${danishDate(loan.returnDeadline)}`];
}

/** Material numbers that don't fit on the claim's line go on to lines of their own: none is lost. */
function numberLines(claim: ReleasedClaim): readonly string[] {
  const [first, ...others] = claim.persons.materials.map((one) => tidy(one.materialItemNumber));
  if (first === undefined) return [claimNumber(claim)];
  const lines: string[] = [];
  let line = `${claimNumber(claim)} Materiale-nr. ${first}`;
  for (const number of others) {
    const longer = `${line}, ${number}`;
    if (longer.length > LINE_LENGTH_MAX) lines.push(line);
    line = longer.length > LINE_LENGTH_MAX ? `Materiale-nr. ${number}` : longer;
  }
  return [...lines, line];
}

function partyLines({ minor, persons }: ReleasedClaim): readonly string[] {
  const numbers = [
    ...(minor ? minorNumber(persons.borrower) : []),
    ...companyNumbers(persons.borrower),
  ];
  return numbers.length > 0 ? [numbers.join(' ')] : [];
}

function minorNumber({ told }: Borrower): readonly string[] {
  if (told.personIdentifier === undefined) return [];
  // eslint-disable-next-line no-restricted-syntax -- R40 prints the number; the line is personal and sealed with it
  return [`Mindreårigs CPR-nr. ${told.personIdentifier.reveal()}`];
}

/** Also where the agency keeps the P-number off the account (R28). */
function companyNumbers({ told }: Borrower): readonly string[] {
  const { pNumber, glnNumber } = told;
  return [
    ...(pNumber === undefined ? [] : [`P-nr. ${pNumber.value}`]),
    ...(glnNumber === undefined ? [] : [`EAN-nr. ${glnNumber.value}`]),
  ];
}
