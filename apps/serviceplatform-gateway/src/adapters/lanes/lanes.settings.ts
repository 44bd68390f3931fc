import { DurationFromEnv, FromEnv } from '@libs/config';

/** How debtor systems may be called; a file tells what differs from one municipality to another. */
export class LanesSettings {
  @FromEnv('SP_LANE_CALLS_MAX', {
    what: 'Calls at a time to one municipality, unless the lanes file says otherwise',
    default: 16,
    min: 1,
    max: 64,
  })
  readonly callsMax!: number;

  @FromEnv('SP_LANE_CALLS_PER_SECOND', {
    what: 'Calls a second to one municipality, unless the lanes file says otherwise; no limit without it',
    min: 0.01,
    max: 1_000,
    fraction: true,
    optional: true,
  })
  readonly callsPerSecond?: number;

  @FromEnv('SP_LANES_FILE', {
    what: 'A JSON file with calls, pace and planned service windows, for all and for each municipality; it is read again when it changes',
    optional: true,
  })
  readonly file?: string;

  @DurationFromEnv('SP_LANES_FILE_CHECK_MS', {
    what: 'How often the lanes file is looked at',
    default: 10_000,
    min: 50,
    max: 3_600_000,
  })
  readonly fileCheckMs!: number;
}
