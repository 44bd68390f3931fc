import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { aBrokenWire, aPlace, eventually, type BrokenWire, type Place } from '@libs/testing';
import { AddUp, bodyOf, planFor } from './counting.fixture.js';
import {
  aListener,
  aPublisher,
  inOrder,
  type Listener,
  type Publisher,
} from './other-house.fixture.js';
import { aReplica, type Replica } from './replica.fixture.js';

jest.setTimeout(240_000);

let place: Place;
let wire: BrokenWire;
let replica: Replica;
let publisher: Publisher;
let listener: Listener;
const decider = new AddUp();

/**
 * What a pause does does not depend on how long it is: the batch is tried again as it is, and nothing is written down between
 * two tries. So an outage is as long as the number of tries in it. With the limits that services start with (0.1 seconds,
 * doubling, 5 seconds at most) a minute has 18; here it has more than twice as many, in a few seconds.
 */
const triesOfAMinute = 18;

beforeAll(async () => {
  place = await aPlace();
  wire = await aBrokenWire(await place.databaseUrl('outage'));
  replica = await aReplica({
    amqpUrl: place.amqpUrl,
    databaseUrl: wire.url,
    statementTimeoutMs: 1_000,
    plans: [planFor(decider)],
    limits: {
      outagePauseMsMax: 50,
      failing: { attemptsMax: 3, firstRetryMs: 400, retryMsMax: 400 },
    },
  });
  publisher = await aPublisher(place.amqpUrl);
  listener = await aListener(place.amqpUrl);
});
afterAll(async () => {
  await Promise.all([publisher.close(), listener.close(), replica.stop()]);
  await wire.close();
  await place.dispose();
});
afterEach(() => wire.mend());

/** In each of twenty subjects ten messages, the second number first. */
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
  await eventually(async () => {
    const told = [...inOrder(listener.heard)].filter(([feeId]) => feeId.startsWith(`${prefix}-`));
    expect(told.map(([, events]) => events.length)).toEqual(Array.from({ length: 20 }, () => 10));
    expect(await replica.outbox()).toBe(0);
  });
}

describe('while the database', () => {
  it('refuses connections for as long as a minute, nothing is parked or counted as an attempt, and all is handled afterwards', async () => {
    await publisher.publish(messages('warm'));
    await expectAllHandled('warm');
    await publisher.publish([bodyOf({ feeId: 'tried-before', number: 1, trouble: 'throws' })]);
    await eventually(async () => (await replica.setAside())[0]?.attempts === 1);
    await wire.refuse(); // with a second try due meanwhile
    const outagesBefore = replica.watch.outages;
    const loopsBefore = replica.watch.faults.length;
    await publisher.publish(messages('refused'));
    await eventually(() => replica.watch.outages > outagesBefore + 2 * triesOfAMinute);
    await eventually(() => replica.watch.faults.length > loopsBefore + 10); // sweeper and relay looked all the while
    decider.mended = true;
    await wire.mend();
    await expectAllHandled('refused');
    expect((await replica.sums()).get('tried-before')?.trail).toBe('1,');
    expect([replica.watch.count('parked'), replica.watch.count('retry')]).toEqual([0, 1]); // the try before the outage
  });

  it('is cut in the middle of transactions, all is handled afterwards', async () => {
    for (let cut = 0; cut < 10; cut += 1) {
      const before = replica.watch.batches.length;
      await publisher.publish(messages(`cut-${String(cut)}`));
      await eventually(() => replica.watch.batches.length > before, { everyMs: 1 });
      wire.reset();
    }
    for (let cut = 0; cut < 10; cut += 1) await expectAllHandled(`cut-${String(cut)}`);
    expect([replica.watch.count('parked'), replica.watch.count('retry')]).toEqual([0, 1]);
  });

  it('answers nothing without closing anything, batches give up waiting and all is handled once it is back', async () => {
    wire.blackHole();
    const outagesBefore = replica.watch.outages;
    await publisher.publish(messages('swallowed'));
    await eventually(() => replica.watch.outages > outagesBefore + 1, { withinMs: 20_000 });
    await wire.mend();
    await expectAllHandled('swallowed');
    expect([replica.watch.count('parked'), replica.watch.count('retry')]).toEqual([0, 1]);
  });
});
