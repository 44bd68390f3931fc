import { connect, type ChannelModel, type ConfirmChannel } from 'amqplib';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import {
  aChildProcess,
  aPlace,
  askDatabase,
  eventually,
  type Place,
  type RunningChild,
} from '@libs/testing';
import { benchProducts, feeOf } from '../measuring/plain-fees.js';

jest.setTimeout(240_000);

const fees = 2_000;
const kills = 4;
/** This hop calls nobody. */
const nobody = 'http://127.0.0.1:9';
const heard = new Map<string, number>();
let place: Place;
let databaseUrl: string;
let model: ChannelModel;
let channel: ConfirmChannel;
let hop: RunningChild;

beforeAll(async () => {
  place = await aPlace();
  databaseUrl = await place.databaseUrl('verification');
  hop = await started();
  model = await connect(place.amqpUrl);
  channel = await model.createConfirmChannel();
  const { queue } = await channel.assertQueue('', { exclusive: true });
  await channel.bindQueue(queue, 'claims', 'claim.released.#');
  await channel.consume(
    queue,
    (message) => {
      const id = message?.properties.messageId as string;
      heard.set(id, (heard.get(id) ?? 0) + 1);
    },
    { noAck: true },
  );
});
afterAll(async () => {
  await hop.stop('SIGKILL');
  await model.close();
  await place.dispose();
});

async function started(): Promise<RunningChild> {
  const env = {
    BENCH_HOP: 'verification',
    AMQP_URL: place.amqpUrl,
    DATABASE_URL: databaseUrl,
    DEBTOR_SYSTEMS: JSON.stringify(Object.fromEntries(benchProducts.map((name) => [name, nobody]))),
  };
  const child = aChildProcess({ entry: 'bench/floor/main.js', env });
  await child.listening;
  return child;
}

async function publish(run: string, from: number, to: number): Promise<void> {
  for (let number = from; number < to; number += 1) {
    const { agencyId, feeId, body } = feeOf(number, run);
    const options = { persistent: true, messageId: feeId };
    channel.publish('claims', `claim.registered.${agencyId}`, body, options);
  }
  await channel.waitForConfirms();
}

const heardOf = (run: string): number =>
  [...heard.keys()].filter((id) => id.startsWith(run)).length;

describe('a hop of the floor', () => {
  it('tells at its start what was committed and not told', async () => {
    await hop.stop('SIGKILL');
    const { agencyId, feeId } = feeOf(0, 'left');
    await askDatabase(
      databaseUrl,
      `WITH kept AS (INSERT INTO claim VALUES ('${feeId}', '${agencyId}', '\\x7b7d')) INSERT INTO outbox VALUES ('${feeId}')`,
    );
    hop = await started();
    await eventually(() => heard.get(feeId) === 1);
    const waiting = async (): Promise<unknown> => askDatabase(databaseUrl, 'SELECT * FROM outbox');
    await eventually(async () => {
      expect(await waiting()).toEqual([]);
    });
  });

  it('loses nothing by being killed in the midst of it', async () => {
    for (let kill = 1; kill <= kills; kill += 1) {
      await publish('k', ((kill - 1) * fees) / kills, (kill * fees) / kills);
      await eventually(() => heardOf('k') > ((kill - 1) * fees) / kills);
      await hop.stop('SIGKILL');
      hop = await started();
    }
    await eventually(() => {
      expect(heardOf('k')).toBe(fees);
    });
  });
});
