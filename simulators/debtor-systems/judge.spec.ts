import { describe, expect, it } from '@jest/globals';
import { Books } from './books.js';
import { Cashier } from './cashier.js';
import { judge, type Rules } from './judge.js';
import { habitsOf, type Product, products } from './products.js';
import type { Charge, Party, Registration, WriteDown } from './registration.js';
import { aRegistration } from './registration.fixture.js';

const rulesOf = (product: Product, claimTypes?: readonly string[]): Rules => ({
  habits: habitsOf[product],
  claimTypes: claimTypes && new Set(claimTypes),
});

const objectionTo = (
  registration: Registration,
  books = new Books(),
  rules = rulesOf('eg'),
): string | undefined => judge(registration, books, rules)?.reason;

function charged(changes: Partial<Charge>): Registration {
  const registration = aRegistration();
  return {
    ...registration,
    charges: registration.charges.map((charge) => ({ ...charge, ...changes })),
  };
}

const without = (...names: (keyof Registration)[]): Registration =>
  Object.fromEntries(
    Object.entries(aRegistration()).filter(([name]) => !names.includes(name as keyof Registration)),
  ) as Registration;

describe('a debtor system', () => {
  it.each(products)('%s takes an ordinary charge', (product) => {
    expect(objectionTo(aRegistration(), new Books(), rulesOf(product))).toBeUndefined();
  });

  it.each<[string, string, Registration]>([
    ['without a debtor', 'missing-party', without('account')],
    ['without anybody liable', 'missing-party', without('liable')],
    ['without a liability', 'missing-party', { ...aRegistration(), liabilities: [] }],
    ['of nothing', 'other', charged({ amountOre: 0 })],
    ['due before it came to be', 'dates-out-of-order', charged({ dueDate: '2026-09-30' })],
    [
      'with a period that ends before it begins',
      'dates-out-of-order',
      charged({ periodFrom: '2026-10-02', periodTo: '2026-10-01' }),
    ],
  ])('refuses a charge %s', (_what, reason, registration) => {
    expect(objectionTo(registration)).toBe(reason);
  });

  it('R35 refuses a claim type that the municipality has not set up, once it has set up some', () => {
    expect(objectionTo(aRegistration(), new Books(), rulesOf('eg', ['compensation']))).toBe(
      'unknown-claim-type',
    );
    expect(objectionTo(aRegistration(), new Books(), rulesOf('eg', ['fee']))).toBeUndefined();
  });

  it.each<[Product, string | undefined]>([
    ['kmd-opus', undefined],
    ['eg', undefined],
    ['prisme-2009', 'replacement-not-accepted'],
    ['prisme-2015', 'replacement-not-accepted'],
  ])('R26 %s and a replacement CPR: %s', (product, reason) => {
    const stranger: Party = { kind: 'replacement', identifier: '6100000000' };
    for (const changes of [{ account: stranger }, { liable: stranger }]) {
      expect(objectionTo(aRegistration(changes), new Books(), rulesOf(product))).toBe(reason);
    }
  });

  it('R31 lets another account take a receivable over only where that is marked, and only within the municipality', () => {
    const books = new Books();
    const charge = aRegistration();
    books.keep(charge);
    const liabilities = charge.liabilities.map((liability) => ({
      ...liability,
      liabilityId: crypto.randomUUID(),
    }));
    const other = aRegistration({ charges: [], liabilities });

    expect(objectionTo(other, books)).toBe('unknown-receivable');
    const marked = { ...other, takesOver: true };
    expect(objectionTo({ ...marked, municipalityCvr: '13748136' }, books)).toBe(
      'unknown-receivable',
    );
    expect(objectionTo(marked, books)).toBeUndefined();

    books.keep(marked);
    const [first, second] = [charge, other].map((one) => one.liabilities[0]?.liabilityId ?? '');
    expect(books.get(liabilities[0]?.receivableId ?? '')?.accountId).toBe(other.accountId);
    expect(books.endLiability(second ?? '', charge.accountId, '2026-11-23')).toBe(false);
    expect(books.endLiability(first ?? '', charge.accountId, '2026-11-23')).toBe(true);
  });

  it('R28 takes a P-number only with a company', () => {
    const pNumber = '1000000001';
    expect(
      objectionTo(aRegistration({ account: { kind: 'cvr', identifier: '13748136', pNumber } })),
    ).toBeUndefined();
    expect(
      objectionTo(aRegistration({ account: { kind: 'cpr', identifier: '0100000000', pNumber } })),
    ).toBe('p-number-not-accepted');
    expect(objectionTo(aRegistration({ account: { kind: 'cvr', identifier: '0100000000' } }))).toBe(
      'other',
    );
  });

  it('knows again what it has, and R44 does not let it be raised', () => {
    const books = new Books();
    const registration = aRegistration();
    books.keep(registration);
    expect(objectionTo(registration, books)).toBe('already-exists');
    const raised = registration.charges.map((charge) => ({
      ...charge,
      amountOre: charge.amountOre + 1,
    }));
    expect(judge({ ...registration, charges: raised }, books, rulesOf('eg'))?.localCode).toBe(
      'FOR-02',
    );
  });
});

describe('a write-down', () => {
  const books = new Books();
  const registration = aRegistration();
  books.keep(registration);
  const receivable = books.all()[0];
  if (receivable === undefined) throw new Error('not kept');
  new Cashier(books).pay(receivable, 15_000, 'giro', {
    at: '2026-11-23T04:00:00Z',
    day: '2026-11-23',
  });

  const lowering = (
    ...writeDowns: Omit<WriteDown, 'writeDownId' | 'receivableId'>[]
  ): Registration => ({
    ...without('account', 'liable'),
    accountId: registration.accountId,
    charges: [],
    liabilities: [],
    writeDowns: writeDowns.map((one) => ({
      writeDownId: crypto.randomUUID(),
      receivableId: receivable.charge.receivableId,
      ...one,
    })),
  });

  it.each<[WriteDown['kind'], number]>([
    ['reduction', 8_000],
    ['cancellation', 23_000],
    ['reimbursement', 15_000],
  ])(
    'R43 R45 R46 of kind %s goes up to %i øre of a charge of 23000 with 15000 covered',
    (kind, limit) => {
      expect(objectionTo(lowering({ kind, amountOre: limit }), books)).toBeUndefined();
      expect(objectionTo(lowering({ kind, amountOre: limit + 1 }), books)).toBe(
        'exceeds-outstanding',
      );
      expect(objectionTo(lowering({ kind, amountOre: 0 }), books)).toBe('exceeds-outstanding');
      expect(objectionTo(lowering({ kind, amountOre: limit }, { kind, amountOre: 1 }), books)).toBe(
        'exceeds-outstanding',
      );
    },
  );

  it.each<[string, Partial<Registration>]>([
    ['another account', { accountId: crypto.randomUUID() }],
    ['another municipality', { municipalityCvr: '55133018' }],
  ])('on the receivable of %s is on an unknown one', (_what, changes) => {
    expect(
      objectionTo({ ...lowering({ kind: 'reduction', amountOre: 1 }), ...changes }, books),
    ).toBe('unknown-receivable');
  });

  it('counts once', () => {
    const lowered = lowering({ kind: 'reduction', amountOre: 100 });
    books.keep(lowered);
    expect(objectionTo(lowered, books)).toBe('already-exists');
  });
});
