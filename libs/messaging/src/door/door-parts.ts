import type { Database } from '@libs/persistence';
import type { Announcer } from './announcer.js';
import type { Failing } from './failing.js';
import type { ReachedNeeds } from './reached-needs.js';
import type { Watch } from '../watch.js';
import type { Traces } from '../work/traces.js';

export type DoorLimits = {
  /** How long published-from-memory rows are left alone by the relay. */
  readonly outboxLeaseMs: number;
  /** How often a deadlocked or unserialisable batch is repeated before it counts as an outage. */
  readonly repeatsMax: number;
};

export type DoorParts = {
  readonly database: Database;
  readonly announcer: Announcer;
  readonly failing: Failing;
  readonly traces: Traces;
  readonly reached: ReachedNeeds;
  readonly limits: DoorLimits;
  readonly clock: { nowIso(): string };
  /** Makes a UUID. */
  readonly mint: () => string;
  readonly watch: Pick<Watch, 'passed' | 'batchFailed' | 'outage'>;
};
