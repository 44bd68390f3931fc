import { Temporal, type Instant } from './dates.js';

/** Where time comes from; domain functions get it as an argument. */
export abstract class Clock {
  abstract now(): Instant;
}

export class SystemClock extends Clock {
  override now(): Instant {
    return Temporal.Instant.fromEpochMilliseconds(Date.now());
  }
}
