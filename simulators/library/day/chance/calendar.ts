import { Temporal } from '@libs/kernel';

const dayMs = 86_400_000;

/** A day of the calendar, `YYYY-MM-DD`: texts, since they compare and travel as they are. */
export type Day = string;

export function plusDays(day: Day, days: number): Day {
  return new Date(Date.parse(day) + days * dayMs).toISOString().slice(0, 10);
}

/** The same day of another year; 29 February becomes 1 March where there is none. */
export function plusYears(day: Day, years: number): Day {
  const year = String(Number(day.slice(0, 4)) + years).padStart(4, '0');
  return plusDays(`${year}-${day.slice(5, 7)}-01`, Number(day.slice(8)) - 1);
}

/** The first of the month, `months` before. */
export function firstOfMonthBefore(day: Day, months: number): Day {
  const month = Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1 - months;
  const two = String((month % 12) + 1).padStart(2, '0');
  return `${String(Math.floor(month / 12))}-${two}-01`;
}

/** Days from the one to the other. */
export function daysBetween(from: Day, to: Day): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / dayMs);
}

/** How far Danish clocks are from UTC at noon of that day, e.g. `+01:00`. */
export function danishOffset(day: Day): string {
  return Temporal.PlainDate.from(day).toZonedDateTime({
    timeZone: 'Europe/Copenhagen',
    plainTime: '12:00',
  }).offset;
}

/** RFC 3339. `second` is counted from midnight. */
export function timeOf(day: Day, second: number, offset: string): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const [hours, minutes] = [Math.floor(second / 3_600), Math.floor(second / 60) % 60];
  return `${day}T${two(hours)}:${two(minutes)}:${two(second % 60)}${offset}`;
}
