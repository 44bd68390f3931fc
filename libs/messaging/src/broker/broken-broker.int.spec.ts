import type { Channel } from 'amqplib';
import { connect } from 'amqplib';
import { eventOf } from '@libs/contracts';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { aBrokenWire, aPlace, eventually, type BrokenWire, type Place } from '@libs/testing';
import { AddUp, bodyOf, planFor, queue, Summed } from '../counting.fixture.js';
import type { Engine } from '../engine.js';
import { HearSums } from '../hearing.fixture.js';
import { aPublisher, type Publisher } from '../other-house.fixture.js';
import { aReplica, type Replica } from '../replica.fixture.js';

jest.setTimeout(240_000);

const hearing = 'hearing.sums';
const consumer = {
  batchMax: 20,
  batchesInFlightMax: 2,
  prefetch: 100,
  batchBytesMax: 1_000_000,
  waitingBytesMax: 1_000_000,
  lingerMs: 1,
  pacing: { minMs: 0, maxMs: 0 },
  rebuildMs: 50,
};

let place: Place;
let wire: BrokenWire;
let publisher: Publisher;
let summing: Replica;
/** Another service, which hears what the first one announces. */
let listening: Replica;
const heard = new HearSums();

beforeAll(async () => {
  place = await aPlace();
  wire = await aBrokenWire(place.amqpUrl);
  publisher = await aPublisher(place.amqpUrl);
  const limits = { consumer, heartbeatS: 3, firstReconnectMs: 20, reconnectMsMax: 200 };
  listening = await aReplica({
    amqpUrl: wire.url,
    databaseUrl: await place.databaseUrl('hearing'),
    plans: [planFor(heard, { queue: hearing, types: [eventOf(Summed).type], everythingFrom: [] })],
    limits,
    publishesTo: [],
  });
  summing = await aReplica({
    amqpUrl: wire.url,
    databaseUrl: await place.databaseUrl('summing'),
    plans: [planFor(new AddUp())],
    limits,
  });
});
afterAll(async () => {
  await Promise.all([publisher.close(), summing.stop(), listening.stop()]);
  await wire.close();
  await place.dispose();
});
afterEach(() => wire.mend());

const fees = (prefix: string): string[] =>
  Array.from({ length: 50 }, (_, i) => `${prefix}-${String(i)}`);

async function publish(prefix: string, numbers: readonly number[]): Promise<void> {
  for (const number of numbers)
    await publisher.publish(fees(prefix).map((feeId) => bodyOf({ feeId, number })));
}

/** Every number of every subject once, in order, in both houses; nothing waits, nothing is left. */
async function expectWhole(prefix: string, last: number): Promise<void> {
  const numbers = Array.from({ length: last }, (_, i) => i + 1);
  await eventually(
    async () => {
      const sums = [...(await summing.sums())].filter(([feeId]) => feeId.startsWith(`${prefix}-`));
      expect(sums.map(([, { trail }]) => trail)).toEqual(
        fees(prefix).map(() => numbers.map((number) => `${String(number)},`).join('')),
      );
      expect(fees(prefix).map((feeId) => heard.of(feeId))).toEqual(fees(prefix).map(() => numbers));
      const left = [...(await summing.setAside()), ...(await listening.setAside())];
      expect(left.filter(({ message_id }) => message_id.includes(`${prefix}-`))).toEqual([]);
      expect(await summing.outbox()).toBe(0);
    },
    { withinMs: 20_000 },
  );
}

/** The channel that an engine consumes by, to do something wrong on it by hand. */
function channelOf(engine: Engine): Channel {
  const [first] = Reflect.get(engine, 'consumers') as readonly object[];
  const channel = Reflect.get(first ?? {}, 'channel') as Channel | undefined;
  if (channel === undefined) throw new Error('It has no channel at this moment.');
  return channel;
}

async function byHand(act: (channel: Channel) => Promise<unknown>): Promise<void> {
  const hand = await connect(place.amqpUrl);
  await act(await hand.createChannel());
  await hand.close();
}

const unknownDelivery = { fields: { deliveryTag: 999_999 } } as Parameters<Channel['ack']>[0];

describe('a channel that fails', () => {
  it.each([
    {
      fault: 'acknowledging what was never delivered',
      prefix: 'acked',
      act: (channel: Channel): unknown => {
        channel.ack(unknownDelivery);
        return undefined;
      },
    },
    {
      fault: 'declaring a queue as it is not',
      prefix: 'declared',
      act: (channel: Channel): unknown =>
        channel
          .assertQueue(queue, { arguments: { 'x-queue-type': 'classic' } })
          .catch(() => undefined),
    },
    {
      fault: 'consuming what is not there',
      prefix: 'absent',
      act: (channel: Channel): unknown =>
        channel.consume('absent', () => undefined).catch(() => undefined),
    },
  ])('is made anew after $fault; nothing is lost or doubled', async ({ prefix, act }) => {
    const rebuilds = summing.watch.rebuilds.length;
    const connectionsLost = summing.watch.lost.length;
    await publish(prefix, [1, 2]);
    await act(channelOf(summing.engine));
    await publish(prefix, [3, 4]);
    await eventually(() => {
      expect(summing.watch.rebuilds.slice(rebuilds)).toContainEqual(
        expect.stringMatching(/^summing\.added: channel/),
      );
    });
    await publish(prefix, [5]);
    await expectWhole(prefix, 5);
    expect(summing.watch.lost).toHaveLength(connectionsLost); // consumers of other queues, on the same connection, are not concerned
    expect(summing.engine.ready).toBe(true);
  });
});

describe('a queue that somebody deletes', () => {
  it('is declared, bound and consumed again; what was announced meanwhile is kept and told', async () => {
    await publish('deleted', [1]);
    await expectWhole('deleted', 1);
    await byHand((channel) => channel.deleteQueue(hearing));
    await publish('deleted', [2, 3]);
    await expectWhole('deleted', 3);
    expect(listening.watch.rebuilds).toContain(`${hearing}: consumer cancelled by the broker`);
    expect(listening.engine.ready).toBe(true);
  });

  it('takes nothing with it that had been begun', async () => {
    const gate = heard.hold();
    await publish('begun', [1]);
    await eventually(
      async () => heard.begun('begun').length >= 20 && (await summing.outbox()) === 0,
    );
    await byHand((channel) => channel.deleteQueue(hearing)); // and with it what lies there; nobody can give that back
    gate.open();
    const begun = heard.begun('begun');
    await publish('begun', [2]);
    await eventually(() => {
      expect(begun.map((feeId) => heard.of(feeId))).toEqual(begun.map(() => [1, 2]));
    });
  });
});

describe('connections', () => {
  it('that the broker refuses for a while and cuts again and again come back; nothing is lost or doubled', async () => {
    const lost = summing.watch.lost.length;
    for (let cut = 1; cut <= 6; cut += 1) {
      await eventually(() => summing.engine.ready && listening.engine.ready);
      await publish('cut', [cut]);
      if (cut % 2 === 0) wire.reset();
      else await wire.refuse();
      await eventually(() => summing.watch.lost.length === lost + 2 * cut); // consuming and publishing
      await wire.mend();
    }
    await expectWhole('cut', 6);
    await eventually(() => summing.engine.ready && listening.engine.ready);
  });

  it('that fall silent are given up after two missed heartbeats', async () => {
    await publish('silent', [1]);
    await expectWhole('silent', 1);
    wire.blackHole();
    await eventually(() => !summing.engine.ready && !listening.engine.ready, { withinMs: 25_000 });
    await wire.mend();
    await publish('silent', [2]);
    await expectWhole('silent', 2);
  });
});
