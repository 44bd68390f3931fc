import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { aPlace, eventually, type Place } from '@libs/testing';
import { bodyOf } from '../counting.fixture.js';
import {
  aListener,
  aPublisher,
  inOrder,
  type Listener,
  type Publisher,
} from '../other-house.fixture.js';
import { aReplica, type Replica } from '../replica.fixture.js';

jest.setTimeout(240_000);

let place: Place;
let replicas: readonly Replica[];
let publisher: Publisher;
let listener: Listener;

beforeAll(async () => {
  place = await aPlace();
  listener = await aListener(place.amqpUrl);
  publisher = await aPublisher(place.amqpUrl);
  const databaseUrl = await place.databaseUrl('once');
  const limits = {
    consumer: {
      batchMax: 3,
      batchesInFlightMax: 2,
      prefetch: 6,
      batchBytesMax: 1_000_000,
      waitingBytesMax: 1_000_000,
      lingerMs: 0,
      pacing: { minMs: 0, maxMs: 0 },
      rebuildMs: 100,
    },
  };
  replicas = await Promise.all(
    [1, 2, 3, 4].map(() => aReplica({ amqpUrl: place.amqpUrl, databaseUrl, limits })),
  );
});
afterAll(async () => {
  await Promise.all([
    publisher.close(),
    listener.close(),
    ...replicas.map((replica) => replica.stop()),
  ]);
  await place.dispose();
});

describe('racing copies of one message', () => {
  it('have one effect, however many replicas take them at once', async () => {
    const fees = Array.from({ length: 40 }, (_, i) => `raced-${String(i)}`);
    await publisher.publish(
      fees.flatMap((feeId) =>
        Array.from({ length: 8 }, () => bodyOf({ feeId, number: 1, amount: 5 })),
      ),
    );
    const fates = (kind: 'applied' | 'duplicate'): number =>
      replicas.reduce((sum, { watch }) => sum + watch.count(kind), 0);
    await eventually(() => fates('applied') + fates('duplicate') === 320, { withinMs: 20_000 });
    expect(fates('applied')).toBe(40);
    const sums = await replicas[0]?.sums();
    expect(
      [...(sums ?? [])]
        .map(([feeId, { sum, trail }]) => ({ feeId, sum, trail }))
        .sort((a, b) => fees.indexOf(a.feeId) - fees.indexOf(b.feeId)),
    ).toEqual(fees.map((feeId) => ({ feeId, sum: 5, trail: '1,' })));
    await eventually(() => inOrder(listener.heard).size === 40);
    for (const events of inOrder(listener.heard).values())
      expect(events.map(({ sequence }) => sequence)).toEqual(['1']);
    expect(
      replicas.filter(({ watch }) => watch.count('applied') + watch.count('duplicate') > 0).length,
    ).toBeGreaterThan(1);
    expect(replicas.flatMap(({ watch }) => watch.faults)).toEqual([]);
  });
});
