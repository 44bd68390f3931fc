import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PersonNumber } from '@libs/kernel';
import { Database } from '@libs/persistence';
import { KeyedHash, KeySet, Sealer } from '@libs/sealing';
import { aPlace, type Place } from '@libs/testing';
import { VerificationTables1764000002000 } from './migrations/verification-tables.migration.js';
import { ReplacementNumbers } from './replacement-numbers.js';

const agencyId = 'DK-761500';
const patron = (id: string): { agencyId: string; identity: string } => ({
  agencyId,
  identity: `patron/${id}`,
});
const number = (serial: number): PersonNumber =>
  PersonNumber.parse(`710271${String(serial).padStart(4, '0')}`);

let place: Place;
let database: Database;

beforeAll(async () => {
  place = await aPlace();
  database = await Database.open({
    url: await place.databaseUrl('numbers'),
    applicationName: 'spec',
    migrations: [VerificationTables1764000002000],
    connectionsMax: 4,
    connectTimeoutMs: 3_000,
    statementTimeoutMs: 10_000,
  });
  await database.migrate();
}, 60_000);
afterAll(async () => {
  await database.close();
  await place.dispose();
});

function keys(...kids: readonly string[]): KeySet {
  const jwks = kids.map((kid) => ({
    kty: 'oct',
    kid,
    k: Buffer.alloc(32, kid).toString('base64url'),
  }));
  return KeySet.fromJwks(JSON.stringify({ keys: jwks }), 'test');
}

function numbersWith(...hashKids: readonly string[]): ReplacementNumbers {
  return new ReplacementNumbers(new Sealer(keys('seal')), new KeyedHash(keys(...hashKids)));
}

describe('replacement numbers', () => {
  it('R25 are given out by one at a time: who comes second sees what the first one gave', async () => {
    const numbers = numbersWith('h1');
    let letGo = (): void => undefined;
    const held = new Promise<void>((resolve) => (letGo = resolve));
    const order: string[] = [];
    const opened = Promise.withResolvers<undefined>();
    const first = database.transaction(async (tx) => {
      const book = await numbers.open(tx, [patron('1')]);
      opened.resolve(undefined);
      await held;
      book.give(patron('1'), number(1));
      await numbers.keep(tx, book);
      order.push('first');
    });
    await opened.promise;
    const second = database.transaction(async (tx) => {
      const book = await numbers.open(tx, [patron('1'), patron('2')]);
      order.push('second');
      expect(book.madeFor(patron('1'))?.equals(number(1))).toBe(true);
      expect(book.madeFor(patron('2'))).toBeUndefined();
      expect([1, 2].map((serial) => book.isTaken(agencyId, number(serial)))).toEqual([true, false]);
    });
    await new Promise((resolve) => setTimeout(resolve, 100));
    letGo();
    await Promise.all([first, second]);
    expect(order).toEqual(['first', 'second']);
  });

  it('R25 are found and stay taken while the keys of their hashes rotate', async () => {
    await database.transaction(async (tx) => {
      const book = await numbersWith('h1').open(tx, [patron('rotated')]);
      book.give(patron('rotated'), number(30));
      book.hearOf({ agencyId, number: number(31) });
      await numbersWith('h1').keep(tx, book);
    });
    await database.transaction(async (tx) => {
      const book = await numbersWith('h2', 'h1').open(tx, [patron('rotated')]);
      expect(book.madeFor(patron('rotated'))?.equals(number(30))).toBe(true);
      expect([30, 31, 32].map((serial) => book.isTaken(agencyId, number(serial)))).toEqual([
        true,
        true,
        false,
      ]);
    });
  });

  it('R25 that the library began to use meanwhile are not given out after all', async () => {
    const numbers = numbersWith('h1');
    const giving = database.transaction(async (tx) => {
      const book = await numbers.open(tx, [patron('late')]);
      await database.transaction(async (other) => {
        const heard = await numbers.open(other, []);
        heard.hearOf({ agencyId, number: number(50) });
        await numbers.keep(other, heard);
      });
      book.give(patron('late'), number(50));
      await numbers.keep(tx, book);
    });
    await expect(giving).rejects.toMatchObject({ code: '23505' });
  });

  it('that are heard of again stay as they are', async () => {
    const numbers = numbersWith('h1');
    const hear = (): Promise<void> =>
      database.transaction(async (tx) => {
        const book = await numbers.open(tx, []);
        book.hearOf({ agencyId, number: number(1) });
        book.hearOf({ agencyId, number: number(60) });
        book.hearOf({ agencyId, number: number(60) });
        await numbers.keep(tx, book);
      });
    await hear();
    await hear();
    await database.transaction(async (tx) => {
      const book = await numbers.open(tx, [patron('1')]);
      expect(book.madeFor(patron('1'))?.equals(number(1))).toBe(true);
    });
  });

  it("of another agency are nobody's business here", async () => {
    await database.transaction(async (tx) => {
      const elsewhere = { ...patron('1'), agencyId: 'DK-775100' };
      const book = await numbersWith('h1').open(tx, [elsewhere]);
      expect(book.madeFor(elsewhere)).toBeUndefined();
      expect(book.isTaken('DK-775100', number(1))).toBe(false);
      expect(() => book.isTaken(agencyId, number(1))).toThrow('were not gathered');
    });
  });
});
