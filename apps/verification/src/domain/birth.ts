import type { CalendarDate } from '@libs/kernel';
import type { Borrower } from './parties.js';

/** What is known of a borrower's birth. A replacement number's date may be made up to pass for an adult (R25). */
export type Birth =
  | { readonly kind: 'known'; readonly date: CalendarDate }
  | { readonly kind: 'assumed'; readonly date: CalendarDate }
  | { readonly kind: 'unknown' };

/** R21: from the birth date, else from the number. */
export function birthOf({
  kind,
  birthDate,
  number,
}: Pick<Borrower, 'kind' | 'birthDate' | 'number'>): Birth {
  if (kind !== 'person') return { kind: 'unknown' };
  if (birthDate !== undefined) return { kind: 'known', date: birthDate };
  if (number.kind === 'missing' || number.kind === 'invalid') return { kind: 'unknown' };
  const date = number.number.birthDate();
  if (date === undefined) return { kind: 'unknown' };
  return { kind: number.kind === 'cpr' ? 'known' : 'assumed', date };
}

/**
 * A later word on the borrower tells us what was not known; it never moves what was (R23). So a child that passed for an
 * adult for want of a birth date is a child again, as long as nothing has been sent.
 */
export function learnBirth(birth: Birth, told: Birth): Birth {
  return birth.kind === 'known' || told.kind !== 'known' ? birth : told;
}
