import { connect, type ChannelModel, type ConfirmChannel } from 'amqplib';
import { Database } from '@libs/persistence';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import {
  aChildProcess,
  aPlace,
  compileFixtures,
  eventually,
  type Place,
  type RunningChild,
} from '@libs/testing';
import { bodyOf, queue } from './counting.fixture.js';
import {
  aListener,
  aPublisher,
  inOrder,
  type Listener,
  type Publisher,
} from './other-house.fixture.js';
import { rooms } from './replica.fixture.js';

jest.setTimeout(300_000);

const subjects = 150;
const numbers = [1, 2, 3, 4, 5, 6];
const total = subjects * numbers.length;

let place: Place;
let publisher: Publisher;
let listener: Listener;
let hand: ChannelModel;
let asking: ConfirmChannel;
let entry: string;
let children: RunningChild[] = [];
const databases: Database[] = [];

beforeAll(async () => {
  entry = await compileFixtures(
    new URL('./summing-service.fixture.ts', import.meta.url),
    new URL('./replica.fixture.ts', import.meta.url),
    new URL('./counting.fixture.ts', import.meta.url),
  );
  place = await aPlace();
  publisher = await aPublisher(place.amqpUrl);
  listener = await aListener(place.amqpUrl);
  hand = await connect(place.amqpUrl);
  asking = await hand.createConfirmChannel();
});
afterAll(async () => {
  await Promise.all(children.map((child) => child.stop('SIGKILL')));
  await Promise.all([publisher.close(), listener.close(), hand.close()]);
  await Promise.all(databases.map((database) => database.close()));
  await place.dispose();
});

async function start(databaseUrl: string): Promise<RunningChild> {
  const child = aChildProcess({
    entry,
    env: { AMQP_URL: place.amqpUrl, DATABASE_URL: databaseUrl, BATCH_MS: '40' },
  });
  children = [...children, child];
  await child.listening;
  return child;
}

/** The tables, looked at from here while children come and go. */
async function look(databaseUrl: string): Promise<ReturnType<typeof rooms>> {
  const own = await Database.open({
    url: databaseUrl,
    applicationName: 'spec',
    migrations: [],
    connectionsMax: 2,
    connectTimeoutMs: 3_000,
    statementTimeoutMs: 10_000,
  });
  databases.push(own);
  return rooms(own);
}

async function applied(tables: ReturnType<typeof rooms>): Promise<number> {
  return [...(await tables.sums()).values()].reduce((all, { sum }) => all + sum, 0);
}

const fees = (prefix: string): string[] =>
  Array.from({ length: subjects }, (_, i) => `${prefix}-${String(i)}`);

async function publish(prefix: string): Promise<void> {
  for (const number of numbers)
    await publisher.publish(fees(prefix).map((feeId) => bodyOf({ feeId, number })));
}

async function expectWhole(prefix: string, tables: ReturnType<typeof rooms>): Promise<void> {
  await eventually(async () => (await applied(tables)) === total, { withinMs: 30_000 });
  expect([...(await tables.sums()).values()].map(({ trail }) => trail)).toEqual(
    fees(prefix).map(() => '1,2,3,4,5,6,'),
  );
  await eventually(async () => {
    const told = [...inOrder(listener.heard)].filter(([feeId]) => feeId.startsWith(`${prefix}-`));
    expect(told.flatMap(([, events]) => events)).toHaveLength(total);
    expect(await tables.setAside()).toEqual([]);
    expect(await tables.outbox()).toBe(0);
  });
}

describe('a process', () => {
  it('that is asked to end in the middle of a batch leaves nothing lost, and nothing that was committed to be delivered again', async () => {
    const databaseUrl = await place.databaseUrl('asked');
    let child = await start(databaseUrl);
    const tables = await look(databaseUrl);
    await publish('asked');
    for (const after of [100, 250, 400, 550]) {
      await eventually(async () => (await applied(tables)) >= after, { everyMs: 2 });
      expect(await child.stop('SIGTERM')).toEqual({ code: 0, signal: null });
      const settled = (await applied(tables)) + (await tables.setAside()).length;
      expect(settled).toBeLessThan(total);
      await eventually(async () => {
        expect((await asking.checkQueue(queue)).messageCount).toBe(total - settled);
      });
      expect(await tables.outbox()).toBe(0); // what it had announced was published, too
      child = await start(databaseUrl);
    }
    await expectWhole('asked', tables);
    expect(listener.heard).toHaveLength(total); // nobody was told anything twice
    expect(await child.stop('SIGTERM')).toEqual({ code: 0, signal: null });
  });

  it('that is killed in the middle of a batch loses nothing, and nothing counts twice', async () => {
    const databaseUrl = await place.databaseUrl('killed');
    let child = await start(databaseUrl);
    const tables = await look(databaseUrl);
    await publish('killed');
    for (const after of [100, 350, 600]) {
      await eventually(async () => (await applied(tables)) >= after, { everyMs: 2 });
      await child.stop('SIGKILL');
      child = await start(databaseUrl);
    }
    await expectWhole('killed', tables);
    await child.stop('SIGTERM');
  });
});
