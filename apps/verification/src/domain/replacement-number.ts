import { PermanentFailure, PersonNumber, type CalendarDate } from '@libs/kernel';

export type ReplacementOrder = {
  /** Where none is known, an adult's is drawn. */
  readonly bornOn: CalendarDate | undefined;
  /** The day on which a drawn birth date must be an adult's. */
  readonly adultOn: CalendarDate;
  /** A whole number from 0. */
  readonly seed: number;
  readonly isTaken: (candidate: PersonNumber) => boolean;
};

/** Nobody drawn is younger, so that under every ordinary age of majority they pass for an adult. */
const drawnAgeMin = 30;
const drawnAges = 35;
const daysInYear = 365;
/** Every birth date that a number can tell has at least so many. */
const serials = 4_000;
const yearMin = 1858;
const yearMax = 2057;

/**
 * Makes a replacement CPR number from the birth date, else from a random one that reflects an adult (R25). It is unique
 * among those that `isTaken` knows. Throws a PermanentFailure `replacement.exhausted` when all of a birth date are taken.
 */
export function makeReplacement({
  bornOn,
  adultOn,
  seed,
  isTaken,
}: ReplacementOrder): PersonNumber {
  const birthDate = tellable(bornOn) ?? drawBirthDate(adultOn, seed);
  for (let tried = 0; tried < serials; tried += 1) {
    const candidate = PersonNumber.replacement(birthDate, (seed + tried) % serials);
    if (!isTaken(candidate)) return candidate;
  }
  throw new PermanentFailure(
    'replacement.exhausted',
    'All replacement numbers of this birth date are taken.',
  );
}

/** The day is drawn from the seed as well, and never makes anybody younger. */
function drawBirthDate(adultOn: CalendarDate, seed: number): CalendarDate {
  const years = drawnAgeMin + (seed % drawnAges);
  return adultOn.subtract({ years, days: Math.floor(seed / drawnAges) % daysInYear });
}

function tellable(date: CalendarDate | undefined): CalendarDate | undefined {
  return date !== undefined && date.year >= yearMin && date.year <= yearMax ? date : undefined;
}
