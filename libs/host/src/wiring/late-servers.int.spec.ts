import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { aBrokenWire, aPlace, eventually, type BrokenWire, type Place } from '@libs/testing';
import type { RunningService } from '../boot/start-service.js';
import { startParcels } from './parcels.fixture.js';

jest.setTimeout(240_000);

type Line = { readonly level: string; readonly message: string };

let place: Place;
let databaseUrl: string;
let database: BrokenWire;
let broker: BrokenWire;
let lines: Line[] = [];
let service: RunningService | undefined;

beforeAll(async () => {
  place = await aPlace();
  databaseUrl = await place.databaseUrl('late');
  database = await aBrokenWire(databaseUrl);
  broker = await aBrokenWire(place.amqpUrl);
});
afterEach(async () => {
  await service?.stop();
  service = undefined;
  lines = [];
  await Promise.all([database.mend(), broker.mend()]);
});
afterAll(async () => {
  await Promise.all([database.close(), broker.close()]);
  await place.dispose();
});

async function start(differently: Readonly<Record<string, string>> = {}): Promise<RunningService> {
  service = await startParcels(
    {
      ...{ DATABASE_URL: database.url, AMQP_URL: broker.url, LOG_LEVEL: 'warn' },
      ...differently,
    },
    (line) => lines.push(JSON.parse(line) as Line),
  );
  return service;
}

const toldOf = (server: string): number =>
  lines.filter(({ message }) => message.startsWith(`${server} is away`)).length;

function withWrongPassword(url: string): string {
  const changed = new URL(url);
  changed.password = 'wrong';
  return changed.toString();
}

describe('a service that starts', () => {
  it('while database and broker are away waits for one after the other, says so, and then takes its work', async () => {
    await Promise.all([database.refuse(), broker.refuse()]);
    const starting = start();
    await eventually(() => toldOf('PostgreSQL') > 1);
    await database.mend();
    await eventually(() => toldOf('RabbitMQ') > 1);
    await broker.mend();
    const { url } = await starting;
    expect((await fetch(`${url}/health/ready`)).status).toBe(200);
  });

  it('while the broker is cut off again and again in its start comes up all the same', async () => {
    const progress = { started: false };
    const starting = start().finally(() => (progress.started = true));
    for (let cuts = 0; cuts < 20 && !progress.started; cuts += 1) {
      await eventually(() => broker.open > 0 || progress.started, { everyMs: 1 });
      broker.reset();
    }
    const { url } = await starting;
    await eventually(async () => (await fetch(`${url}/health/ready`)).status === 200);
  });

  it.each([
    { what: 'database', server: 'PostgreSQL' },
    { what: 'broker', server: 'RabbitMQ' },
  ])('without patience ends at once while the $what is away, saying why', async ({ server }) => {
    await (server === 'RabbitMQ' ? broker : database).refuse();
    await expect(start({ START_PATIENCE_MS: '0' })).rejects.toThrow(/ECONNREFUSED/);
    expect(lines.filter(({ message }) => message.includes('is away'))).toEqual([]);
  });

  it.each([
    { what: 'broker', variable: 'AMQP_URL', url: () => place.amqpUrl, says: /403|ACCESS.REFUSED/ },
    {
      ...{ what: 'database', variable: 'DATABASE_URL', url: () => databaseUrl },
      says: /password authentication failed/,
    },
  ])('with a wrong password of the $what ends at once', async ({ variable, url, says }) => {
    await expect(start({ [variable]: withWrongPassword(url()) })).rejects.toThrow(says);
    expect(toldOf('PostgreSQL') + toldOf('RabbitMQ')).toBe(0);
  });

  it('with a virtual host that is not there, or not up yet, waits, and says so', async () => {
    const elsewhere = new URL(broker.url);
    elsewhere.pathname = '/nowhere';
    await expect(
      start({ AMQP_URL: elsewhere.toString(), START_PATIENCE_MS: '1000' }),
    ).rejects.toThrow(/does not open the virtual host/);
    expect(toldOf('RabbitMQ')).toBeGreaterThan(0);
  });
});
