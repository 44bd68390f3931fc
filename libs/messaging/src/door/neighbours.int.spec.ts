import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { aPlace, eventually, type Place } from '@libs/testing';
import { bodyOf, type Told } from '../counting.fixture.js';
import { aPublisher, type Publisher } from '../other-house.fixture.js';
import { aReplica, type Replica } from '../replica.fixture.js';

const rounds = 10_000;
const subjects = 50;

jest.setTimeout(30_000);

let place: Place;
let replicas: readonly Replica[];
let publisher: Publisher;

beforeAll(async () => {
  place = await aPlace();
  publisher = await aPublisher(place.amqpUrl);
  const databaseUrl = await place.databaseUrl('neighbours');
  const limits = {
    consumer: {
      batchMax: 25,
      batchesInFlightMax: 2,
      prefetch: 50,
      waitingBytesMax: 1_000_000,
      lingerMs: 0,
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
    expect(replicas.some(({ watch }) => watch.count('waiting') > 0)).toBe(true);
  }, 120_000);
});

/** Number by number over all subjects; each pair side by side and every other one turned round, so that it goes to both replicas. */
function pairs(): Told[] {
  const told: Told[] = [];
  for (let round = 0; round < rounds / subjects; round += 1) {
    for (let subject = 0; subject < subjects; subject += 1) {
      const pair = [2 * round + 1, 2 * round + 2].map((number) => ({
        feeId: `neighbour-${String(subject)}`,
        number,
      }));
      told.push(...((round + subject) % 2 === 0 ? pair : pair.reverse()));
    }
  }
  return told;
}
