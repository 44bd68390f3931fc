import { connect } from 'amqplib';
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
import { aBrokenWire, aPlace, eventually, type BrokenWire, type Place } from '@libs/testing';
import { agencyId, bodyOf } from '../counting.fixture.js';
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
let publisher: Publisher;
let replica: Replica;
let wire: BrokenWire;

beforeAll(async () => {
  place = await aPlace();
  publisher = await aPublisher(place.amqpUrl);
  wire = await aBrokenWire(place.amqpUrl);
});
afterAll(async () => {
  await publisher.close();
  await wire.close();
  await place.dispose();
});

describe('what is announced', () => {
  beforeEach(async () => {
    replica = await aReplica({
      amqpUrl: place.amqpUrl,
      databaseUrl: await place.databaseUrl('unbound'),
    });
  });
  afterEach(() => replica.stop());

  it('is reported and kept while no queue wants it, and published once one does', async () => {
    await publisher.publish([bodyOf({ feeId: 'unheard', number: 1 })]);
    await eventually(() => replica.watch.returnedKeys.length >= 2, { withinMs: 15_000 });
    expect(new Set(replica.watch.returnedKeys)).toEqual(
      new Set([`balance.test-summed.${agencyId}`]),
    );
    expect(await replica.outbox()).toBe(1);
    const listener = await aListener(place.amqpUrl);
    await eventually(async () => {
      expect(listener.heard.map(({ id }) => id)).toEqual(['balance/unheard/1']);
      expect(await replica.outbox()).toBe(0);
    });
    await listener.close();
  });

  it('survives an exchange that somebody deleted', async () => {
    const listener = await aListener(place.amqpUrl);
    const hand = await connect(place.amqpUrl);
    await (await hand.createChannel()).deleteExchange('library.updates');
    await hand.close();
    await listener.close();
    await publisher.publish([
      bodyOf({ feeId: 'exchange', number: 1 }),
      bodyOf({ feeId: 'exchange', number: 2 }),
    ]);
    await eventually(() => replica.watch.count('applied') >= 2);
    const again = await aListener(place.amqpUrl);
    await eventually(() => inOrder(again.heard).get('exchange')?.length === 2, {
      withinMs: 15_000,
    });
    await again.close();
  });
});

describe('what a publisher left behind', () => {
  let listener: Listener;
  let databaseUrl: string;

  beforeEach(async () => {
    listener = await aListener(place.amqpUrl);
    databaseUrl = await place.databaseUrl('left');
    replica = await aReplica({ amqpUrl: place.amqpUrl, databaseUrl });
  });
  afterEach(async () => {
    await listener.close();
    await replica.stop();
  });

  it('is published by another replica when its lease has run out, and not before', async () => {
    const row = (subject: string, leasedUntil: string): Promise<unknown> =>
      replica.database.query(
        `INSERT INTO messaging.outbox (id, exchange, routing_key, body, created_at, leased_until)
         VALUES (gen_random_uuid(), 'library.updates', 'balance.test-summed.DK-761500', $1, now(), now() + $2::interval)`,
        [JSON.stringify({ id: subject, subject, sequence: '1' }), leasedUntil],
      );
    await row('still-leased', '1 hour');
    await row('expired', '-1 second');
    await eventually(() => listener.heard.some(({ subject }) => subject === 'expired'));
    await eventually(async () => (await replica.outbox()) === 1);
    expect(listener.heard.filter(({ subject }) => subject === 'still-leased')).toEqual([]);
  });

  it('is never lost when the broker is cut off between commit and confirmation, again and again', async () => {
    const unlucky = await aReplica({
      amqpUrl: wire.url,
      databaseUrl,
      limits: { firstReconnectMs: 20, reconnectMsMax: 100 },
    });
    const fees = Array.from({ length: 50 }, (_, i) => `cut-${String(i)}`);
    for (let number = 1; number <= 8; number += 1) {
      const before = unlucky.watch.count('applied') + replica.watch.count('applied');
      await publisher.publish(fees.map((feeId) => bodyOf({ feeId, number })));
      await eventually(
        () => unlucky.watch.count('applied') + replica.watch.count('applied') > before,
        { everyMs: 1 },
      );
      wire.reset();
    }
    await eventually(
      () => {
        const told = inOrder(listener.heard.filter(({ subject }) => subject.startsWith('cut-')));
        expect(
          [...told.values()].map((events) => events.map(({ sequence }) => Number(sequence))),
        ).toEqual(fees.map(() => [1, 2, 3, 4, 5, 6, 7, 8]));
      },
      { withinMs: 30_000, everyMs: 200 },
    );
    expect(unlucky.watch.lost.length).toBeGreaterThan(0);
    await eventually(async () => (await replica.outbox()) <= 1); // the other test's leased one
    await unlucky.stop();
  });
});
