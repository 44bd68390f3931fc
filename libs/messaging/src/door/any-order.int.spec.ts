import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { aPlace, eventually, type Place } from '@libs/testing';
import fc from 'fast-check';
import { bodyOf, type Told } from '../counting.fixture.js';
import {
  aListener,
  aPublisher,
  inOrder,
  type Listener,
  type Publisher,
} from '../other-house.fixture.js';
import { aReplica, type Replica } from '../replica.fixture.js';

const histories = 240;
const seed = 20261123;

jest.setTimeout(240_000);

let place: Place;
let replicas: readonly Replica[];
let publisher: Publisher;
let listener: Listener;

beforeAll(async () => {
  place = await aPlace();
  listener = await aListener(place.amqpUrl);
  publisher = await aPublisher(place.amqpUrl);
  const databaseUrl = await place.databaseUrl('order');
  const limits = {
    consumer: {
      batchMax: 40,
      batchesInFlightMax: 2,
      prefetch: 120,
      batchBytesMax: 1_000_000,
      waitingBytesMax: 1_000_000,
      lingerMs: 1,
      pacing: { minMs: 0, maxMs: 0 },
      rebuildMs: 100,
    },
  };
  replicas = await Promise.all(
    [1, 2].map(() => aReplica({ amqpUrl: place.amqpUrl, databaseUrl, limits })),
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

/** A subject's messages as they happened, and the order in which they arrive: shuffled, some of them more than once. */
type History = { readonly amounts: readonly number[]; readonly arrivals: readonly number[] };

const aHistory: fc.Arbitrary<History> = fc
  .array(fc.integer({ min: -500, max: 500 }), { minLength: 1, maxLength: 12 })
  .chain((amounts) => {
    const numbers = amounts.map((_, i) => i + 1);
    return fc.array(fc.constantFrom(...numbers), { maxLength: 8 }).chain((again) => {
      const all = [...numbers, ...again];
      return fc
        .shuffledSubarray(all, { minLength: all.length, maxLength: all.length })
        .map((arrivals) => ({ amounts, arrivals }));
    });
  });

describe('histories that arrive shuffled and doubled', () => {
  it('end as they would have in order, and announce the same in the same order', async () => {
    const drawn = fc.sample(aHistory, { seed, numRuns: histories });
    const told: Told[][] = drawn.map(({ amounts, arrivals }, i) =>
      arrivals.map((number) => ({
        feeId: `history-${String(i)}`,
        number,
        amount: amounts[number - 1] ?? 0,
      })),
    );
    await publisher.publish(woven(told).map(bodyOf));

    const expected = new Map(
      drawn.map(({ amounts }, i) => [`history-${String(i)}`, inOrderState(amounts)]),
    );
    await eventually(
      async () => {
        const sums = [...((await replicas[0]?.sums()) ?? [])];
        expect(new Map(sums.map(([feeId, { sum, trail }]) => [feeId, { sum, trail }]))).toEqual(
          new Map([...expected].map(([feeId, { sum, trail }]) => [feeId, { sum, trail }])),
        );
      },
      { withinMs: 30_000, everyMs: 200 },
    );
    expect(await replicas[0]?.setAside()).toEqual([]);
    const announcements = drawn.reduce((count, { amounts }) => count + amounts.length, 0);
    await eventually(() => [...inOrder(listener.heard).values()].flat().length === announcements);
    for (const [feeId, events] of inOrder(listener.heard)) {
      expect(events.map(({ sequence }) => Number(sequence))).toEqual(events.map((_, i) => i + 1));
      expect(events.map(({ data }) => data['sum'])).toEqual(expected.get(feeId)?.announced);
    }
    expect(replicas.every(({ watch }) => watch.count('waiting') > 0)).toBe(true);
  }, 60_000);
});

function inOrderState(amounts: readonly number[]): {
  sum: number;
  trail: string;
  announced: number[];
} {
  const announced: number[] = [];
  for (const amount of amounts) announced.push((announced.at(-1) ?? 0) + amount);
  return {
    sum: announced.at(-1) ?? 0,
    trail: amounts.map((_, i) => `${String(i + 1)},`).join(''),
    announced,
  };
}

/** Side by side: the first of each, then the second of each, as many subjects share a queue. */
function woven(told: readonly (readonly Told[])[]): Told[] {
  const longest = Math.max(...told.map(({ length }) => length));
  return Array.from({ length: longest }, (_, i) => told.flatMap((each) => each[i] ?? [])).flat();
}
