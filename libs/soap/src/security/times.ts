import { type Instant, Temporal } from '@libs/kernel';
import { Unbelieved } from './unbelieved.js';

/** How far clocks may be apart. */
export const skew = { seconds: 60 } as const;

/** The moment that a text names. Throws {@link Unbelieved} for any other text, and where the zone is missing. */
export function momentIn(text: string): Instant {
  try {
    return Temporal.Instant.from(text.trim());
  } catch {
    throw new Unbelieved('FailedCheck', 'a time is none');
  }
}

export function isBefore(one: Instant, other: Instant): boolean {
  return Temporal.Instant.compare(one, other) < 0;
}
