import type { CalendarDate } from '@libs/kernel';
import { danishDate } from '@libs/kernel';
import type { Borrower, ReleasedClaim } from './claim.js';
import { billNumberOf, claimNumber, claimWord } from './claim-words.js';
import { cutAtWord, tidy } from './cut-at-word.js';

/** The state prints it in its letters and takes no more (R39). */
const SPECIFICATION_TEXT_MAX = 100;

/**
 * The claim's identification and the collection text: its number and, for a minor, name and birth date
 * (R39). What does not fit goes in this order: the end of the name, the whole name, the birth date, the
 * identification. The privacy variant has no name, and of the birth date the six digits of a CPR number at most.
 */
export function specificationText(claim: ReleasedClaim, variant: 'full' | 'privacy'): string {
  const head = identification(claim);
  if (!claim.minor) return head;
  const born = bornText(claim.persons.borrower, variant);
  const name = variant === 'full' ? nameText(claim, room([head, born])) : '';
  return fitting([head, name, born]) ?? fitting([head, born]) ?? head;
}

function identification(claim: ReleasedClaim): string {
  const number = claimNumber(claim);
  const billed = billNumberOf(claim) !== undefined;
  const said = billed ? `${claimWord(claim)} ${tidy(claim.feeId)}` : claimWord(claim);
  return fitting([`${said}: ${number}`]) ?? number.slice(0, SPECIFICATION_TEXT_MAX);
}

function nameText({ persons }: ReleasedClaim, lengthMax: number): string {
  return lengthMax > 0 ? cutAtWord(persons.borrower.told.name ?? '', lengthMax) : '';
}

function bornText(borrower: Borrower, variant: 'full' | 'privacy'): string {
  const day = birthDateOf(borrower);
  if (day === undefined) return '';
  const text = danishDate(day);
  return `født ${variant === 'full' ? text : text.slice(0, -4) + text.slice(-2)}`;
}

/** The birth date that the library told, else the one that the number tells (R21). */
function birthDateOf({ told }: Borrower): CalendarDate | undefined {
  return told.birthDate ?? told.personIdentifier?.birthDate();
}

function joined(parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join(', ');
}

function fitting(parts: readonly string[]): string | undefined {
  const text = joined(parts);
  return text.length <= SPECIFICATION_TEXT_MAX ? text : undefined;
}

/** How many characters one more part may have, its comma counted. */
function room(parts: readonly string[]): number {
  return SPECIFICATION_TEXT_MAX - joined(parts).length - ', '.length;
}
