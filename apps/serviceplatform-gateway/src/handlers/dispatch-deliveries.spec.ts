import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Agreements } from '@libs/agreements';
import { Temporal, TransientFailure } from '@libs/kernel';
import { Metrics, type Log } from '@libs/observability';
import type { Database } from '@libs/persistence';
import type { FrozenDelivery } from '../persistence/delivery-rows.js';
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
  looksForExpired = 0;
  waiting: readonly string[] = [];
  /** What may go in each lane; and how many were leased of which lane, look by look. */
  readonly due = new Map<string, FrozenDelivery[]>();
  readonly leased: [code: string, count: number][] = [];

  constructor() {
    const lanes: Pick<LaneStore, 'lanesWaiting' | 'expired' | 'hasten' | 'lease' | 'backlog'> = {
      lanesWaiting: () => Promise.resolve(this.waiting),
      expired: () => {
        this.looksForExpired += 1;
        return Promise.resolve([]);
      },
      hasten: () => Promise.resolve(),
      lease: (_tx, code, _lease, rowsMax) => {
        const leased = this.due.get(code)?.splice(0, rowsMax) ?? [];
        this.leased.push([code, leased.length]);
        return Promise.resolve(leased);
      },
      backlog: () => Promise.resolve([]),
    };
    const ping = (): Promise<void> => {
      this.pings += 1;
      return this.isAway
        ? Promise.reject(new TransientFailure('no-answer', 'Nobody is there.'))
        : Promise.resolve();
    };
    this.dispatch = new DispatchDeliveries(
      lanes as LaneStore,
      { send: () => Promise.resolve() } as unknown as SendChunk,
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

describe('a look at what stands in the lines', () => {
  const deliveries = (count: number): FrozenDelivery[] =>
    Array.from({ length: count }, () => ({}) as FrozenDelivery);

  it('asks a lane once more only when it gave as much as was asked for', async () => {
    replica.waiting = ['461', town];
    replica.due.set('461', deliveries(3)).set(town, deliveries(65));
    replica.dispatch.wake();
    await jest.advanceTimersByTimeAsync(0);
    const first = replica.leased.slice(0, 3);
    expect(first.filter(([code]) => code === '461')).toEqual([['461', 3]]);
    expect(first.filter(([code]) => code === town)).toEqual([
      [town, 64],
      [town, 1],
    ]);
  });

  it('looks for leases that have run out once a second, however often it is woken', async () => {
    for (let time = 0; time < 10; time += 1) {
      replica.dispatch.wake();
      await jest.advanceTimersByTimeAsync(50);
    }
    expect(replica.looksForExpired).toBe(1);
    await jest.advanceTimersByTimeAsync(1_500);
    expect(replica.looksForExpired).toBe(2);
  });
});
