import { Guardian as ToldGuardian, instanceOf, Patron } from '@libs/contracts';
import { CvrNumber, parseDate, PersonNumber, revealed, type CalendarDate } from '@libs/kernel';
import {
  numberingOf,
  type Borrower,
  type CvrTold,
  type Guardian,
  type Numbering,
} from '../domain/parties.js';

/** What the domain carries along of a borrower without reading it. */
type PatronCard = Pick<Patron, 'pNumber' | 'glnNumber' | 'name' | 'address'>;
type GuardianCard = Pick<ToldGuardian, 'name' | 'address'>;

/** A borrower as the domain has them; texts that say nothing count as missing. */
export function borrowerOf(patron: Patron): Borrower {
  const { pNumber, glnNumber, name, address } = patron;
  return {
    kind: patron.kind,
    number: toldNumber(patron),
    birthDate: dateOf(patron.birthDate),
    cvr: toldCvr(patron.cvrNumber),
    card: cardOf({ pNumber, glnNumber, name, address }),
  };
}

export function guardianOf(guardian: ToldGuardian): Guardian {
  const { name, address } = guardian;
  return {
    number: toldNumber(guardian),
    birthDate: dateOf(guardian.birthDate),
    since: dateOf(guardian.since),
    card: cardOf({ name, address }),
  };
}

/** The borrower for those who must know them; sealed by the transport before it leaves. */
export function patronOf(
  { kind, number, birthDate, cvr, card }: Borrower,
  patronId: string,
): Patron {
  return instanceOf(Patron, {
    patronId,
    kind,
    ...identifierOf(number),
    ...(birthDate !== undefined && { birthDate: birthDate.toString() }),
    ...(cvr.kind === 'cvr' && { cvrNumber: cvr.number.value }),
    ...(readCard(card) as PatronCard),
  });
}

export function toldGuardianOf({ number, birthDate, since, card }: Guardian): ToldGuardian {
  return instanceOf(ToldGuardian, {
    ...identifierOf(number),
    ...(birthDate !== undefined && { birthDate: birthDate.toString() }),
    ...(since !== undefined && { since: since.toString() }),
    ...(readCard(card) as GuardianCard),
  });
}

/** The name on a guardian's card, in one way of writing; empty where none is known. */
export function nameOf({ card }: Guardian): string {
  const { name } = readCard(card) as GuardianCard;
  return (name ?? '').normalize('NFC').trim().replace(/\s+/g, ' ').toLowerCase();
}

/** Personal strings as the domain carries them: JSON, never read there. */
export function cardOf(content: object): string {
  return JSON.stringify(revealed(content));
}

export function readCard(card: string): object {
  return JSON.parse(card) as object;
}

function toldNumber({
  personIdentifier,
  personIdentifierKind,
}: Pick<Patron, 'personIdentifier' | 'personIdentifierKind'>): Numbering {
  const text = told(personIdentifier);
  return numberingOf(
    text === undefined ? undefined : PersonNumber.parse(text),
    personIdentifierKind ?? undefined,
  );
}

function toldCvr(text: string | undefined): CvrTold {
  const said = told(text);
  if (said === undefined) return { kind: 'missing' };
  const number = CvrNumber.parse(said);
  return number === undefined ? { kind: 'invalid' } : { kind: 'cvr', number };
}

type Identifier = Pick<Patron, 'personIdentifier' | 'personIdentifierKind'>;

function identifierOf(number: Numbering): Identifier {
  if (number.kind === 'missing' || number.kind === 'invalid') return {};
  return {
    // eslint-disable-next-line no-restricted-syntax -- into a part that only leaves sealed
    personIdentifier: number.number.reveal(),
    personIdentifierKind: number.kind === 'cpr' ? 'cpr' : 'replacement',
  };
}

function dateOf(text: string | undefined): CalendarDate | undefined {
  const said = told(text);
  return said === undefined ? undefined : parseDate(said);
}

/** `null` is what JSON has for missing. */
function told(text: string | null | undefined): string | undefined {
  const said = text?.trim();
  return said === '' ? undefined : said;
}
