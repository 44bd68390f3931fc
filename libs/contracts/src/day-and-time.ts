const dayForm = /^\d{4}-\d{2}-\d{2}$/;
const timeForm =
  /^\d{4}-\d{2}-\d{2}[Tt]([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,9})?([Zz]|[+-]([01]\d|2[0-3]):[0-5]\d)$/;
const daysOfMonths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;

/** A day that the calendar has, written `YYYY-MM-DD`. There is no year 0: PostgreSQL has none either. */
export function isDay(value: unknown): value is string {
  return typeof value === 'string' && dayForm.test(value) && isInCalendar(value);
}

/**
 * RFC 3339 with an offset, of a day that the calendar has. (`Date.parse` takes 30 February for 2 March, and what is read here
 * must be readable by whoever comes after.) Leap seconds are refused.
 */
export function isTime(value: unknown): value is string {
  return typeof value === 'string' && timeForm.test(value) && isInCalendar(value);
}

/** By arithmetic: it runs several times for every message, and asking Temporal takes ten times as long. */
function isInCalendar(text: string): boolean {
  const year = Number(text.slice(0, 4));
  const day = Number(text.slice(8, 10));
  return year > 0 && day >= 1 && day <= daysIn(year, Number(text.slice(5, 7)));
}

function daysIn(year: number, month: number): number {
  return month === 2 && isLeap(year) ? 29 : (daysOfMonths[month - 1] ?? 0);
}

function isLeap(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}
