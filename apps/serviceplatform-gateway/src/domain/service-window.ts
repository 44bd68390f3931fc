import type { Instant } from '@libs/kernel';
import { Temporal, unreachable } from '@libs/kernel';

export const WEEKDAYS = [
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/** When a debtor system is planned to be away: once, or every week on the days on which it begins, by Danish time. */
export type ServiceWindow =
  | { readonly kind: 'once'; readonly from: Instant; readonly to: Instant }
  | {
      readonly kind: 'weekly';
      readonly days: readonly Weekday[];
      /** `22:00`. */
      readonly from: string;
      /** Not later than `from` means the day after. */
      readonly to: string;
    };

const ZONE = 'Europe/Copenhagen';

/**
 * The end of the window that holds now; of several, the latest. Nothing is sent in it, and nothing counts as failed (R55).
 * @returns nothing outside of every window
 */
export function windowUntil(windows: readonly ServiceWindow[], now: Instant): Instant | undefined {
  return windows
    .flatMap((window) => spansNear(window, now))
    .filter(({ from, to }) => !isAfter(from, now) && isAfter(to, now))
    .map(({ to }) => to)
    .toSorted((one, other) => Temporal.Instant.compare(one, other))
    .at(-1);
}

type Span = { readonly from: Instant; readonly to: Instant };

/** A window that began yesterday may still last. */
function spansNear(window: ServiceWindow, now: Instant): readonly Span[] {
  switch (window.kind) {
    case 'once':
      return [window];
    case 'weekly': {
      const today = now.toZonedDateTimeISO(ZONE).toPlainDate();
      return [today.subtract({ days: 1 }), today]
        .filter(({ dayOfWeek }) => window.days.some((day) => WEEKDAYS[dayOfWeek - 1] === day))
        .map((day) => spanOn(day, window));
    }
    default:
      return unreachable(window);
  }
}

function spanOn(
  day: Temporal.PlainDate,
  { from, to }: Extract<ServiceWindow, { readonly kind: 'weekly' }>,
): Span {
  const last = to <= from ? day.add({ days: 1 }) : day;
  return { from: instantOf(day, from), to: instantOf(last, to) };
}

function instantOf(day: Temporal.PlainDate, time: string): Instant {
  return day.toZonedDateTime({ timeZone: ZONE, plainTime: time }).toInstant();
}

function isAfter(one: Instant, other: Instant): boolean {
  return Temporal.Instant.compare(one, other) > 0;
}
