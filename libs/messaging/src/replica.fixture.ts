import { Patience } from '@libs/kernel';
import { Database } from '@libs/persistence';
import { KeySet, Sealer } from '@libs/sealing';
import { AddUp, planFor, Sums1764000000001, type Sum } from './counting.fixture.js';
import { Engine } from './engine.js';
import { defaultLimits, type TransportLimits } from './settings.js';
import { messagingMigrations } from './tables/messaging-migrations.js';
import type { Arrival, Fate } from './work/arrival.js';
import type { HandlerPlan } from './work/handler-plan.js';
import { Watch } from './watch.js';

/** Remembers what the transport tells of itself. */
export class Noting extends Watch {
  readonly fates = new Map<Fate['kind'], number>();
  readonly returnedKeys: string[] = [];
  readonly rebuilds: string[] = [];
  readonly lost: string[] = [];
  readonly alarms: string[] = [];
  readonly faults: unknown[] = [];
  /** How many messages each batch had. */
  readonly batches: number[] = [];
  /** Ids of what the broker delivered, in the order in which it was settled. */
  readonly delivered: string[] = [];
  outages = 0;
  lastOutage: unknown;

  count(kind: Fate['kind']): number {
    return this.fates.get(kind) ?? 0;
  }
  override passed(arrivals: readonly Arrival[], fates: ReadonlyMap<Arrival, Fate>): void {
    this.batches.push(arrivals.length);
    for (const { origin, id } of arrivals) if (origin.kind === 'delivery') this.delivered.push(id);
    for (const { kind } of fates.values()) this.fates.set(kind, this.count(kind) + 1);
  }
  override confirmed(): void {
    return;
  }
  override returned(_exchange: string, routingKey: string): void {
    this.returnedKeys.push(routingKey);
  }
  override rebuilt(what: string, why: string): void {
    this.rebuilds.push(`${what}: ${why}`);
  }
  override connectionLost(use: string): void {
    this.lost.push(use);
  }
  override blocked(why: string): void {
    this.alarms.push(why);
  }
  override outage(error: unknown): void {
    this.outages += 1;
    this.lastOutage = error;
  }
  override batchFailed(error: unknown): void {
    this.faults.push(error);
  }
  override batchGivenBack(_queue: string, error: unknown): void {
    this.faults.push(error);
  }
  override loopFailed(_loop: string, error: unknown): void {
    this.faults.push(error);
  }
}

export function testKeys(): KeySet {
  return KeySet.fromJwks(
    JSON.stringify({
      keys: [{ kty: 'oct', kid: 'test', k: Buffer.alloc(32, 7).toString('base64url') }],
    }),
    'test',
  );
}

const noPatience = new Patience({ patienceMs: 0, firstPauseMs: 0, pauseMsMax: 0 }, () => undefined);

export const testSealer = new Sealer(testKeys());

export type SetAsideNow = {
  readonly id: string;
  readonly state: string;
  readonly message_id: string;
  readonly number: string | null;
  readonly attempts: number;
  readonly reason_code: string;
  readonly reason_text: string;
  readonly body: string;
};

export type Replica = {
  readonly engine: Engine;
  readonly database: Database;
  readonly watch: Noting;
  readonly sums: () => Promise<ReadonlyMap<string, Sum>>;
  readonly setAside: () => Promise<readonly SetAsideNow[]>;
  /** Messages that wait to be published. */
  readonly outbox: () => Promise<number>;
  readonly stop: () => Promise<void>;
};

export type ReplicaOptions = {
  readonly amqpUrl: string;
  readonly databaseUrl: string;
  readonly limits?: Partial<TransportLimits>;
  readonly plans?: readonly HandlerPlan[];
  /** Without announcements nothing is published. */
  readonly announces?: boolean;
  readonly publishesTo?: readonly string[];
  readonly statementTimeoutMs?: number;
  readonly managementUrl?: string;
};

/** Loops look often, so that no spec waits for one. */
const hasty: Partial<TransportLimits> = {
  door: { outboxLeaseMs: 1_000, repeatsMax: 20 },
  sweeper: { everyMs: 100, rowsMax: 500, bytesMax: 4_000_000 },
  relay: { everyMs: 200, rowsMax: 500, bytesMax: 4_000_000, leaseMs: 1_000 },
  outagePauseMsMax: 200,
};

export type OpenEngine = {
  readonly engine: Engine;
  readonly database: Database;
  readonly watch: Noting;
  readonly stop: () => Promise<void>;
};

/** An engine that has not been started, over a database of its own or shared with others. */
export async function anEngine({
  amqpUrl,
  databaseUrl,
  limits,
  publishesTo = ['library.updates'],
  statementTimeoutMs = 30_000,
  managementUrl,
}: Omit<ReplicaOptions, 'plans' | 'announces'>): Promise<OpenEngine> {
  const options = {
    url: databaseUrl,
    applicationName: 'summing',
    migrations: [...messagingMigrations, Sums1764000000001],
    connectionsMax: 8,
    connectTimeoutMs: 3_000,
    statementTimeoutMs,
  };
  const database = await Database.open(options);
  const relaxed = await Database.open({ ...options, connectionsMax: 2, relaxed: true });
  await database.migrate();
  const watch = new Noting();
  const engine = new Engine(
    {
      service: 'summing',
      amqpUrl,
      managementUrl,
      publishesTo,
      limits: { ...defaultLimits, ...hasty, ...limits },
    },
    { database, relaxed, sealer: testSealer, watch, patience: noPatience },
  );
  return {
    engine,
    database,
    watch,
    stop: async () => {
      await engine.stop();
      await Promise.all([database.close(), relaxed.close()]);
    },
  };
}

/** What a database of the service holds. */
export function rooms(database: Database): Pick<Replica, 'sums' | 'setAside' | 'outbox'> {
  return {
    sums: async () =>
      new Map(
        (await database.query<Sum>('SELECT key, sum, trail FROM sum')).map((sum) => [
          sum.key.replace(/^.*\//, ''),
          sum,
        ]),
      ),
    setAside: () =>
      database.query<SetAsideNow>(
        'SELECT id, state, message_id, number, attempts, reason_code, reason_text, body FROM messaging.set_aside ORDER BY message_id',
      ),
    outbox: async () =>
      Number(
        (await database.query<{ count: string }>('SELECT count(*) FROM messaging.outbox'))[0]
          ?.count,
      ),
  };
}

/** One running replica of a service that adds up. */
export async function aReplica({
  plans,
  announces = true,
  ...options
}: ReplicaOptions): Promise<Replica> {
  const opened = await anEngine(options);
  try {
    await opened.engine.start(plans ?? [planFor(new AddUp(announces))]);
  } catch (error) {
    await opened.stop();
    throw error;
  }
  return { ...opened, ...rooms(opened.database) };
}
