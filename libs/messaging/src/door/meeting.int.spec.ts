import { eventOf } from '@libs/contracts';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { aPlace, eventually, type Place } from '@libs/testing';
import { AddUp, bodyOf, planFor } from '../counting.fixture.js';
import {
  addedNeeding,
  Agree,
  agreed,
  Agreed,
  agreementUpTo,
  Skipped,
  skipped,
} from '../meeting.fixture.js';
import { aPublisher, type Publisher } from '../other-house.fixture.js';
import { aReplica, type Replica } from '../replica.fixture.js';
import { agencyId } from '../counting.fixture.js';

jest.setTimeout(240_000);

let place: Place;
let replicas: readonly Replica[] = [];
let publisher: Publisher;

beforeAll(async () => {
  place = await aPlace();
  publisher = await aPublisher(place.amqpUrl);
});
afterAll(async () => {
  await Promise.all([publisher.close(), ...replicas.map((replica) => replica.stop())]);
  await place.dispose();
});

/** Two handlers of one queue; `lingerMs` lets what is published together arrive in one batch. */
async function start(name: string, count: number, lingerMs: number): Promise<Replica> {
  const databaseUrl = await place.databaseUrl(name);
  const queue = `summing.${name}`;
  await Promise.all(replicas.map((replica) => replica.stop()));
  const limits = {
    consumer: {
      batchMax: 20,
      batchesInFlightMax: 2,
      prefetch: 60,
      batchBytesMax: 1_000_000,
      waitingBytesMax: 1_000_000,
      lingerMs,
      pacing: { minMs: 0, maxMs: 0 },
      rebuildMs: 100,
    },
  };
  const plans = () => [
    planFor(new AddUp(), { queue, lets: [eventOf(Skipped).type] }),
    planFor(new Agree(), { queue, types: [eventOf(Agreed).type] }),
  ];
  replicas = await Promise.all(
    Array.from({ length: count }, () =>
      aReplica({ amqpUrl: place.amqpUrl, databaseUrl, limits, plans: plans() }),
    ),
  );
  const [first] = replicas;
  if (first === undefined) throw new Error('no replica');
  return first;
}

const trailOf = async (replica: Replica, feeId: string): Promise<string | undefined> =>
  (await replica.sums()).get(feeId)?.trail;
const reasons = async (replica: Replica): Promise<readonly string[]> =>
  (await replica.setAside()).map(({ message_id, reason_code }) => `${message_id} ${reason_code}`);

describe('a message that needs another stream', () => {
  it('waits until that stream has come so far, and its successors wait behind it', async () => {
    const replica = await start('later', 1, 0);
    await publisher.publish([
      addedNeeding('fee', 1, [agreementUpTo(2)]),
      bodyOf({ feeId: 'fee', number: 2 }),
      bodyOf({ feeId: 'free', number: 1 }),
    ]);
    await eventually(async () => {
      expect(await reasons(replica)).toEqual([
        'fee-1 order.need-missing',
        'fee-2 order.predecessor-missing',
      ]);
    });
    await publisher.publish([agreed(1)]);
    await eventually(() => replica.watch.count('applied') === 2);
    expect(await reasons(replica)).toHaveLength(2);
    await publisher.publish([agreed(2)]);
    await eventually(async () => {
      expect(await trailOf(replica, 'fee')).toBe('1,2,');
    });
    expect(await reasons(replica)).toEqual([]);
    expect(await trailOf(replica, 'free')).toBe('1,');
  });

  it('goes on when what it needs comes in the same batch, before or after it', async () => {
    const replica = await start('together', 1, 300);
    await publisher.publish([addedNeeding('before', 1, [agreementUpTo(1)]), agreed(1)]);
    await eventually(async () => {
      expect(await trailOf(replica, 'before')).toBe('1,');
    });
    await publisher.publish([agreed(2), addedNeeding('after', 1, [agreementUpTo(2)])]);
    await eventually(async () => {
      expect(await trailOf(replica, 'after')).toBe('1,');
    });
    expect(replica.watch.batches).toEqual(expect.arrayContaining([2]));
    expect(await reasons(replica)).toEqual([]);
  });

  it('can need a number of another balance, and of its own handler', async () => {
    const replica = await start('balances', 1, 300);
    const need = {
      source: `/library/${agencyId}`,
      kind: 'balance',
      scope: agencyId,
      key: 'one',
      number: 2,
    } as const;
    await publisher.publish([
      addedNeeding('two', 1, [need]),
      bodyOf({ feeId: 'one', number: 2 }),
      bodyOf({ feeId: 'one', number: 1 }),
    ]);
    await eventually(async () => {
      expect([await trailOf(replica, 'one'), await trailOf(replica, 'two')]).toEqual([
        '1,2,',
        '1,',
      ]);
    });
    expect(replica.watch.count('waiting')).toBe(0);
  });

  it('is never left behind when replicas race and everything comes shuffled', async () => {
    const replica = await start('racing', 3, 0);
    const versions = 6;
    const fees = Array.from({ length: 120 }, (_, i) => ({
      feeId: `met-${String(i)}`,
      version: (i % versions) + 1,
    }));
    const needing = fees.map(({ feeId, version }) =>
      addedNeeding(feeId, 1, [agreementUpTo(version)]),
    );
    for (let version = versions; version > 0; version -= 1)
      needing.splice((versions - version) * 20 + 5, 0, agreed(version));
    await publisher.publish(needing);
    await eventually(async () => {
      expect((await replica.sums()).size).toBe(fees.length);
    });
    expect(await reasons(replica)).toEqual([]);
    expect(replicas.flatMap(({ watch }) => watch.faults)).toEqual([]);
  });
});

describe('types of the same stream that are of no interest', () => {
  it('only count their number; their data is not looked at', async () => {
    const replica = await start('lets', 1, 0);
    await publisher.publish([
      bodyOf({ feeId: 'mixed', number: 3 }),
      skipped('mixed', 1),
      bodyOf({ feeId: 'mixed', number: 4 }),
      skipped('mixed', 2),
    ]);
    await eventually(async () => {
      expect(await trailOf(replica, 'mixed')).toBe('3,4,');
    });
    expect(await reasons(replica)).toEqual([]);
  });
});
