import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { connect, type ChannelModel } from 'amqplib';
import { aPlace, eventually, type Place } from '@libs/testing';
import { BrokerConnection } from './broker-connection.js';
import { Consumer, type ConsumerLimits } from './consumer.js';
import type { Delivery } from './delivery.js';

jest.setTimeout(240_000);

const queue = 'consumer.spec';
const limits: ConsumerLimits = {
  batchMax: 10,
  batchBytesMax: 1_000,
  batchesInFlightMax: 2,
  prefetch: 100,
  waitingBytesMax: 1_000_000,
  lingerMs: 60, // so that what a test publishes at once comes as one batch
  pacing: { minMs: 0, maxMs: 0 },
  rebuildMs: 100,
};

type Batch = {
  readonly sizes: readonly number[];
  readonly decided: () => void;
  readonly published: () => void;
};

let place: Place;
let hand: ChannelModel;
let connection: BrokerConnection;
let consumer: Consumer;
let batches: Batch[] = [];

beforeAll(async () => {
  place = await aPlace();
  hand = await connect(place.amqpUrl);
  connection = new BrokerConnection({
    url: place.amqpUrl,
    name: 'consumer spec',
    heartbeatS: 5,
    connectTimeoutMs: 5_000,
    firstReconnectMs: 50,
    reconnectMsMax: 500,
  });
  await connection.open();
});
afterEach(async () => {
  for (const { published } of batches) published();
  await consumer.drain();
  batches = [];
});
afterAll(async () => {
  await Promise.all([hand.close(), connection.close()]);
  await place.dispose();
});

/** Each batch waits for the test to say that it is decided, and that it is published. */
async function consume(told: Partial<ConsumerLimits> = {}): Promise<void> {
  consumer = new Consumer(
    connection,
    { ...limits, ...told },
    {
      queue,
      declare: async (channel) => {
        await channel.assertQueue(queue, {
          durable: true,
          arguments: { 'x-queue-type': 'quorum' },
        });
      },
      handle: (batch: readonly Delivery[], decided) =>
        new Promise<void>((published) => {
          batches.push({
            sizes: batch.map(({ message }) => message.content.length),
            decided,
            published,
          });
        }),
      onRebuilt: () => undefined,
      onBuildFailed: () => undefined,
      onBatchFailed: () => undefined,
    },
  );
  await consumer.start();
}

async function publish(...sizes: readonly number[]): Promise<void> {
  const channel = await hand.createConfirmChannel();
  for (const size of sizes) channel.sendToQueue(queue, Buffer.alloc(size, 'x'));
  await channel.waitForConfirms();
  await channel.close();
}

describe('a batch that is being handled', () => {
  it('makes way for the next one when it is decided, and is acknowledged only when it is published', async () => {
    await consume();
    await publish(1);
    await eventually(() => batches.length === 1);
    await publish(2);
    await publish(3);
    await eventually(async () => {
      const channel = await hand.createChannel();
      expect((await channel.checkQueue(queue)).messageCount).toBe(0); // all have been delivered
      await channel.close();
    });
    expect(batches).toHaveLength(1);
    batches[0]?.decided();
    await eventually(() => batches.length === 2);
    expect(batches[1]?.sizes).toEqual([2, 3]);

    batches[1]?.published();
    batches[0]?.published();
    await consumer.drain();
    await consume();
    await publish(4);
    await eventually(() => batches.length === 3);
    expect(batches[2]?.sizes).toEqual([4]); // the ones before it were acknowledged
  });
});

describe('a batch', () => {
  it('holds no more bytes than allowed; one delivery that is larger comes by itself', async () => {
    await consume();
    await publish(400, 400, 400, 5_000, 400);
    for (const expected of [[400, 400], [400], [5_000], [400]]) {
      await eventually(() => batches.length === 1);
      expect(batches[0]?.sizes).toEqual(expected);
      const [batch] = batches.splice(0);
      batch?.published();
    }
  });

  it('that is not full keeps its distance from the one before it; a full one does not', async () => {
    const minute = 60_000;
    await consume({ lingerMs: 0, pacing: { minMs: minute, maxMs: minute } });
    await publish(1);
    await eventually(() => batches.length === 1);
    batches[0]?.decided();
    await publish(2, 3);
    await publish(...Array.from({ length: 8 }, () => 4));
    await eventually(() => batches.length === 2);
    expect(batches[1]?.sizes).toEqual([2, 3, 4, 4, 4, 4, 4, 4, 4, 4]);
  });
});
