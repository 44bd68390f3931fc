import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { aPlace, eventually, type Place } from '@libs/testing';
import { AddUp, bodyOf, planFor, type Told } from '../counting.fixture.js';
import { aPublisher, type Publisher } from '../other-house.fixture.js';
import { aReplica, testSealer, type Replica } from '../replica.fixture.js';
import { placeOfRow } from '../work/reader.js';

const attemptsMax = 4;

jest.setTimeout(240_000);

let place: Place;
let replica: Replica;
let publisher: Publisher;
const decider = new AddUp();

beforeAll(async () => {
  place = await aPlace();
  const failing = { attemptsMax, firstRetryMs: 40, retryMsMax: 10_000 };
  replica = await aReplica({
    amqpUrl: place.amqpUrl,
    databaseUrl: await place.databaseUrl('poison'),
    plans: [planFor(decider)],
    limits: { failing },
  });
  publisher = await aPublisher(place.amqpUrl);
});
afterAll(async () => {
  await publisher.close();
  await replica.stop();
  await place.dispose();
});

/** A hundred subjects with five messages each, side by side; one message is poison. */
function aHundredSubjects(prefix: string, poison: Told): Told[] {
  const numbers = [1, 2, 3, 4, 5];
  const told = numbers.flatMap((number) =>
    Array.from({ length: 100 }, (_, i) => ({ feeId: `${prefix}-${String(i)}`, number })),
  );
  return told.map((each) =>
    each.feeId === poison.feeId && each.number === poison.number ? poison : each,
  );
}

async function trailsOf(prefix: string): Promise<ReadonlyMap<string, number>> {
  const trails = [...(await replica.sums())]
    .filter(([feeId]) => feeId.startsWith(`${prefix}-`))
    .map(([, { trail }]) => trail);
  return new Map(
    [...Map.groupBy(trails, (trail) => trail)].map(([trail, same]) => [trail, same.length]),
  );
}

async function setAsideOf(prefix: string): Promise<readonly object[]> {
  const rows = (await replica.setAside()).filter(({ message_id }) =>
    message_id.startsWith(`${prefix}-`),
  );
  return rows.map(({ message_id, state, attempts, reason_code }) => ({
    id: message_id,
    state,
    attempts,
    reason: reason_code,
  }));
}

const waiting = { state: 'waiting', attempts: 0, reason: 'order.predecessor-missing' };

describe('one poison message among five hundred', () => {
  it('is parked with its reason and its sealed body, and 499 are handled', async () => {
    const fees = Array.from({ length: 500 }, (_, i) => `alone-${String(i)}`);
    const poison = { feeId: 'alone-250', number: 1, trouble: 'permanent' } as const;
    const before = replica.watch.count('applied');
    await publisher.publish(
      fees.map((feeId) => bodyOf(feeId === poison.feeId ? poison : { feeId, number: 1 })),
    );
    await eventually(() => replica.watch.count('applied') === before + 499);
    expect(await trailsOf('alone')).toEqual(new Map([['1,', 499]]));
    expect(await setAsideOf('alone')).toEqual([
      { id: 'alone-250-1', state: 'parked', attempts: 1, reason: 'test.permanent' },
    ]);
    const [row] = await replica.setAside();
    expect(row?.reason_text).toBe('It can never be handled.');
    expect(testSealer.openBytes(row?.body ?? '', placeOfRow(row?.id ?? ''))).toEqual(
      bodyOf(poison),
    );
  });

  it('is parked with its reason; only its own successors wait, and all the others are handled', async () => {
    await publisher.publish(
      aHundredSubjects('once', { feeId: 'once-42', number: 3, trouble: 'permanent' }).map(bodyOf),
    );
    await eventually(async () => {
      expect(await trailsOf('once')).toEqual(
        new Map([
          ['1,2,3,4,5,', 99],
          ['1,2,', 1],
        ]),
      );
    });
    expect(await setAsideOf('once')).toEqual([
      { id: 'once-42-3', state: 'parked', attempts: 1, reason: 'test.permanent' },
      { id: 'once-42-4', ...waiting },
      { id: 'once-42-5', ...waiting },
    ]);
  });

  it('is found by halving when only the database refuses what it leads to', async () => {
    await publisher.publish(
      aHundredSubjects('statement', { feeId: 'statement-7', number: 2, trouble: 'statement' }).map(
        bodyOf,
      ),
    );
    await eventually(async () => {
      expect(await trailsOf('statement')).toEqual(
        new Map([
          ['1,2,3,4,5,', 99],
          ['1,', 1],
        ]),
      );
      expect((await setAsideOf('statement'))[0]).toEqual({
        id: 'statement-7-2',
        state: 'parked',
        attempts: attemptsMax,
        reason: 'message.not-handled',
      });
    });
    expect((await setAsideOf('statement')).slice(1)).toEqual(
      [3, 4, 5].map((number) => ({ id: `statement-7-${String(number)}`, ...waiting })),
    );
    const row = (await replica.setAside()).find(({ message_id }) => message_id === 'statement-7-2');
    expect(row?.reason_text).toBe('QueryFailedError (22021)');
  });

  it('is tried again with growing pauses before it is parked, and its reason does not quote it', async () => {
    const startedAt = performance.now();
    await publisher.publish([
      bodyOf({ feeId: 'thrown-1', number: 1, trouble: 'throws' }),
      bodyOf({ feeId: 'thrown-1', number: 2 }),
    ]);
    await eventually(async () => {
      expect(await setAsideOf('thrown')).toEqual([
        { id: 'thrown-1-1', state: 'parked', attempts: attemptsMax, reason: 'message.not-handled' },
        { id: 'thrown-1-2', ...waiting },
      ]);
    });
    expect(performance.now() - startedAt).toBeGreaterThan(40 + 80 + 160);
    const row = (await replica.setAside()).find(({ message_id }) => message_id === 'thrown-1-1');
    expect(row?.reason_text).toBe('Error');
    await eventually(() => replica.watch.count('parked') === 4); // those of the tests before, and those parked at a later try, are told of too
  });

  it('goes on with all that waited for it when it is replayed after the bug has been mended', async () => {
    decider.mended = true;
    await replica.database.query(
      `UPDATE messaging.set_aside SET state = 'ready' WHERE state = 'parked'`,
    );
    await eventually(async () => {
      expect(await replica.setAside()).toEqual([]);
    });
    expect(await trailsOf('once')).toEqual(new Map([['1,2,3,4,5,', 100]]));
    expect(await trailsOf('statement')).toEqual(new Map([['1,2,3,4,5,', 100]]));
    expect(await trailsOf('thrown')).toEqual(new Map([['1,2,', 1]]));
  });
});
