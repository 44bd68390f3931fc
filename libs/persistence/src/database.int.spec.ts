import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import pg from 'pg';
import { aBrokenWire, aPlace, type BrokenWire, type Place } from '@libs/testing';
import { Database, silenceMs } from './database.js';
import { databaseFailureKind } from './database-failure.js';
import type { Tx } from './pipelined-tx.js';

jest.setTimeout(240_000);

const statementTimeoutMs = 500;

let place: Place;
let wire: BrokenWire;
let database: Database;

beforeAll(async () => {
  place = await aPlace();
  wire = await aBrokenWire(await place.databaseUrl('silent'));
  database = await Database.open({
    url: wire.url,
    applicationName: 'silent',
    migrations: [],
    connectionsMax: 1,
    connectTimeoutMs: 500,
    statementTimeoutMs,
  });
});
afterAll(async () => {
  await database.close();
  await wire.close();
  await place.dispose();
});

async function session(): Promise<unknown> {
  const [row] = await database.query('SELECT pg_backend_pid() AS pid');
  return row?.['pid'];
}

async function failureOf(work: Promise<unknown>): Promise<{ kind: string; afterMs: number }> {
  const startedAt = performance.now();
  const error: unknown = await work.then(
    () => undefined,
    (failure: unknown) => failure,
  );
  return { kind: databaseFailureKind(error), afterMs: performance.now() - startedAt };
}

const patienceMs = statementTimeoutMs + silenceMs;

describe('a database that says nothing', () => {
  it('is given up in bounded time, in a transaction too, and counts as away', async () => {
    await session();
    wire.blackHole();
    const begun = await failureOf(database.transaction((tx) => tx.query('SELECT 1')));
    expect(begun.kind).toBe('infrastructure');
    expect(begun.afterMs).toBeGreaterThanOrEqual(patienceMs - 50);
    expect(begun.afterMs).toBeLessThan(patienceMs + 500); // one statement's patience, not another one for the rollback
    const connecting = await failureOf(database.query('SELECT 1'));
    expect(connecting.kind).toBe('infrastructure');
    expect(connecting.afterMs).toBeLessThan(1_000); // the silent connection is no longer in the pool: a new one was tried
    await wire.mend();
    expect(await database.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('leaves no connection behind that others would wait for, though it may answer one day', async () => {
    const before = await session();
    wire.latency(patienceMs * 2);
    expect((await failureOf(database.query('SELECT 1'))).kind).toBe('infrastructure');
    wire.latency(0);
    expect(await session()).not.toBe(before);
  });

  it('counts as away when the connection is lost between two statements', async () => {
    const cut = database.transaction(async (tx) => {
      await tx.query('SELECT 1');
      wire.reset();
      await database.query('SELECT 1'); // comes through once the lost connection has left the pool of one
      await tx.query('SELECT 1');
    });
    expect((await failureOf(cut)).kind).toBe('infrastructure');
    const late = database.transaction(async (tx) => {
      await tx.query('SELECT 1');
      wire.reset();
      await database.query('SELECT 1');
    });
    expect((await failureOf(late)).kind).toBe('infrastructure'); // the commit finds it lost
  });

  it('is told apart from a statement of which PostgreSQL says that it took too long', async () => {
    const late = await failureOf(database.query('SELECT pg_sleep(5)'));
    expect(late.kind).toBe('infrastructure');
    expect(late.afterMs).toBeLessThan(patienceMs - 200);
  });

  it('takes a statement that was prepared before a migration changed its table for a connection that is gone', async () => {
    await database.query('CREATE TABLE prepared (one int)');
    const look = (): Promise<unknown[]> => database.query('SELECT * FROM prepared');
    await look();
    const before = await session();
    await database.query('ALTER TABLE prepared ADD COLUMN two int');
    expect((await failureOf(look())).kind).toBe('infrastructure');
    expect(await look()).toEqual([]);
    expect(await session()).not.toBe(before);
  });

  it('keeps the connection of a statement that was at fault', async () => {
    const before = await session();
    expect((await failureOf(database.transaction((tx) => tx.query('SELECT 1/0')))).kind).toBe(
      'fault',
    );
    expect(await session()).toBe(before);
  });
});

describe('a statement', () => {
  it('is parsed once for each connection, however often it is run', async () => {
    const text = 'SELECT $1::int + 1 AS more';
    for (const value of [1, 2, 3])
      expect(await database.query(text, [value])).toEqual([{ more: value + 1 }]);
    const prepared = await database.query<{ runs: string }>(
      'SELECT generic_plans + custom_plans AS runs FROM pg_prepared_statements WHERE statement = $1',
      [text],
    );
    expect(prepared.map(({ runs }) => Number(runs))).toEqual([3]);
  });

  it('shows none of its values when it fails', async () => {
    const failure: unknown = await database.query('SELECT $1::text::int', ['0101014XY9']).then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(databaseFailureKind(failure)).toBe('fault');
    expect(failure).toMatchObject({ parameters: [] });
  });
});

describe('statements that are asked in one go', () => {
  beforeAll(async () => {
    await database.query('CREATE TABLE noted (id int PRIMARY KEY, text text)');
  });
  afterEach(async () => {
    await database.query('DELETE FROM noted');
  });

  const note = (id: number): [string, number[]] => ['INSERT INTO noted (id) VALUES ($1)', [id]];
  const noted = async (): Promise<unknown[]> =>
    (await database.query<{ id: number }>('SELECT id FROM noted ORDER BY id')).map(({ id }) => id);

  it('are each answered with their own rows, in their order', async () => {
    const answers = await database.transaction((tx) =>
      Promise.all([
        tx.query('SELECT 1 AS one'),
        tx.query(...note(1)),
        tx.query('SELECT count(*)::int AS notes FROM noted'),
        tx.query('SELECT 1 AS one'),
      ]),
    );
    expect(answers).toEqual([[{ one: 1 }], [], [{ notes: 1 }], [{ one: 1 }]]);
  });

  it('travel together, the first with the beginning of their transaction and the last with its end', async () => {
    const groups = jest.spyOn(pg.Client.prototype, 'query').mockClear();
    await database.transaction(async (tx) => {
      await Promise.all([tx.query('SELECT 1 AS one'), tx.query('SELECT 2 AS two')]);
      await tx.send(...note(1));
      await tx.send(...note(2));
    });
    expect(groups).toHaveBeenCalledTimes(2);
    groups.mockRestore();
    expect(await noted()).toEqual([1, 2]);
  });

  it('fail their transaction with what failed first, though nobody waited for it', async () => {
    const failed = database.transaction(async (tx) => {
      await tx.send(...note(3));
      await tx.send('SELECT 1/0');
      await tx.send(...note(4));
    });
    await expect(failed).rejects.toThrow('division by zero');
    const late = database.transaction(async (tx) => {
      await tx.send(...note(3));
      await tx.send('SELECT 1/0');
      await nextTurn(); // so that what follows goes in a group of its own
      await tx.query('SELECT 1 AS one');
    });
    await expect(late).rejects.toThrow('division by zero'); // and not that the transaction is aborted
    expect(await noted()).toEqual([]);
  });

  it('leave nothing behind of a transaction that was given up', async () => {
    const given = database.transaction(async (tx) => {
      await tx.send(...note(5));
      throw new Error('given up');
    });
    await expect(given).rejects.toThrow('given up');
    expect(await noted()).toEqual([]);
  });

  it('can be asked again after they were skipped for another one, before they had ever been parsed', async () => {
    const first = 'SELECT $1::int AS never';
    const skipped = 'SELECT $1::int AS skipped';
    const twoFail = database.transaction((tx) =>
      Promise.all([tx.query(first, ['no number']), tx.query(skipped, [1])]),
    );
    await expect(twoFail).rejects.toThrow('invalid input syntax');
    expect(await database.query(skipped, [2])).toEqual([{ skipped: 2 }]);
    expect(await database.query(first, [3])).toEqual([{ never: 3 }]);
  });

  it('are not sent when one of their values has no form for PostgreSQL', async () => {
    const circular: Record<string, unknown> = {};
    circular['self'] = circular;
    const before = await session();
    const failed = database.transaction(async (tx) => {
      await tx.send(...note(6));
      await tx.send('INSERT INTO noted (id, text) VALUES (7, $1)', [circular]);
      await tx.send(...note(8));
    });
    await expect(failed).rejects.toThrow('circular');
    expect(await noted()).toEqual([]);
    expect(await session()).toBe(before);
  });

  it('are refused once their transaction is over', async () => {
    let kept: Tx | undefined;
    await database.transaction((tx) => {
      kept = tx;
      return tx.send(...note(9));
    });
    await expect(kept?.query('SELECT 1')).rejects.toThrow('is over');
    expect(await noted()).toEqual([9]);
  });
});
