import type { Tx } from '@libs/persistence';
import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect,
  it,
  jest,
} from '@jest/globals';
import { aPlace, eventually, type Place } from '@libs/testing';
import { AddUp, bodyOf, planFor, type Added, type Sum } from './counting.fixture.js';
import {
  aListener,
  aPublisher,
  inOrder,
  type Listener,
  type Publisher,
} from './other-house.fixture.js';
import { aReplica, type Replica, type ReplicaOptions } from './replica.fixture.js';
import type { Message } from './work/message.js';

jest.setTimeout(240_000);

/** Begins, and goes on when it is told to. */
class Held extends AddUp {
  begun = 0;
  private readonly gate = Promise.withResolvers<undefined>();

  override async gather(tx: Tx, messages: readonly Message<Added>[]): Promise<Map<string, Sum>> {
    this.begun += messages.length;
    await this.gate.promise;
    return super.gather(tx, messages);
  }

  goOn(): void {
    this.gate.resolve(undefined);
  }
}

let place: Place;
let publisher: Publisher;
let listener: Listener;
let replicas: Replica[] = [];
let held: Held;

beforeAll(async () => {
  place = await aPlace();
  publisher = await aPublisher(place.amqpUrl);
  listener = await aListener(place.amqpUrl);
});
afterAll(async () => {
  await Promise.all([publisher.close(), listener.close()]);
  await place.dispose();
});
beforeEach(() => {
  held = new Held();
});
afterEach(async () => {
  held.goOn(); // also when something failed before it was told
  await Promise.all(replicas.map((replica) => replica.stop()));
  replicas = [];
});

async function start(databaseUrl: string, differently: Partial<ReplicaOptions>): Promise<Replica> {
  const replica = await aReplica({
    amqpUrl: place.amqpUrl,
    databaseUrl,
    limits: { consumer },
    ...differently,
  });
  replicas.push(replica);
  return replica;
}

const consumer = {
  batchMax: 10,
  batchesInFlightMax: 2,
  prefetch: 60,
  batchBytesMax: 1_000_000,
  waitingBytesMax: 1_000_000,
  lingerMs: 5_000, // so that every batch is full, however slowly its messages come
  pacing: { minMs: 0, maxMs: 0 },
  rebuildMs: 100,
};
const fees = (prefix: string): string[] =>
  Array.from({ length: 100 }, (_, i) => `${prefix}-${String(i)}`);

describe('a replica that stops in the middle of batches', () => {
  it('starts no handler after the cancel, ends what it has begun, and leaves the rest whole to the next', async () => {
    const databaseUrl = await place.databaseUrl('drain');
    const stopping = await start(databaseUrl, { plans: [planFor(held)] });
    await publisher.publish(fees('drained').map((feeId) => bodyOf({ feeId, number: 1 })));
    await eventually(() => held.begun === 20);
    const stopped = stopping.engine.stop();
    await eventually(() => !stopping.engine.ready);
    held.goOn();
    await stopped;
    expect(held.begun).toBe(20);
    expect(stopping.watch.count('applied')).toBe(20);

    const next = await start(databaseUrl, {});
    await eventually(() => next.watch.count('applied') === 80);
    expect([...(await next.sums()).values()].map(({ sum }) => sum)).toEqual(
      fees('drained').map(() => 1),
    );
    expect(next.watch.count('duplicate')).toBe(0); // what was committed had been acknowledged
    await eventually(() => inOrder(listener.heard).size === 100);
  });

  it('gives up what does not end by the deadline; the next one takes it up, waits for its locks, and it has one effect', async () => {
    const databaseUrl = await place.databaseUrl('deadline');
    const stopping = await start(databaseUrl, {
      plans: [planFor(held)],
      limits: { consumer, drainMsMax: 200 },
    });
    await publisher.publish(fees('late').map((feeId) => bodyOf({ feeId, number: 1 })));
    await eventually(() => held.begun === 20);
    const startedAt = performance.now();
    await stopping.engine.stop();
    expect(performance.now() - startedAt).toBeLessThan(2_000);
    const next = await start(databaseUrl, {});
    await eventually(async () => {
      const [row] = await next.database.query<{ count: string }>(
        `SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
      );
      expect(Number(row?.count)).toBe(2); // both batches that the first one had begun
    });
    expect(next.watch.count('applied')).toBe(0);
    held.goOn();
    await eventually(async () => {
      expect([...(await next.sums()).values()].map(({ trail }) => trail)).toEqual(
        fees('late').map(() => '1,'),
      );
    });
    await eventually(() => next.watch.count('duplicate') === 20);
    expect(next.watch.count('applied')).toBe(80);
    await eventually(() => inOrder(listener.heard).size === 200); // what the first one could not publish any more, the relay does
  });
});
