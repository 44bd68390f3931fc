import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { aPlace, eventually, type Place } from '@libs/testing';
import { bodyOf, type Told } from '../counting.fixture.js';
import { aPublisher, type Publisher } from '../other-house.fixture.js';
import { aReplica, type Replica } from '../replica.fixture.js';

const rounds = 10_000;
const subjects = 250;
const batchMax = 25;

jest.setTimeout(240_000);

let place: Place;
let replicas: readonly Replica[];
let publisher: Publisher;

beforeAll(async () => {
  place = await aPlace();
  publisher = await aPublisher(place.amqpUrl);
  const databaseUrl = await place.databaseUrl('neighbours');
  const limits = {
    consumer: {
      batchMax,
      batchesInFlightMax: 2,
      prefetch: 2 * batchMax,
      batchBytesMax: 1_000_000,
      waitingBytesMax: 1_000_000,
      lingerMs: 0,
      pacing: { minMs: 0, maxMs: 0 },
      rebuildMs: 100,
    },
  };
  replicas = await Promise.all(
    [1, 2].map(() =>
      aReplica({ amqpUrl: place.amqpUrl, databaseUrl, limits, publishesTo: [], announces: false }),
    ),
  );
});
afterAll(async () => {
  await Promise.all([publisher.close(), ...replicas.map((replica) => replica.stop())]);
  await place.dispose();
});

describe('two replicas that race on neighbouring numbers', () => {
  it(`strand nothing in ${String(rounds)} rounds, and repeat what deadlocks`, async () => {
    const numbers = (2 * rounds) / subjects;
    await publisher.publish(pairs().map(bodyOf));
    const trail = Array.from({ length: numbers }, (_, i) => `${String(i + 1)},`).join('');
    await eventually(
      async () => {
        const sums = [...((await replicas[0]?.sums()) ?? [])];
        expect(sums.filter(([, { sum }]) => sum === numbers)).toHaveLength(subjects);
      },
      { withinMs: 90_000, everyMs: 250 },
    );
    const sums = [...((await replicas[0]?.sums()) ?? [])];
    expect(sums.every(([, sum]) => sum.trail === trail)).toBe(true);
    expect(await replicas[0]?.setAside()).toEqual([]);
    const [row] =
      (await replicas[0]?.database.query<{ deadlocks: number }>(
        `SELECT deadlocks::int FROM pg_stat_database WHERE datname = current_database()`,
      )) ?? [];
    expect({
      faults: replicas.flatMap(({ watch }) => watch.faults),
      outages: replicas.map(({ watch }) => watch.outages),
    }).toEqual({ faults: [], outages: [0, 0] });
    expect(row?.deadlocks).toBeLessThan(10);
    for (const { watch } of replicas) expect(watch.count('applied')).toBeGreaterThan(rounds / 10);
    expect(roundsShared()).toBeGreaterThan(rounds / 4);
    const waited = replicas.reduce((sum, { watch }) => sum + watch.count('waiting'), 0);
    expect(waited).toBeGreaterThan(rounds / 20); // they overtook one another
  }, 120_000);
});

/** Rounds of which one number went to one replica and its neighbour to the other. */
function roundsShared(): number {
  const [one, other] = replicas.map(({ watch }) => new Set(watch.delivered));
  return pairs().filter(({ feeId, number }) => {
    if (number % 2 === 0) return false;
    const ids = [number, number + 1].map((each) => `${feeId}-${String(each)}`);
    const taken = ids.map(
      (id) => (one?.has(id) === true ? 1 : 0) - (other?.has(id) === true ? 1 : 0),
    );
    return taken[0] !== taken[1];
  }).length;
}

/**
 * Two neighbouring numbers a batch apart, every other time the later one first: while one replica decides the one, its neighbour
 * is with the other.
 */
function pairs(): Told[] {
  const told: Told[] = [];
  for (let round = 0; round < rounds / subjects; round += 1) {
    for (let first = 0; first < subjects; first += batchMax) {
      const numbers = [2 * round + 1, 2 * round + 2];
      if ((round + first / batchMax) % 2 === 1) numbers.reverse();
      for (const number of numbers)
        for (let subject = first; subject < first + batchMax; subject += 1)
          told.push({ feeId: `neighbour-${String(subject)}`, number });
    }
  }
  return told;
}
