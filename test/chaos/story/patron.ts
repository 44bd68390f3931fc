import type { Story } from './story.js';

const dayMs = 86_400_000;
const firstBornMs = Date.UTC(1950, 0, 2);
const birthDays = 15_000;
/** Has no divisor in common with the days, so that neighbours are far apart in age and each day is used before one comes again. */
const stepDays = 37;
const serials = 1_000;

/** Beyond every patron's number: who gets a new CPR number gets that of a patron who is none. */
const renumberedFrom = 1_000_000;

/** Invented: nobody looks whether the last digits fit. No two patrons have the same number. */
export function patronOf(number: number): object {
  return asPatron(number, number);
}

/** The patron with another CPR number (R31). */
export function renumberedPatronOf(number: number): object {
  return asPatron(number, number + renumberedFrom);
}

export function patronIdOf(number: number): string {
  return `p${String(number)}`;
}

function asPatron(number: number, identity: number): object {
  const birthDate = birthDateOf(identity);
  return {
    patronId: patronIdOf(number),
    kind: 'person',
    personIdentifier: personIdentifierOf(identity),
    birthDate,
    name: 'Gunhild Prøvesen',
    address: { street: 'Prøvevej 1', postalCode: '8700', city: 'Horsens' },
  };
}

/** The CPR number of a patron. */
export function personIdentifierOf(number: number): string {
  const [year = '', month = '', day = ''] = birthDateOf(number).split('-');
  const serial = (number + Math.floor(number / birthDays)) % serials;
  return `${day}${month}${year.slice(2)}0${String(serial).padStart(3, '0')}`;
}

/** The CPR number that a patron ends with. */
export function lastIdentifierOf({
  patron,
  isRenumbered,
}: Pick<Story, 'patron' | 'isRenumbered'>): string {
  return personIdentifierOf(isRenumbered ? patron + renumberedFrom : patron);
}

function birthDateOf(number: number): string {
  const days = (number * stepDays) % birthDays;
  return new Date(firstBornMs + days * dayMs).toISOString().slice(0, 10);
}
