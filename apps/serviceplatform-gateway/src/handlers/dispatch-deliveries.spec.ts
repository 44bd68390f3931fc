import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Agreements } from '@libs/agreements';
import { Temporal, TransientFailure } from '@libs/kernel';
import { Metrics, type Log } from '@libs/observability';
import type { Database } from '@libs/persistence';
import type { LaneStore } from '../persistence/lane-store.js';
import type { StatementStore } from '../persistence/statement-store.js';
import type { DebtorSystem } from '../ports/debtor-system.js';
import type { LaneRule } from '../ports/lane-rules.js';
import { DispatchDeliveries } from './dispatch-deliveries.js';
import type { SendChunk } from './send-chunk.js';
import { WatchLanes } from './watch-lanes.js';

const town = '615';
const settings = { municipalityCode: town, municipalityCvr: '29189889', debtorSystem: {} };
const longestPauseMs = 61_000;

/** One of several replicas: others have sent whatever waited. */
class Replica {
  readonly database = {} as Database;
  readonly metrics = new Metrics({ service: 's', instance: 'a', ofProcess: false });
  readonly dispatch: DispatchDeliveries;
  pings = 0;
  isAway = false;
  windows: LaneRule['windows'] = [];

  constructor() {
    const lanes: Pick<LaneStore, 'lanesWaiting' | 'expired' | 'hasten' | 'lease' | 'backlog'> = {
      lanesWaiting: () => Promise.resolve([]),
      expired: () => Promise.resolve([]),
      hasten: () => Promise.resolve(),
      lease: () => Promise.resolve([]),
      backlog: () => Promise.resolve([]),
    };
    const transaction = (work: (tx: never) => Promise<unknown>): Promise<unknown> =>
      work(undefined as never);
    Object.assign(this.database, { transaction });
    const ping = (): Promise<void> => {
      this.pings += 1;
      return this.isAway
        ? Promise.reject(new TransientFailure('no-answer', 'Nobody is there.'))
        : Promise.resolve();
    };
    this.dispatch = new DispatchDeliveries(
      lanes as LaneStore,
      {} as SendChunk,
      { of: () => this.rule },
      { ping } as unknown as DebtorSystem,
      { all: () => Promise.resolve([{ settings }]) } as unknown as Agreements,
      this.database,
      { warn: () => undefined } as unknown as Log,
    );
    const statements = { open: () => Promise.resolve([]) } as unknown as StatementStore;
    const watch = [lanes as LaneStore, statements, this.dispatch, this.database] as const;
    new WatchLanes(...watch, this.metrics);
    this.dispatch.onApplicationBootstrap();
  }

  private get rule(): LaneRule {
    return { callsMax: 4, callsPerSecond: undefined, windows: this.windows };
  }

  /** The states that hold, as they are scraped. */
  async scraped(): Promise<readonly (string | undefined)[]> {
    const { text } = await this.metrics.scrape();
    const held = text.matchAll(/^debitorbro_lane_state\{municipality="615",state="(\w+)".*\} 1$/gm);
    return [...held].map(([, state]) => state);
  }

  pause(): void {
    this.dispatch.standingOf(town).hindered('no-answer');
  }
}

let replica: Replica;

beforeEach(() => {
  jest.useFakeTimers();
  replica = new Replica();
});
afterEach(async () => {
  await replica.dispatch.onModuleDestroy();
  jest.useRealTimers();
});

describe('a lane in which nothing waits', () => {
  it('R55 is asked after while it is paused, and is open again once the other end is back', async () => {
    replica.pause();
    expect(await replica.scraped()).toEqual(['paused']);

    replica.isAway = true;
    await jest.advanceTimersByTimeAsync(10 * longestPauseMs);
    expect(replica.pings).toBeGreaterThan(5);
    expect(await replica.scraped()).toEqual(['paused']);

    replica.isAway = false;
    await jest.advanceTimersByTimeAsync(longestPauseMs);
    expect(await replica.scraped()).toEqual(['open']);

    const { pings } = replica;
    await jest.advanceTimersByTimeAsync(longestPauseMs);
    expect(replica.pings).toBe(pings);
  });

  it('R55 is asked nothing in a planned window, which is a state of its own', async () => {
    const now = Temporal.Now.instant();
    replica.windows = [{ kind: 'once', from: now, to: now.add({ minutes: 30 }) }];
    replica.pause();
    expect(await replica.scraped()).toEqual(['window']);

    await jest.advanceTimersByTimeAsync(20 * 60_000);
    expect(replica.pings).toBe(0);

    await jest.advanceTimersByTimeAsync(11 * 60_000);
    expect(await replica.scraped()).toEqual(['open']);
    expect(replica.pings).toBe(1);
  });
});
