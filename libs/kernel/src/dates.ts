import { Temporal } from 'temporal-polyfill';
import { PermanentFailure } from './failures.js';

export { Temporal };

/** A day of the calendar, without time or zone. */
export type CalendarDate = Temporal.PlainDate;
export type Instant = Temporal.Instant;

const danishZone = 'Europe/Copenhagen';
/** There is no year 0; PostgreSQL has none either. */
const dateForm = /^(?!0000)\d{4}-\d{2}-\d{2}$/;

/** Days and times that were read of late: the same few come again and again, and reading them costs some microseconds each. */
const readOfLateMax = 1_000;
const daysReadOfLate = new Map<string, CalendarDate>();
const timesReadOfLate = new Map<string, Instant>();

/** Reads `YYYY-MM-DD`. @throws PermanentFailure `date.malformed`, also for a day that doesn't exist. */
export function parseDate(text: string): CalendarDate {
  const known = daysReadOfLate.get(text);
  if (known !== undefined) return known;
  if (dateForm.test(text)) {
    try {
      return keep(daysReadOfLate, text, Temporal.PlainDate.from(text, { overflow: 'reject' }));
    } catch {
      // falls through to the one failure below
    }
  }
  throw new PermanentFailure(
    'date.malformed',
    'A date must be a day of the calendar, written YYYY-MM-DD.',
  );
}

/** Reads RFC 3339 with an offset. @throws RangeError for anything else. */
export function parseInstant(text: string): Instant {
  return timesReadOfLate.get(text) ?? keep(timesReadOfLate, text, Temporal.Instant.from(text));
}

const quarterMs = 15 * 60 * 1_000;
const daysOfQuarters = new Map<number, CalendarDate>();

/**
 * The day in Denmark at this instant. Days and changes of offset begin on quarters of an hour, so that the costly conversion
 * between zones is done once for each.
 */
export function danishDay(instant: Instant): CalendarDate {
  const quarter = Math.floor(instant.epochMilliseconds / quarterMs);
  const known = daysOfQuarters.get(quarter);
  if (known !== undefined) return known;
  return keep(daysOfQuarters, quarter, instant.toZonedDateTimeISO(danishZone).toPlainDate());
}

/** The first moment of a day in Denmark. */
export function startOfDanishDay(day: CalendarDate): Instant {
  return day.toZonedDateTime(danishZone).toInstant();
}

/** Whole years of age on a day; somebody born on 29 February has their birthday on 1 March in ordinary years. */
export function ageOn(birthDate: CalendarDate, day: CalendarDate): number {
  const birthdayPassed =
    day.month > birthDate.month || (day.month === birthDate.month && day.day >= birthDate.day);
  return day.year - birthDate.year - (birthdayPassed ? 0 : 1);
}

/** `23.11.2026`, as Danish letters write it. */
export function danishDate({ day, month, year }: CalendarDate): string {
  return `${String(day).padStart(2, '0')}.${String(month).padStart(2, '0')}.${String(year).padStart(4, '0')}`;
}

function keep<Key, Value>(readOfLate: Map<Key, Value>, key: Key, value: Value): Value {
  if (readOfLate.size >= readOfLateMax) readOfLate.clear();
  readOfLate.set(key, value);
  return value;
}
