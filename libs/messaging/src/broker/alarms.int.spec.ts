import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import {
  anOwnBroker,
  aPlace,
  canStartBroker,
  eventually,
  type OwnBroker,
  type Place,
} from '@libs/testing';
import { bodyOf } from '../counting.fixture.js';
import { aListener, aPublisher, inOrder, type Listener } from '../other-house.fixture.js';
import { aReplica, type Replica } from '../replica.fixture.js';

jest.setTimeout(300_000);

const windowMax = 10;
const patience = { withinMs: 60_000 };
const fees = (prefix: string): string[] =>
  Array.from({ length: 100 }, (_, i) => `${prefix}-${String(i)}`);
const allOf = (prefix: string): Buffer[] =>
  fees(prefix).map((feeId) => bodyOf({ feeId, number: 1 }));

const alarms = [
  ['memory', ['set_vm_memory_high_watermark', '0.0001'], ['set_vm_memory_high_watermark', '0.6']],
  ['disk', ['set_disk_free_limit', '900000GB'], ['set_disk_free_limit', '50MB']],
] as const;

/** An alarm stops whoever publishes and nobody else, so what is to be handled is delivered before it. */
(canStartBroker() ? describe : describe.skip)('a broker in need', () => {
  let broker: OwnBroker;
  let place: Place;
  let replica: Replica;
  let listener: Listener;

  beforeAll(async () => {
    [broker, place] = await Promise.all([anOwnBroker(), aPlace()]);
    replica = await aReplica({
      amqpUrl: broker.amqpUrl,
      databaseUrl: await place.databaseUrl('alarms'),
      limits: { publisher: { windowMax, confirmTimeoutMs: 300 } },
    });
    listener = await aListener(broker.amqpUrl);
  });
  afterAll(async () => {
    await listener.close();
    await replica.stop();
    await Promise.all([broker.dispose(), place.dispose()]);
  });

  it.each(alarms)(
    'of %s is told of, gets nothing more, and everything afterwards, once',
    async (kind, raise, clear) => {
      const lock = await holdBack(kind);
      await broker.control(...raise);
      await lock.letGo();
      await eventually(async () => {
        expect(await replica.outbox()).toBe(100);
      }, patience);
      await eventually(() => replica.watch.alarms.length > 0, patience);
      const told = replica.watch.alarms.splice(0);
      expect(told.join()).toContain(kind);
      expect(heardOf(kind).size).toBe(0);
      expect(replica.engine.ready).toBe(true);
      await eventually(async () => {
        const tried = `SELECT 1 FROM messaging.outbox WHERE leased_until > created_at + interval '4 seconds'`;
        expect(await replica.database.query(tried)).toHaveLength(100); // several times by now
      }, patience);

      await broker.control(...clear);
      await eventually(() => heardOf(kind).size === 100, patience);
      await eventually(async () => {
        expect(await replica.outbox()).toBe(0);
      }, patience);
      expect(timesHeard(kind)).toBeLessThanOrEqual(100 + 2 * windowMax); // what was written before it was told of
      const sums = [...(await replica.sums())].filter(([feeId]) => feeId.startsWith(`${kind}-`));
      expect(sums.map(([, { trail }]) => trail)).toEqual(fees(kind).map(() => '1,'));
      expect(await replica.setAside()).toEqual([]);
      expect(replica.watch.faults).toEqual([]);
    },
  );

  const heardOf = (prefix: string): ReadonlySet<string> =>
    new Set([...inOrder(listener.heard).keys()].filter((key) => key.includes(`${prefix}-`)));

  const timesHeard = (prefix: string): number =>
    listener.heard.filter(({ id }) => id.includes(`${prefix}-`)).length;

  /** The messages are in the service's hands, and wait for a lock that the test has. */
  async function holdBack(prefix: string): Promise<{ readonly letGo: () => Promise<void> }> {
    let letGo = (): void => undefined;
    const wanted = new Promise<void>((resolve) => (letGo = resolve));
    let held = (): void => undefined;
    const locked = new Promise<void>((resolve) => (held = resolve));
    const over = replica.database.transaction(async (tx) => {
      await tx.query('LOCK TABLE messaging.outbox IN EXCLUSIVE MODE');
      held();
      await wanted;
    });
    await locked;
    const publisher = await aPublisher(broker.amqpUrl);
    await publisher.publish(allOf(prefix));
    await publisher.close();
    return {
      letGo: async () => {
        letGo();
        await over;
      },
    };
  }
});
