import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { aBrokenWire, aPlace, eventually, type BrokenWire, type Place } from '@libs/testing';
import { bodyOf } from './counting.fixture.js';
import { aPublisher, type Publisher } from './other-house.fixture.js';
import { aReplica, type Replica } from './replica.fixture.js';

jest.setTimeout(60_000);

let place: Place;
let wire: BrokenWire;
let replica: Replica;
let publisher: Publisher;

beforeAll(async () => {
  place = await aPlace();
  wire = await aBrokenWire(await place.databaseUrl('outage'));
  replica = await aReplica({
    amqpUrl: place.amqpUrl,
    databaseUrl: wire.url,
    statementTimeoutMs: 1_000,
  });
  publisher = await aPublisher(place.amqpUrl);
});
afterAll(async () => {
  await Promise.all([publisher.close(), replica.stop()]);
  await wire.close();
  await place.dispose();
});
afterEach(() => wire.mend());

/** In each of twenty subjects ten messages, the second number first; one needs a second try. */
function messages(prefix: string): Buffer[] {
  const numbers = [2, 1, 3, 4, 5, 6, 7, 8, 9, 10];
  return numbers.flatMap((number) =>
    Array.from({ length: 20 }, (_, i) => bodyOf({ feeId: `${prefix}-${String(i)}`, number })),
  );
}

async function expectAllHandled(prefix: string): Promise<void> {
  await eventually(
    async () => {
      const trails = [...(await replica.sums())]
        .filter(([feeId]) => feeId.startsWith(`${prefix}-`))
        .map(([, { trail }]) => trail);
      expect(trails).toEqual(Array.from({ length: 20 }, () => '1,2,3,4,5,6,7,8,9,10,'));
      expect(await replica.setAside()).toEqual([]);
    },
    { withinMs: 20_000 },
  );
  expect([replica.watch.count('parked'), replica.watch.count('retry')]).toEqual([0, 0]);
  await eventually(async () => (await replica.outbox()) === 0);
}

describe('while the database', () => {
  it('refuses connections, nothing is parked or counted as an attempt, and all is handled afterwards', async () => {
    await publisher.publish(messages('warm'));
    await expectAllHandled('warm');
    await wire.refuse();
    const outagesBefore = replica.watch.outages;
    await publisher.publish(messages('refused'));
    await eventually(() => replica.watch.outages > outagesBefore + 5);
    await wire.mend();
    await expectAllHandled('refused');
  });

  it('is cut in the middle of transactions, all is handled afterwards', async () => {
    for (let cut = 0; cut < 10; cut += 1) {
      const before = replica.watch.batches.length;
      await publisher.publish(messages(`cut-${String(cut)}`));
      await eventually(() => replica.watch.batches.length > before, { everyMs: 1 });
      wire.reset();
    }
    for (let cut = 0; cut < 10; cut += 1) await expectAllHandled(`cut-${String(cut)}`);
  });

  it('answers nothing without closing anything, batches give up waiting and all is handled once it is back', async () => {
    wire.blackHole();
    const outagesBefore = replica.watch.outages;
    await publisher.publish(messages('swallowed'));
    await eventually(() => replica.watch.outages > outagesBefore, { withinMs: 20_000 });
    await wire.mend();
    await expectAllHandled('swallowed');
  });
});
