import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Books, type Receivable, sumsOf } from './books.js';
import { Cashier, ordinaryNight, reportsOf } from './cashier.js';
import { aRegistration } from './registration.fixture.js';
import type { ReportedMovement } from './report.js';

const moment = { at: '2026-11-23T04:00:00Z', day: '2026-11-23' };

function booksOf(receivables: number, perAccount = 1): Books {
  const books = new Books();
  const accounts = Array.from({ length: Math.ceil(receivables / perAccount) }, () =>
    crypto.randomUUID(),
  );
  for (let nth = 0; nth < receivables; nth += 1) {
    books.keep(aRegistration({ accountId: accounts[Math.floor(nth / perAccount)] ?? '' }));
  }
  return books;
}

function only(books: Books): Receivable {
  const [receivable] = books.all();
  if (receivable === undefined) throw new Error('no receivable');
  return receivable;
}

const signOf: Readonly<Record<ReportedMovement['kind'], number>> = {
  covered: 1,
  'written-off': 1,
  'coverage-reversed': -1,
  'write-off-reversed': -1,
};

describe('a night', () => {
  it('R53 leaves books that add up to what was reported, whatever the shares', () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    const night = fc.record({
      seed: fc.integer(),
      paidShare: share,
      partialShare: share,
      writeOffShare: share,
      reversalShare: share,
      movementsMax: fc.constant(50),
    });
    fc.assert(
      fc.property(fc.array(night, { minLength: 1, maxLength: 4 }), (nights) => {
        const books = booksOf(30);
        const cashier = new Cashier(books);
        const movements = nights.flatMap((each, nth) =>
          cashier.passNight(each, { ...moment, day: `2026-11-2${nth}` }),
        );
        const reported = movements.reduce(
          (sum, { kind, amountOre }) => sum + signOf[kind] * amountOre,
          0,
        );
        const outstanding = books
          .all()
          .reduce((sum, receivable) => sum + sumsOf(receivable).outstandingOre, 0);
        expect(30 * 23_000 - reported).toBe(outstanding);
        expect(books.all().every((receivable) => sumsOf(receivable).outstandingOre >= 0)).toBe(
          true,
        );
      }),
    );
  });

  it('pays about the share that it was told to, some of them in part', () => {
    const books = booksOf(2_000);
    const paid = new Cashier(books).passNight(
      { ...ordinaryNight, paidShare: 0.3, partialShare: 0.5 },
      moment,
    );
    expect(paid.length).toBeGreaterThan(500);
    expect(paid.length).toBeLessThan(700);
    const inPart = paid.filter(({ amountOre }) => amountOre < 23_000).length;
    expect(inPart / paid.length).toBeGreaterThan(0.4);
    expect(inPart / paid.length).toBeLessThan(0.6);
    expect(new Set(paid.map(({ channel }) => channel)).size).toBe(6);
  });

  it('goes the same again for the same seed', () => {
    const books = booksOf(100);
    const fates = (seed: number): string[] =>
      new Cashier(copied(books))
        .passNight({ ...ordinaryNight, seed }, moment)
        .map(({ receivableId, amountOre }) => `${receivableId} ${amountOre}`);
    expect(fates(7)).toEqual(fates(7));
    expect(fates(7)).not.toEqual(fates(8));
  });

  it('R45 R46 settles a credit: coverages are taken back until nothing is owed to the debtor', () => {
    const books = booksOf(1);
    const cashier = new Cashier(books);
    const receivable = only(books);
    cashier.pay(receivable, 15_000, 'giro', moment);
    cashier.pay(receivable, 8_000, 'safepay', moment);
    receivable.writeDowns.set('w', {
      writeDownId: 'w',
      receivableId: receivable.charge.receivableId,
      kind: 'reimbursement',
      amountOre: 10_000,
      registeredAt: moment.at,
    });
    const settled = cashier.passNight({ ...ordinaryNight, paidShare: 0 }, moment);
    expect(settled.map(({ kind, amountOre }) => [kind, amountOre])).toEqual([
      ['coverage-reversed', 8_000],
      ['coverage-reversed', 2_000],
    ]);
    expect(sumsOf(receivable).outstandingOre).toBe(0);
    expect(cashier.passNight({ ...ordinaryNight, paidShare: 0 }, moment)).toEqual([]);
  });
});

describe('a reversal', () => {
  it('takes back what is left, once', () => {
    const books = booksOf(1);
    const cashier = new Cashier(books);
    const { id } = cashier.pay(only(books), 5_000, 'giro', moment);
    expect(cashier.reverse(id, moment, 2_000)).toMatchObject({
      kind: 'coverage-reversed',
      amountOre: 2_000,
      originalId: id,
    });
    expect(cashier.reverse(id, moment)).toMatchObject({ amountOre: 3_000 });
    expect(cashier.reverse(id, moment)).toBeUndefined();
    expect(cashier.reverse('unknown', moment)).toBeUndefined();
  });
});

describe('reports', () => {
  it('hold one account each, and no more movements than allowed', () => {
    const books = booksOf(25, 5);
    const movements = new Cashier(books).passNight({ ...ordinaryNight, paidShare: 1 }, moment);
    const reports = reportsOf(movements, books, { movementsMax: 3, sentAt: moment.at });
    expect(reports.map(({ movements: inOne }) => inOne.length).toSorted()).toEqual([
      2, 2, 2, 2, 2, 3, 3, 3, 3, 3,
    ]);
    expect(
      reports.every(({ accountId, movements: inOne }) =>
        inOne.every(({ receivableId }) => books.get(receivableId)?.accountId === accountId),
      ),
    ).toBe(true);
    expect(reports.every(({ municipalityCvr }) => municipalityCvr === '29189889')).toBe(true);
  });
});

function copied(books: Books): Books {
  const copy = new Books();
  for (const { charge, accountId, municipalityCvr, account, liable } of books.all()) {
    copy.keep(
      aRegistration({
        accountId,
        municipalityCvr,
        account,
        liable,
        charges: [charge],
        liabilities: [],
      }),
    );
  }
  return copy;
}
