import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { aPlace, eventually, type Place } from '@libs/testing';
import { AddUp, bodyOf, envelopeOf, planFor, type Told } from '../counting.fixture.js';
import { aPublisher, type Publisher } from '../other-house.fixture.js';
import { aReplica, type Replica } from '../replica.fixture.js';
import type { AuditEntry } from './parked-audit.js';
import type { ParkedMessage } from './parked-search.js';

jest.setTimeout(240_000);

const by = 'operator';
const why = 'The library has withdrawn it.';
const all = { rowsMax: 1_000 };

let place: Place;
let replica: Replica;
let publisher: Publisher;

beforeAll(async () => {
  place = await aPlace();
  replica = await aReplica({
    amqpUrl: place.amqpUrl,
    databaseUrl: await place.databaseUrl('desk'),
    publishesTo: [],
    plans: [planFor(new AddUp(false))],
  });
  publisher = await aPublisher(place.amqpUrl);
});
afterAll(async () => {
  await publisher.close();
  await replica.stop();
  await place.dispose();
});

const desk = () => replica.engine.desk;
const trailOf = async (feeId: string): Promise<string | undefined> =>
  (await replica.sums()).get(feeId)?.trail;

/** Publishes messages of one subject and waits until so many of them are parked. */
async function parked(feeId: string, bodies: readonly Buffer[], count = 1): Promise<ParkedMessage> {
  await publisher.publish(bodies);
  const found = await eventuallyParked(feeId, count);
  return found;
}

async function eventuallyParked(feeId: string, count: number): Promise<ParkedMessage> {
  let found: ParkedMessage[] = [];
  await eventually(async () => {
    found = (await desk().list(all)).filter(({ subject }) => subject?.key === feeId);
    expect(found).toHaveLength(count);
  });
  const [first] = found;
  if (first === undefined) throw new Error('Nothing is parked.');
  return first;
}

async function trailBecomes(feeId: string, trail: string): Promise<void> {
  await eventually(async () => {
    expect(await trailOf(feeId)).toBe(trail);
  });
}

async function actsOn(parkedId: string): Promise<readonly (readonly unknown[])[]> {
  const entries: readonly AuditEntry[] = await desk().audit({ parkedId, ...all });
  return entries.map((entry) => [entry.act, entry.outcome, entry.by]).reverse();
}

const poison = (feeId: string, number: number): Told => ({ feeId, number, trouble: 'permanent' });
const stream = (feeId: string, numbers: readonly number[], poisoned: number): Buffer[] =>
  numbers.map((number) => bodyOf(number === poisoned ? poison(feeId, number) : { feeId, number }));
const nowhere = randomUUID();

describe('a parked message', () => {
  it('is listed with where, why, when and what waits behind it, found by each of them, a page at a time', async () => {
    const before = new Date(Date.now() - 1_000).toISOString();
    await parked('listed', stream('listed', [1, 2, 3], 1));
    await eventually(async () => {
      expect((await eventuallyParked('listed', 1)).waiting).toBe(2); // they may come in a batch of their own
    });
    const one = await eventuallyParked('listed', 1);
    expect(one).toMatchObject({
      ...{ queue: 'summing.added', state: 'parked', messageId: 'listed-1', number: 1, attempts: 1 },
      subject: { kind: 'balance', scope: 'DK-761500', key: 'listed' },
      reason: { code: 'test.permanent', text: 'It can never be handled.' },
      waiting: 2,
    });
    const { queue, type, fingerprint } = one;
    const reason = one.reason.code;
    const found = await desk().list({ queue, type, reason, fingerprint, since: before, ...all });
    expect(found.map(({ id }) => id)).toContain(one.id);
    for (const other of [
      { queue: 'another' },
      { type: 'another' },
      { reason: 'another' },
      { fingerprint: 'another' },
      { since: new Date(Date.now() + 60_000).toISOString() },
    ])
      expect(await desk().list({ ...other, ...all })).toEqual([]);
    await parked('listed', [bodyOf({ ...poison('listed', 1), id: 'listed-again' })], 2);
    const [first] = await desk().list({ rowsMax: 1 });
    const [second] = await desk().list({ rowsMax: 1, after: first });
    const both = (await desk().list(all)).map(({ id }) => id);
    expect([first?.id, second?.id]).toEqual(both.slice(0, 2));
  });

  it('is of one group with others that are parked for the same', async () => {
    const one = await parked('grouped', stream('grouped', [1], 1));
    const groups = await desk().groups(10);
    const own = groups.find(({ fingerprint }) => fingerprint === one.fingerprint);
    const same = (await desk().list({ fingerprint: one.fingerprint, ...all })).map(({ id }) => id);
    expect(own).toMatchObject({ count: same.length, reason: one.reason, example: same[0] });
    expect(same.length).toBeGreaterThan(1);
    expect(Date.parse(own?.newestAt ?? '')).toBeGreaterThanOrEqual(Date.parse(own?.oldestAt ?? ''));
  });
});

describe('replaying', () => {
  it('parks again what still fails, and says so in the book', async () => {
    const { id } = await parked('still', stream('still', [1, 2], 1));
    expect(await desk().replay(id, { by })).toMatchObject({ kind: 'staged' });
    await eventually(async () => {
      expect(await actsOn(id)).toEqual([
        ['replayed', 'staged', by],
        ['replayed', 'parked', undefined],
      ]);
    });
    expect(await desk().one(id)).toMatchObject({ state: 'parked', attempts: 1, waiting: 1 });
  });

  it('knows nothing of what is nowhere', async () => {
    for (const asked of [
      desk().replay(nowhere, { by }),
      desk().discard(nowhere, { by, why }),
      desk().edit(nowhere, bodyOf({ feeId: 'x', number: 1 }), { by }),
      desk().skip(nowhere, { by, why }),
    ])
      expect(await asked).toEqual({ kind: 'unknown' });
  });

  it('leaves alone what only waits', async () => {
    await parked('waits', stream('waits', [1, 2], 1));
    const waiting = await eventually(async () => {
      const found = (await replica.setAside()).find(({ message_id }) => message_id === 'waits-2');
      if (found === undefined) throw new Error('It is not set aside yet.'); // it may come in a batch of its own
      return found;
    });
    expect(await desk().replay(waiting.id, { by })).toEqual({ kind: 'not-parked' });
    expect(await desk().audit({ parkedId: waiting.id, ...all })).toEqual([]);
  });
});

describe('discarding', () => {
  it('lets the successors go on, in order, and what was discarded is a repeat from then on', async () => {
    const { id } = await parked('given', stream('given', [1, 3, 4, 2], 2));
    expect(await trailOf('given')).toBe('1,');
    expect(await desk().discard(id, { by, why })).toMatchObject({ kind: 'staged' });
    await trailBecomes('given', '1,3,4,');
    expect(await actsOn(id)).toEqual([
      ['discarded', 'staged', by],
      ['discarded', 'discarded', undefined],
    ]);
    expect(await desk().discard(id, { by, why })).toEqual({
      ...{ kind: 'over', act: 'discarded', outcome: 'discarded' },
    });

    const duplicates = replica.watch.count('duplicate');
    await publisher.publish([bodyOf(poison('given', 2)), bodyOf({ feeId: 'given', number: 5 })]);
    await trailBecomes('given', '1,3,4,5,');
    expect(replica.watch.count('duplicate')).toBe(duplicates + 1);
  });

  it('waits for its turn where earlier ones have not come yet', async () => {
    const broken = Buffer.from(
      JSON.stringify(envelopeOf({ feeId: 'early', number: 2 }, { data: {} })),
    );
    const { id } = await parked('early', [broken, bodyOf({ feeId: 'early', number: 3 })]);
    await desk().discard(id, { by, why });
    await eventually(async () => {
      expect(await desk().one(id)).toMatchObject({ state: 'waiting' });
    });
    expect(await desk().discard(id, { by, why })).toEqual({
      ...{ kind: 'under-way', act: 'discarded' },
    });
    await publisher.publish([bodyOf({ feeId: 'early', number: 1 })]);
    await trailBecomes('early', '1,3,');
    expect(await actsOn(id)).toEqual([
      ['discarded', 'staged', by],
      ['discarded', 'discarded', undefined],
    ]);
  });

  it('takes away what nobody can read, and its number can be skipped', async () => {
    const noNumber = JSON.stringify(envelopeOf({ feeId: 'gap', number: 2 }, { sequence: 'two' }));
    await publisher.publish([
      bodyOf({ feeId: 'gap', number: 1 }),
      Buffer.from(noNumber),
      bodyOf({ feeId: 'gap', number: 3 }),
      bodyOf({ feeId: 'gap', number: 5 }),
    ]);
    let lost: ParkedMessage | undefined;
    await eventually(async () => {
      lost = (await desk().list(all)).find(({ messageId }) => messageId === 'gap-2');
      expect(lost).toMatchObject({ subject: undefined, number: undefined });
      expect(await trailOf('gap')).toBe('1,');
    });
    await desk().discard(lost?.id ?? '', { by, why });
    await eventually(async () => {
      expect(await desk().one(lost?.id ?? '')).toBeUndefined();
    });
    expect(await desk().gaps({ waitedMs: 60_000, rowsMax: 10 })).toEqual([]);
    const [gap, ...others] = await desk().gaps({ waitedMs: 0, rowsMax: 10 });
    expect(others).toEqual([]);
    expect(gap).toMatchObject({ from: 2, to: 2, subject: { key: 'gap' } });
    expect(await desk().skip(gap?.id ?? '', { by, why })).toMatchObject({ kind: 'staged' });
    await trailBecomes('gap', '1,3,');
    const [next] = await desk().gaps({ waitedMs: 0, rowsMax: 10 });
    expect(next).toMatchObject({ from: 4, to: 4 });
    await publisher.publish([bodyOf({ feeId: 'gap', number: 4 })]);
    await trailBecomes('gap', '1,3,4,5,');
  });
});

describe('editing', () => {
  it('puts another body in the same place, and keeps the former one sealed in the book', async () => {
    const { id } = await parked('edited', stream('edited', [1, 2, 3], 2));
    const mended = bodyOf({ feeId: 'edited', number: 2, amount: 10 });
    expect(await desk().edit(id, mended, { by })).toMatchObject({ kind: 'staged' });
    await trailBecomes('edited', '1,2,3,');
    expect((await replica.sums()).get('edited')?.sum).toBe(12);
    expect(await actsOn(id)).toEqual([
      ['edited', 'staged', by],
      ['edited', 'applied', undefined],
    ]);
    const [row] = await replica.database.query<{ body: string }>(
      `SELECT body FROM messaging.parked_audit WHERE parked_id = $1 AND outcome = 'staged'`,
      [id],
    );
    expect(row?.body).toMatch(/^ey[\w-]+\.\./);
    expect(await desk().edit(id, mended, { by })).toEqual({
      ...{ kind: 'over', act: 'edited', outcome: 'applied' },
    });
  });

  it('refuses what could not be handled either, or belongs elsewhere, with every fault', async () => {
    const { id } = await parked('refused', stream('refused', [1], 1));
    const faultsOf = async (edited: object): Promise<readonly string[]> => {
      const told = await desk().edit(id, Buffer.from(JSON.stringify(edited)), { by });
      return told.kind === 'faulty' ? told.faults.map(({ field }) => field) : [told.kind];
    };
    const own = { feeId: 'refused', number: 1 };
    const data = { agencyId: 'DK-761500', feeId: 'refused' };
    expect(
      await faultsOf(envelopeOf(own, { data: { ...data, amount: 'x' }, time: 'now' })),
    ).toEqual(['time']);
    expect(await faultsOf(envelopeOf(own, { data: { ...data, amount: 'x' } }))).toEqual([
      'data.amount',
    ]);
    expect(await faultsOf(envelopeOf(own, { type: 'another' }))).toEqual([
      'type',
      'subject',
      'data.agencyId',
    ]);
    expect(await faultsOf(envelopeOf({ ...own, number: 2, id: 'refused-2' }))).toEqual([
      'id',
      'sequence',
    ]);
    expect(await faultsOf(envelopeOf({ ...own, feeId: 'other', id: 'refused-1' }))).toEqual([
      'subject',
    ]);
    expect(await desk().one(id)).toMatchObject({ state: 'parked' });
    expect(await actsOn(id)).toEqual([]);
  });

  it('gives a place to what had none, where it waits its turn like any other', async () => {
    await publisher.publish([Buffer.from('{"no": "event"}')]);
    let lost: ParkedMessage | undefined;
    await eventually(async () => {
      lost = (await desk().list(all)).find(({ source }) => source === '');
      expect(lost).toBeDefined();
    });
    const id = lost?.id ?? '';
    await desk().edit(id, bodyOf({ feeId: 'placed', number: 2 }), { by });
    await eventually(async () => {
      expect(await desk().one(id)).toMatchObject({ state: 'waiting', number: 2 });
    });
    await publisher.publish([bodyOf({ feeId: 'placed', number: 1 })]);
    await trailBecomes('placed', '1,2,');
  });
});

describe('what it holds', () => {
  it('is shown by its kind only, and opened for who may edit it, which is written down', async () => {
    const canary = 'Kanariefugl 0101014XY9';
    const bad = envelopeOf({ feeId: 'opened', number: 1 }, {});
    const data = {
      agencyId: 'DK-761500',
      feeId: 'opened',
      amount: { [canary]: canary },
      [canary]: 1,
    };
    const body = Buffer.from(JSON.stringify({ ...bad, data }));
    const { id } = await parked('opened', [body]);
    expect(await desk().content(id)).toEqual({
      ...{ agencyId: '(string)', feeId: '(string)', amount: '(object)' },
    });
    expect(await desk().open(id, { by })).toEqual({ text: body.toString() });
    expect(await actsOn(id)).toEqual([['opened', 'seen', by]]);
    const shown = [await desk().list(all), await desk().groups(100), await desk().audit(all)];
    expect(JSON.stringify(shown)).not.toContain(canary);
  });
});

describe('the book', () => {
  it.each([
    `UPDATE messaging.parked_audit SET done_by = 'nobody'`,
    `DELETE FROM messaging.parked_audit`,
    `TRUNCATE messaging.parked_audit`,
  ])('refuses %s', async (sql) => {
    const before = await desk().audit(all);
    expect(before.length).toBeGreaterThan(5);
    await expect(replica.database.query(sql)).rejects.toThrow('never changed or deleted');
    expect(await desk().audit(all)).toEqual(before);
  });

  it('is read by message, by act, and a page at a time', async () => {
    const [newest, next] = await desk().audit({ rowsMax: 2 });
    expect(await desk().audit({ before: newest?.place, rowsMax: 1 })).toEqual([next]);
    const ofOne = await desk().audit({ actId: newest?.actId, ...all });
    expect(new Set(ofOne.map(({ actId }) => actId))).toEqual(new Set([newest?.actId]));
  });
});
