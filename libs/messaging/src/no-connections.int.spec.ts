import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { askDatabase, aPlace, eventually, type Place } from '@libs/testing';
import { bodyOf } from './counting.fixture.js';
import { aListener, aPublisher, inOrder, type Listener } from './other-house.fixture.js';
import { aReplica, type Replica } from './replica.fixture.js';

jest.setTimeout(240_000);

const role = `limited_${randomUUID().slice(0, 8)}`;
const patience = { withinMs: 30_000 };

let place: Place;
let adminUrl: string;
let ownUrl: string;
let replica: Replica;
let listener: Listener;

const asAdministrator = (sql: string): Promise<unknown> => askDatabase(adminUrl, sql);

beforeAll(async () => {
  place = await aPlace();
  adminUrl = await place.databaseUrl('full');
  const database = new URL(adminUrl).pathname.slice(1);
  await asAdministrator(`CREATE ROLE ${role} LOGIN PASSWORD '${role}'`);
  await asAdministrator(`ALTER DATABASE ${database} OWNER TO ${role}`);
  const own = new URL(adminUrl);
  own.username = role;
  own.password = role;
  ownUrl = own.toString();
  replica = await aReplica({ amqpUrl: place.amqpUrl, databaseUrl: ownUrl });
  listener = await aListener(place.amqpUrl);
});
afterAll(async () => {
  await allow(-1);
  await Promise.all([replica.stop(), listener.close()]);
  await asAdministrator(`DROP OWNED BY ${role} CASCADE`);
  await place.dispose();
});

/** Whoever had more is cut off. */
async function allow(connections: number): Promise<void> {
  await asAdministrator(`ALTER ROLE ${role} CONNECTION LIMIT ${String(connections)}`);
  if (connections === 0)
    await asAdministrator(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '${role}'`,
    );
}

describe('while PostgreSQL has no connection left', () => {
  it('what comes waits, is not counted as tried, and is handled afterwards', async () => {
    await allow(0);
    const publisher = await aPublisher(place.amqpUrl);
    const fees = Array.from({ length: 50 }, (_, i) => `waits-${String(i)}`);
    await publisher.publish(fees.map((feeId) => bodyOf({ feeId, number: 1 })));
    await publisher.close();
    await eventually(() => replica.watch.outages > 5, patience);
    expect(replica.watch.count('applied')).toBe(0);
    expect(replica.engine.ready).toBe(true);

    await allow(-1);
    await eventually(() => replica.watch.count('applied') === 50, patience);
    expect([...(await replica.sums())].map(([, { trail }]) => trail)).toEqual(fees.map(() => '1,'));
    expect([replica.watch.count('parked'), replica.watch.count('retry')]).toEqual([0, 0]);
    await eventually(() => inOrder(listener.heard).size === 50, patience);
    await eventually(async () => {
      expect(await replica.outbox()).toBe(0);
    }, patience);
  });

  it('who starts without patience ends at once, and says why', async () => {
    await allow(0);
    await expect(aReplica({ amqpUrl: place.amqpUrl, databaseUrl: ownUrl })).rejects.toThrow(
      /too many connections for role/,
    );
    await allow(-1);
  });
});
