import type { Tx } from '@libs/persistence';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import {
  anOwnBroker,
  aPlace,
  canStartBroker,
  eventually,
  type OwnBroker,
  type Place,
} from '@libs/testing';
import { AddUp, bodyOf, planFor, type Added, type Sum } from '../counting.fixture.js';
import { aListener, aPublisher, inOrder } from '../other-house.fixture.js';
import { aReplica, type Replica } from '../replica.fixture.js';
import type { Message } from '../work/message.js';

jest.setTimeout(300_000);

const subjects = 200;

/** So that there is a middle of the work. */
class Slow extends AddUp {
  override async gather(tx: Tx, messages: readonly Message<Added>[]): Promise<Map<string, Sum>> {
    await tx.query('SELECT pg_sleep(0.05)');
    return super.gather(tx, messages);
  }
}

/** Where RabbitMQ is not installed (a given one, or Docker), there is none to restart; broken-broker.int.spec.ts cuts it off all the same. */
(canStartBroker() ? describe : describe.skip)('a broker that goes away and comes back', () => {
  let broker: OwnBroker;
  let place: Place;
  let replicas: readonly Replica[] = [];

  beforeAll(async () => {
    [broker, place] = await Promise.all([anOwnBroker(), aPlace()]);
    const limits = {
      firstReconnectMs: 50,
      reconnectMsMax: 300,
      publisher: { windowMax: 300, confirmTimeoutMs: 2_000 },
      consumer: {
        batchMax: 25,
        batchesInFlightMax: 2,
        prefetch: 100,
        batchBytesMax: 1_000_000,
        waitingBytesMax: 1_000_000,
        lingerMs: 1,
        pacing: { minMs: 0, maxMs: 0 },
        rebuildMs: 100,
      },
    };
    const databaseUrl = await place.databaseUrl('restart');
    replicas = await Promise.all(
      [1, 2].map(() =>
        aReplica({
          amqpUrl: broker.amqpUrl,
          databaseUrl,
          limits,
          plans: [planFor(new Slow())],
        }),
      ),
    );
  });
  afterAll(async () => {
    await Promise.all(replicas.map((replica) => replica.stop()));
    await Promise.all([broker.dispose(), place.dispose()]);
  });

  const applied = (): number =>
    replicas.reduce((sum, { watch }) => sum + watch.count('applied'), 0);

  it.each([
    { how: 'in order', prefix: 'stopped', graceMs: 20_000 },
    { how: 'killed', prefix: 'killed', graceMs: 0 },
  ])(
    'finds its consumers back, loses nothing and doubles nothing ($how, in the middle of the work)',
    async ({ prefix, graceMs }) => {
      await (await aListener(broker.amqpUrl)).close(); // its queue is there from the start
      const publisher = await aPublisher(broker.amqpUrl);
      const before = applied();
      const fees = Array.from({ length: subjects }, (_, i) => `${prefix}-${String(i)}`);
      for (const number of [1, 2, 3, 4])
        await publisher.publish(fees.map((feeId) => bodyOf({ feeId, number }))); // confirmed: the broker has promised to keep them
      await eventually(() => applied() > before + 50, { everyMs: 1 });
      expect(applied()).toBeLessThan(before + subjects * 4);
      await broker.stop(graceMs);
      await eventually(() => replicas.every(({ engine }) => !engine.ready));
      await broker.startAgain();
      await eventually(() => replicas.every(({ engine }) => engine.ready));
      await eventually(
        async () => {
          const sums = [...((await replicas[0]?.sums()) ?? [])].filter(([feeId]) =>
            feeId.startsWith(`${prefix}-`),
          );
          expect(sums.map(([, { trail }]) => trail)).toEqual(fees.map(() => '1,2,3,4,'));
        },
        { withinMs: 30_000, everyMs: 100 },
      );
      const listener = await aListener(broker.amqpUrl);
      await eventually(() => {
        const told = [...inOrder(listener.heard)].filter(([feeId]) => feeId.startsWith(prefix));
        expect(told.map(([, events]) => events.length)).toEqual(fees.map(() => 4)); // inOrder refuses two events of one number
      });
      await listener.close();
      expect(await replicas[0]?.setAside()).toEqual([]);
      expect(await replicas[0]?.outbox()).toBe(0);
      await publisher.close();
    },
  );
});
