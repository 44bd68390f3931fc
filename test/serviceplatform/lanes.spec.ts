import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Product } from '../../simulators/debtor-systems/index.js';
import { CertificateFolder } from './authority.fixture.js';
import { millisecondsOf, percentile } from './latency.fixture.js';
import type { Municipality, Raised } from './mapper.fixture.js';
import { World } from './world.fixture.js';

const folder = new CertificateFolder();
const putLanes = (lanes: object): string => folder.put('lanes.json', JSON.stringify(lanes));

let world: World;

beforeAll(async () => {
  const file = putLanes({});
  world = await World.open('context', { SP_LANES_FILE: file, SP_LANES_FILE_CHECK_MS: '50' });
});

afterAll(async () => {
  await world.close();
  folder.remove();
});

const haveAnswers = (all: readonly Raised[], last = 'accepted'): Promise<void> =>
  world.eventually(() => {
    const open = all.filter(
      ({ receivableId }) => world.ear.answersOn(receivableId).at(-1) !== last,
    );
    expect(open).toHaveLength(0);
  }, 300_000);

/** When receivables were taken in, by the debtor system's own order. */
async function orderAt(product: Product, of: Municipality): Promise<string[]> {
  const held = await world.desk(product, of).receivables();
  return held.map(({ receivableId }) => receivableId);
}

async function isInUse(times: number): Promise<void> {
  await world.eventually(() => world.logged('Another lanes file is in use').length >= times);
}

describe('R55 a lane', () => {
  it('rests in a planned service window, and its backlog goes by itself when that ends', async () => {
    const town = await world.municipality('eg');
    const other = await world.municipality('eg');
    const until = new Date(Date.now() + 3_000);
    const window = { from: '2026-01-01T00:00Z', to: until.toISOString() };
    putLanes({ [town.code]: { windows: [window] } });
    await isInUse(1);

    const raised = await world.mapper.raiseMany(town, 20);
    await haveAnswers([await world.mapper.raise(other)]);
    expect(await world.lane(town)).toMatchObject({ state: 'window', backlog: 20 });
    expect(await world.deliveries(raised[0]?.feeId ?? '')).toMatchObject([{ attempts: 0 }]);
    expect(Date.now()).toBeLessThan(until.getTime());

    await haveAnswers(raised);
    const first = Math.min(...raised.map(({ receivableId }) => atOf(receivableId)));
    expect(first).toBeGreaterThan(until.getTime() - startedAt());
    expect(await world.lane(town)).toMatchObject({ state: 'open', backlog: 0 });
  });

  it('goes at its pace', async () => {
    const town = await world.municipality('eg');
    putLanes({ [town.code]: { callsPerSecond: 10 } });
    await isInUse(2);

    const raised = await world.mapper.raiseMany(town, 21);
    await haveAnswers(raised);

    const times = raised.map(({ receivableId }) => atOf(receivableId)).toSorted((a, b) => a - b);
    const seconds = ((times.at(-1) ?? 0) - (times[0] ?? 0)) / 1_000;
    expect(seconds).toBeGreaterThan(1.8);
    expect(await world.lane(town)).toMatchObject({ callsPerSecond: 10 });
  });

  it('has no more calls under way than it may', async () => {
    const town = await world.municipality('prisme-2015');
    putLanes({ [town.code]: { callsMax: 2 } });
    await isInUse(3);
    await world.desk('prisme-2015', town).behave({ manner: 'slow', slowMs: 300 });

    const raised = await world.mapper.raiseMany(town, 10);
    const begun = performance.now();
    await haveAnswers(raised);

    expect(performance.now() - begun).toBeGreaterThan(4 * 300);
    await world.desk('prisme-2015', town).behave({});
  });

  it('keeps the order of an account, whatever fails on the way', async () => {
    const town = await world.municipality('kmd-opus');
    const accountId = crypto.randomUUID();
    const desk = world.desk('kmd-opus', town);
    await desk.behave({ manner: 'drop-after-commit', next: 2 });

    const raised = await world.mapper.raiseMany(town, 8, { accountId });
    await haveAnswers(raised);

    expect(await orderAt('kmd-opus', town)).toEqual(raised.map(({ receivableId }) => receivableId));
  });

  it('puts back what is leased and not begun when the gateway stops, and goes on when it is back', async () => {
    const town = await world.municipality('eg');
    putLanes({ [town.code]: { callsMax: 1 } });
    await isInUse(4);
    await world.desk('eg', town).behave({ manner: 'slow', slowMs: 300 });
    const raised = await world.mapper.raiseMany(town, 12);
    await world.eventually(() =>
      raised.some((one) => world.wire.some((sent) => sent.includes(one.receivableId))),
    );

    expect(await world.restart()).toBe(true);

    await world.desk('eg', town).behave({});
    await haveAnswers(raised);
    const deliveries = await Promise.all(raised.map(({ feeId }) => world.deliveries(feeId)));
    expect(deliveries.map(([delivery]) => delivery?.['attempts'])).toEqual(raised.map(() => 1));
    const calls = world.wire.filter((sent) =>
      raised.some((one) => sent.includes(one.receivableId)),
    );
    expect(calls).toHaveLength(raised.length);
  });

  it('that an operator has misspelt keeps what it was told before', async () => {
    putLanes({ all: { callsMax: 'many' } });

    await world.eventually(
      () => world.logged('all.callsMax must be a number from 1 to 64').length === 1,
    );
  });
});

describe('R55 a debtor system that is down', () => {
  /** `LANE_BACKLOG=10002 npm run test:whole -- --testPathPatterns serviceplatform/lanes` for a day's worth; a multiple of 3. */
  const count = Number(process.env['LANE_BACKLOG'] ?? 300);

  it('delays nobody else; its backlog goes by itself afterwards, each account in order', async () => {
    const down = await world.municipality('prisme-2009');
    const up = await world.municipality('eg');
    await latencies(up, 50); // connections are made and code is compiled
    const alone = await latencies(up, 100);

    const desk = world.desk('prisme-2009', down);
    await desk.behave({ manner: 'down' });
    const accounts = Array.from({ length: count / 3 }, () => crypto.randomUUID());
    const waiting: Raised[] = [];
    for (let nth = 0; nth < 3; nth += 1)
      waiting.push(...(await world.mapper.raiseOn(down, accounts)));
    await world.eventually(async () => {
      expect(await world.lane(down)).toMatchObject({ state: 'paused', backlog: count });
    }, 240_000);
    const beside = await latencies(up, 100);

    const ratio = percentile(beside, 50) / percentile(alone, 50);
    process.stdout.write(
      `lanes      one lane down with ${String(count)} waiting: median of another ${percentile(alone, 50).toFixed(0)} ms alone, ${percentile(beside, 50).toFixed(0)} ms beside it, ratio ${ratio.toFixed(2)}\n`,
    );
    expect(ratio).toBeLessThan(3);

    await desk.behave({});
    const back = performance.now();
    await haveAnswers(waiting);
    process.stdout.write(
      `lanes      the backlog of ${String(count)} went by itself in ${((performance.now() - back) / 1_000).toFixed(1)} s\n`,
    );
    const order = await orderAt('prisme-2009', down);
    for (const accountId of accounts.slice(0, 20)) {
      const own = waiting.filter((one) => one.accountId === accountId);
      const places = own.map(({ receivableId }) => order.indexOf(receivableId));
      expect(places).toEqual(places.toSorted((a, b) => a - b));
    }
    expect(new Set(order).size).toBe(count);
  }, 900_000);

  /** From being told of to being answered, one after the other, in milliseconds. */
  async function latencies(of: Municipality, times: number): Promise<readonly number[]> {
    const took: number[] = [];
    for (let nth = 0; nth < times; nth += 1) {
      const begun = performance.now();
      const { receivableId } = await world.mapper.raise(of);
      await world.eventually(() => world.ear.answersOn(receivableId).length === 1);
      took.push(atOf(receivableId) - begun);
    }
    return millisecondsOf(took);
  }
});

/** When the last answer on a receivable was heard, by this process's clock. */
function atOf(receivableId: string): number {
  return world.ear.on(receivableId).at(-1)?.atMs ?? Number.NaN;
}

/** Wall time at which this process's clock began. */
function startedAt(): number {
  return performance.timeOrigin;
}
