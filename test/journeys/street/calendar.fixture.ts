import { danishDate, danishDay, parseDate, Temporal } from '@libs/kernel';

const today = danishDay(Temporal.Now.instant());

/** A day counted from today in Denmark, so that no journey grows old: `day(-3)` was three days ago. */
export function day(offset: number): string {
  return today.add({ days: offset }).toString();
}

/** The day that lies `days` after another. */
export function daysAfter(date: string, days: number): string {
  return parseDate(date).add({ days }).toString();
}

/** The same day a number of years earlier; never the first of a month, whose CPR numbers may belong to somebody. */
export function yearsBefore(date: string, years: number): string {
  const then = parseDate(date).subtract({ years });
  return (then.day === 1 ? then.subtract({ days: 1 }) : then).toString();
}

/** As it stands in texts: `23.11.2026`. */
export function inDanish(date: string): string {
  return danishDate(parseDate(date));
}
