import type { Tx } from '@libs/persistence';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { aPlace, eventually, type Place } from '@libs/testing';
import { AddUp, bodyOf, planFor, type Added, type Sum } from '../counting.fixture.js';
import { aPublisher, type Publisher } from '../other-house.fixture.js';
import { aReplica, type Replica } from '../replica.fixture.js';
import type { Message } from '../work/message.js';

jest.setTimeout(240_000);

/** Takes two locks of its own, in an order that another replica turns round: what the lock order of subjects can't prevent. */
class Crossing extends AddUp {
  constructor(private readonly order: readonly [number, number]) {
    super(false);
  }

  override async gather(tx: Tx, messages: readonly Message<Added>[]): Promise<Map<string, Sum>> {
    for (const lock of this.order) {
      await tx.query('SELECT pg_advisory_xact_lock($1)', [lock]);
      await tx.query('SELECT pg_sleep(0.03)');
    }
    return super.gather(tx, messages);
  }
}

let place: Place;
let replicas: readonly Replica[];
let publisher: Publisher;

beforeAll(async () => {
  place = await aPlace();
  publisher = await aPublisher(place.amqpUrl);
  const databaseUrl = await place.databaseUrl('deadlock');
  const limits = {
    consumer: {
      batchMax: 5,
      batchesInFlightMax: 1,
      prefetch: 10,
      batchBytesMax: 1_000_000,
      waitingBytesMax: 1_000_000,
      lingerMs: 0,
      pacing: { minMs: 0, maxMs: 0 },
      rebuildMs: 100,
    },
  };
  const orders = [
    [1, 2],
    [2, 1],
  ] as const;
  replicas = await Promise.all(
    orders.map((order) =>
      aReplica({
        amqpUrl: place.amqpUrl,
        databaseUrl,
        limits,
        publishesTo: [],
        plans: [planFor(new Crossing(order))],
      }),
    ),
  );
});
afterAll(async () => {
  await Promise.all([publisher.close(), ...replicas.map((replica) => replica.stop())]);
  await place.dispose();
});

describe('batches that deadlock', () => {
  it('are repeated as they are: each message counts once, and nothing counts as an attempt', async () => {
    const [first] = replicas;
    const fees = Array.from({ length: 60 }, (_, i) => `crossed-${String(i)}`);
    await publisher.publish(fees.map((feeId) => bodyOf({ feeId, number: 1 })));
    await eventually(async () => (await first?.sums())?.size === fees.length, { withinMs: 30_000 });
    expect([...((await first?.sums()) ?? [])].every(([, { trail }]) => trail === '1,')).toBe(true);
    expect(await first?.setAside()).toEqual([]);
    const told = replicas.map(({ watch: { faults, outages, fates } }) => ({
      faults,
      outages,
      fates: [...fates.keys()],
    }));
    expect(told).toEqual([1, 2].map(() => ({ faults: [], outages: 0, fates: ['applied'] })));
    await eventually(async () => {
      const [row] =
        (await first?.database.query<{ deadlocks: number }>(
          `SELECT deadlocks::int FROM pg_stat_database WHERE datname = current_database()`,
        )) ?? [];
      expect(row?.deadlocks).toBeGreaterThan(0);
    });
  });
});
