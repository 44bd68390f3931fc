import type { CalendarDate } from '@libs/kernel';
import { Temporal } from '@libs/kernel';

const SATURDAY = 6;
const LAST_YEAR_OF_PRAYER_DAY = 2023;

/**
 * The first day from the given one on, that is no weekend, public holiday, Constitution Day, Christmas Eve
 * or New Year's Eve: where a time limit ends that would have ended on one (forældelsesloven § 27).
 */
export function workingDayFrom(day: CalendarDate): CalendarDate {
  let candidate = day;
  while (isClosed(candidate)) candidate = candidate.add({ days: 1 });
  return candidate;
}

function isClosed(day: CalendarDate): boolean {
  return day.dayOfWeek >= SATURDAY || isFixedHoliday(day) || isMovableHoliday(day);
}

function isFixedHoliday({ month, day }: CalendarDate): boolean {
  return ['1-1', '6-5', '12-24', '12-25', '12-26', '12-31'].includes(`${month}-${day}`);
}

function isMovableHoliday(day: CalendarDate): boolean {
  const easter = easterSunday(day.year);
  const fromEaster = easter.until(day, { largestUnit: 'days' }).days;
  const prayerDay = fromEaster === 26 && day.year <= LAST_YEAR_OF_PRAYER_DAY;
  return [-3, -2, 0, 1, 39, 49, 50].includes(fromEaster) || prayerDay;
}

/** Easter by the Gregorian rule: the Sunday after the church's full moon on or after 21 March. */
function easterSunday(year: number): CalendarDate {
  const century = Math.floor(year / 100);
  const leapDaysLeftOut = century - Math.floor(century / 4);
  const moonDrift = Math.floor((8 * century + 13) / 25);
  const golden = year % 19;
  const age = (19 * golden + leapDaysLeftOut - moonDrift + 15) % 30;
  const late = age === 29 || (age === 28 && golden > 10) ? 1 : 0;
  const fullMoon = Temporal.PlainDate.from({ year, month: 3, day: 21 }).add({ days: age - late });
  return fullMoon.add({ days: 7 - (fullMoon.dayOfWeek % 7) });
}
