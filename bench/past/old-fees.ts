import type { Pace } from '../measuring/library-beside.js';
import { dayFrom } from '../measuring/plain-fees.js';

/** A stretch of years before the cut-off date, so that its fees are kept until that date is moved to its first day. */
export type Stretch = { readonly run: string; readonly firstDay: string };

export const recentYears: Stretch = { run: 'kr', firstDay: '2020-01-01' };
export const yearsBefore: Stretch = { run: 'kb', firstDay: '2014-01-01' };

const daysOfStretch = 2_000;
/** Neither the broker nor the library holds a million at once: that is the backlog's part. */
const unansweredMax = 20_000;

export function paceOf({ firstDay }: Stretch): Pace {
  const createdOn = (number: number): string => dayFrom(firstDay, number % daysOfStretch);
  return { createdOn, unansweredMax };
}
