import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { aPlace, eventually, type Place } from '@libs/testing';
import { bodyOf } from '../counting.fixture.js';
import { aPublisher, type Publisher } from '../other-house.fixture.js';
import { aReplica, type Replica, type SetAsideNow } from '../replica.fixture.js';

jest.setTimeout(240_000);

let place: Place;
let replica: Replica;
let publisher: Publisher;

beforeAll(async () => {
  place = await aPlace();
  replica = await aReplica({
    amqpUrl: place.amqpUrl,
    databaseUrl: await place.databaseUrl('numbers'),
  });
  publisher = await aPublisher(place.amqpUrl);
});
afterAll(async () => {
  await publisher.close();
  await replica.stop();
  await place.dispose();
});

async function rowsOf(
  feeId: string,
): Promise<readonly Pick<SetAsideNow, 'state' | 'attempts' | 'reason_code' | 'message_id'>[]> {
  const rows = (await replica.setAside()).filter(({ message_id }) => message_id.startsWith(feeId));
  return rows.map(({ message_id, state, attempts, reason_code }) => ({
    message_id,
    state,
    attempts,
    reason_code,
  }));
}

async function trailOf(feeId: string): Promise<string | undefined> {
  return (await replica.sums()).get(feeId)?.trail;
}

const taken = { state: 'parked', reason_code: 'order.number-taken' };

describe('two messages that claim one number', () => {
  it('park the later one, and nothing waits for it', async () => {
    await publisher.publish([
      bodyOf({ feeId: 'a', number: 1 }),
      bodyOf({ feeId: 'a', number: 1, id: 'a-another', amount: 100 }),
      bodyOf({ feeId: 'a', number: 2 }),
    ]);
    await eventually(async () => {
      expect(await rowsOf('a')).toEqual([{ message_id: 'a-another', attempts: 1, ...taken }]);
    });
    expect(await trailOf('a')).toBe('1,2,');
  });

  it('park it again when it is replayed under the same number', async () => {
    await replica.database.query(
      `UPDATE messaging.set_aside SET state = 'ready' WHERE message_id = 'a-another'`,
    );
    await eventually(async () => {
      expect(await rowsOf('a')).toEqual([{ message_id: 'a-another', attempts: 2, ...taken }]);
    });
    expect(await trailOf('a')).toBe('1,2,');
  });

  it('strand neither of them when both wait for a predecessor', async () => {
    await publisher.publish([
      bodyOf({ feeId: 'b', number: 2 }),
      bodyOf({ feeId: 'b', number: 2, id: 'b-another' }),
    ]);
    await eventually(async () => (await rowsOf('b')).length === 2);
    await publisher.publish([bodyOf({ feeId: 'b', number: 1 })]);
    await eventually(async () => {
      expect(await rowsOf('b')).toEqual([
        { message_id: expect.stringMatching(/^b-(2|another)$/), attempts: 1, ...taken },
      ]);
    });
    expect(await trailOf('b')).toBe('1,2,');
  });

  it("let a corrected message take the place of a parked one, which then can't be replayed", async () => {
    await publisher.publish([
      bodyOf({ feeId: 'c', number: 1, trouble: 'permanent' }),
      bodyOf({ feeId: 'c', number: 2 }),
    ]);
    await eventually(async () => (await rowsOf('c')).length === 2);
    await publisher.publish([bodyOf({ feeId: 'c', number: 1, id: 'c-corrected' })]);
    await eventually(async () => {
      expect(await trailOf('c')).toBe('1,2,');
    });
    await replica.database.query(
      `UPDATE messaging.set_aside SET state = 'ready' WHERE message_id = 'c-1'`,
    );
    await eventually(async () => {
      expect(await rowsOf('c')).toEqual([{ message_id: 'c-1', attempts: 2, ...taken }]);
    });
  });
});

describe('a copy of a message that is set aside', () => {
  it('is dropped, whether it waits or is parked', async () => {
    const told = [
      bodyOf({ feeId: 'd', number: 1, trouble: 'permanent' }),
      bodyOf({ feeId: 'd', number: 2 }),
    ];
    await publisher.publish(told);
    await eventually(async () => (await rowsOf('d')).length === 2);
    const before = replica.watch.count('duplicate');
    await publisher.publish(told);
    await eventually(() => replica.watch.count('duplicate') === before + 2);
    expect(await rowsOf('d')).toEqual([
      { message_id: 'd-1', state: 'parked', attempts: 1, reason_code: 'test.permanent' },
      {
        message_id: 'd-2',
        state: 'waiting',
        attempts: 0,
        reason_code: 'order.predecessor-missing',
      },
    ]);
  });
});
