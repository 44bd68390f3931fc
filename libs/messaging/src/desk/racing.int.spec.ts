import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { aPlace, eventually, type Place } from '@libs/testing';
import { AddUp, bodyOf, planFor } from '../counting.fixture.js';
import { aPublisher, type Publisher } from '../other-house.fixture.js';
import { SetAside } from '../door/set-aside.js';
import {
  anEngine,
  aReplica,
  testSealer,
  type OpenEngine,
  type Replica,
} from '../replica.fixture.js';
import { Reader } from '../work/reader.js';

jest.setTimeout(300_000);

const rounds = 40;
const subjects = 5;
const by = 'operator';
const all = { rowsMax: 10_000 };

let place: Place;
let databaseUrl: string;
let replicas: readonly Replica[];
let publisher: Publisher;
const decider = new AddUp(false);
const plans = [planFor(decider)];

const start = (): Promise<Replica> =>
  aReplica({ amqpUrl: place.amqpUrl, databaseUrl, publishesTo: [], plans });

beforeAll(async () => {
  place = await aPlace();
  databaseUrl = await place.databaseUrl('racing');
  replicas = await Promise.all([start(), start()]);
  publisher = await aPublisher(place.amqpUrl);
});
afterAll(async () => {
  await Promise.all([publisher.close(), ...replicas.map((replica) => replica.stop())]);
  await place.dispose();
});

const [one, other] = [() => at(0), () => at(1)];

function at(index: number): Replica {
  const replica = replicas[index];
  if (replica === undefined) throw new Error('There is no such replica.');
  return replica;
}

/** Parks the second of three messages of each of some subjects, and lets its cause be mended. @returns their group */
async function parkAGroup(prefix: string): Promise<{ fees: readonly string[]; group: string }> {
  decider.mended = false;
  const fees = Array.from({ length: subjects }, (_, i) => `${prefix}-${String(i)}`);
  await publisher.publish(
    fees.flatMap((feeId) => [
      bodyOf({ feeId, number: 1 }),
      bodyOf({ feeId, number: 2, trouble: 'permanent' }),
      bodyOf({ feeId, number: 3 }),
    ]),
  );
  let group = '';
  await eventually(async () => {
    const [own, ...others] = await one().engine.desk.groups(10);
    expect([own?.count, others]).toEqual([subjects, []]);
    group = own?.fingerprint ?? '';
    expect(await one().setAside()).toHaveLength(2 * subjects);
  });
  decider.mended = true;
  return { fees, group };
}

async function expectAppliedOnce(fees: readonly string[], replica = one()): Promise<void> {
  await eventually(async () => {
    expect(await replica.setAside()).toEqual([]);
  });
  const sums = await replica.sums();
  expect(fees.map((feeId) => sums.get(feeId)?.trail)).toEqual(fees.map(() => '1,2,3,'));
}

async function endsInTheBook(): Promise<readonly string[]> {
  const book = await one().engine.desk.audit(all);
  return book.filter(({ outcome }) => outcome === 'applied').map(({ parkedId }) => parkedId);
}

describe('a group that two replicas replay at once', () => {
  it(`is applied once and in order, ${String(rounds)} times, and the book agrees`, async () => {
    for (let round = 0; round < rounds; round += 1) {
      const { fees, group } = await parkAGroup(`round-${String(round)}`);
      const told = await Promise.all([
        one().engine.desk.replayMany(group, { by }),
        other().engine.desk.replayMany(group, { by }),
        other().engine.desk.replayMany(undefined, { by }),
        one().engine.desk.replayMany(group, { by }),
      ]);
      expect(told.reduce((sum, { staged }) => sum + staged, 0)).toBe(subjects);
      await expectAppliedOnce(fees);
    }
    const ends = await endsInTheBook();
    expect(ends).toHaveLength(rounds * subjects);
    expect(new Set(ends).size).toBe(rounds * subjects);
  });

  it('is not done while another act on the same message is, whichever comes first', async () => {
    for (let round = 0; round < 10; round += 1) {
      const { fees } = await parkAGroup(`mixed-${String(round)}`);
      const parked = await one().engine.desk.list(all);
      const acts = parked.map(async ({ id, messageId }) => {
        const [feeId = ''] = messageId.split(/-2$/);
        const edited = bodyOf({ feeId, number: 2, amount: 100 });
        return Promise.all([
          one().engine.desk.replay(id, { by }),
          other().engine.desk.discard(id, { by, why: 'It is not wanted.' }),
          one().engine.desk.edit(id, edited, { by }),
          other().engine.desk.replay(id, { by }),
        ]);
      });
      for (const told of await Promise.all(acts))
        expect(told.filter(({ kind }) => kind === 'staged')).toHaveLength(1);
      await eventually(async () => {
        expect(await one().setAside()).toEqual([]);
      });
      await expectOneActEach(fees);
    }
  });
});

/** The sum tells which of the three acts was done: 3 replayed, 2 discarded, 102 edited. */
async function expectOneActEach(fees: readonly string[]): Promise<void> {
  const sums = await one().sums();
  const book = await one().engine.desk.audit(all);
  const came = { replayed: [3, '1,2,3,'], discarded: [2, '1,3,'], edited: [102, '1,2,3,'] };
  for (const feeId of fees) {
    const staged = book.filter(
      ({ messageId, outcome }) => messageId === `${feeId}-2` && outcome === 'staged',
    );
    expect(staged).toHaveLength(1);
    const act = staged[0]?.act as keyof typeof came;
    const { sum, trail } = sums.get(feeId) ?? {};
    expect([act, sum, trail]).toEqual([act, ...came[act]]);
  }
}

describe('a replica that is gone, or late, between the act and its effect', () => {
  it('leaves nothing lost and nothing doubled where it is gone: the next one takes what was staged', async () => {
    const { fees, group } = await parkAGroup('gone');
    await Promise.all(replicas.map((replica) => replica.engine.stop()));
    const desk = await anIdleEngine();
    expect(await desk.engine.desk.replayMany(group, { by })).toMatchObject({ staged: subjects });
    await desk.stop(); // it never ran: nothing has passed the door

    const next = await start();
    try {
      await expectAppliedOnce(fees, next);
      expect(await next.engine.desk.replayMany(group, { by })).toMatchObject({ staged: 0 });
      const ends = await next.engine.desk.audit(all);
      const own = ends.filter(({ messageId }) => messageId.startsWith('gone-'));
      expect(own.map(({ outcome }) => outcome).sort()).toEqual([
        ...fees.map(() => 'applied'),
        ...fees.map(() => 'staged'),
      ]);
    } finally {
      await next.stop();
    }
  });

  it('does nothing with what it had read before somebody changed it by hand', async () => {
    const desk = await anIdleEngine();
    const reader = new Reader(testSealer, 1_000_000);
    reader.use(plans);
    const first = await start();
    replicas = [first, ...replicas];
    const { fees, group } = await parkAGroup('stale');
    await first.engine.stop();
    await desk.engine.desk.replayMany(group, { by });
    const read = await new SetAside(desk.database).due(100, 1_000_000);
    const arrivals = read.map((row) => reader.setAside(row));
    expect(arrivals).toHaveLength(subjects);

    decider.mended = false; // meanwhile another replica takes them, and they are given up
    await desk.engine.door.pass(read.map((row) => reader.setAside(row)));
    for (const { id } of await desk.engine.desk.list(all))
      await desk.engine.desk.discard(id, { by, why: 'It is not wanted.' });
    decider.mended = true;
    const late = await desk.engine.door.pass(arrivals);
    expect([...late.fates.values()].map(({ kind }) => kind)).toEqual(fees.map(() => 'duplicate'));
    expect(await new SetAside(desk.database).due(100, 1_000_000)).toHaveLength(subjects);
    await desk.stop();

    const next = await start();
    try {
      await eventually(async () => {
        expect(await next.setAside()).toEqual([]);
      });
      const sums = await next.sums();
      expect(fees.map((feeId) => sums.get(feeId)?.trail)).toEqual(fees.map(() => '1,3,'));
    } finally {
      await next.stop();
    }
  });
});

/** Over the same database, never started: it takes nothing from the broker and sweeps nothing. */
function anIdleEngine(): Promise<OpenEngine> {
  return anEngine({ amqpUrl: place.amqpUrl, databaseUrl, publishesTo: [] });
}
