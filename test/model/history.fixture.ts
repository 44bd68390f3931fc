import fc from 'fast-check';
import type {
  BalanceStep,
  Begin,
  DeskStep,
  Identity,
  PatronStep,
  PaymentStep,
} from './plain-rules.fixture.js';

/** What happens at one agency between two moments of quiet; balances first, then patrons, the desk, and payments. */
export type Round = {
  readonly balances: readonly BalanceStep[];
  readonly patrons: readonly PatronStep[];
  readonly desk: readonly DeskStep[];
  readonly payments: readonly PaymentStep[];
};

/** All that ever happens at one agency. `shuffle` says how its messages are doubled and mixed on their way. */
export type History = {
  readonly begin: Begin;
  readonly rounds: readonly Round[];
  readonly shuffle: number;
};

const roundCount = 3;
const feesMax = 4;
const patronCount = 2;
const firstDay = 0;
const lastDay = 60;

const day = fc.integer({ min: firstDay, max: lastDay });
const ore = fc.integer({ min: 1, max: 400 }).map((kroner) => kroner * 100);
const identity: fc.Arbitrary<Identity> = fc.constantFrom(
  'adult',
  'numberless',
  'broken',
  'company-bare',
  'company',
  'child',
);

const begin: fc.Arbitrary<Begin> = fc.record({
  takesReplacementCpr: fc.boolean(),
  mode: fc.constantFrom('none', 'manual'),
  active: fc.boolean(),
  cutOffDay: fc.integer({ min: 15, max: 45 }),
  patrons: fc.array(identity, { minLength: patronCount, maxLength: patronCount }),
});

type Wish = (fee: number) => BalanceStep;

const wish: fc.Arbitrary<Wish> = fc.oneof(
  { weight: 3, arbitrary: ore.map((toOre): Wish => (fee) => ({ what: 'lowered', fee, toOre })) },
  { weight: 1, arbitrary: fc.constant<Wish>((fee) => ({ what: 'lowered', fee, toOre: 0 })) },
  {
    weight: 3,
    arbitrary: fc
      .tuple(fc.integer({ min: 1, max: 3 }), ore)
      .map(([payment, amount]): Wish => (fee) => ({ what: 'paid', fee, payment, ore: amount })),
  },
  {
    weight: 2,
    arbitrary: fc
      .integer({ min: 1, max: 3 })
      .map((payment): Wish => (fee) => ({ what: 'undone', fee, payment })),
  },
  {
    weight: 2,
    arbitrary: fc
      .constantFrom('paid', 'written-off', 'cancelled', 'collection-ended')
      .map((as): Wish => (fee) => ({ what: 'closed', fee, as })),
  },
  {
    weight: 2,
    arbitrary: fc
      .option(ore, { nil: undefined })
      .map((amount): Wish => (fee) => ({ what: 'reimbursement', fee, ore: amount })),
  },
  {
    weight: 5,
    arbitrary: fc
      .constantFrom('verified', 'verified', 'cancelled', 'reopened', 'collection')
      .map((what): Wish => (fee) => ({ what, fee })),
  },
);

const balance = fc.record({
  bornIn: fc.integer({ min: 0, max: 1 }),
  type: fc.constantFrom('fee', 'compensation'),
  charge: ore,
  paidShare: fc.constantFrom(0, 0, 0, 0.5),
  day,
  patron: fc.integer({ min: 0, max: patronCount - 1 }),
  changes: fc.array(fc.array(wish, { maxLength: 3 }), {
    minLength: roundCount,
    maxLength: roundCount,
  }),
  covered: fc.array(fc.option(ore, { nil: undefined, freq: 2 }), {
    minLength: roundCount,
    maxLength: roundCount,
  }),
});

type BalancePlan = typeof balance extends fc.Arbitrary<infer Plan> ? Plan : never;

const patronStep: fc.Arbitrary<PatronStep> = fc.oneof(
  fc.record({
    what: fc.constant('identity' as const),
    patron: fc.integer({ min: 0, max: patronCount - 1 }),
    as: identity,
  }),
  fc.record({
    what: fc.constant('guardian' as const),
    patron: fc.integer({ min: 0, max: patronCount - 1 }),
    change: fc.constantFrom('another-person', 'number-changed', 'removed'),
  }),
);

const deskStep: fc.Arbitrary<DeskStep> = fc.oneof(
  fc.record({ what: fc.constant('mode' as const), mode: fc.constantFrom('none', 'manual') }),
  fc.record({ what: fc.constant('active' as const), active: fc.boolean() }),
  fc.record({ what: fc.constant('cut-off' as const), day }),
);

/** The histories of one agency with a few balances of a few patrons. */
export const history: fc.Arbitrary<History> = fc
  .record({
    begin,
    balances: fc.array(balance, { minLength: 1, maxLength: feesMax }),
    patrons: fc.array(fc.array(patronStep, { maxLength: 2 }), {
      minLength: roundCount,
      maxLength: roundCount,
    }),
    desk: fc.array(fc.array(deskStep, { maxLength: 1 }), {
      minLength: roundCount,
      maxLength: roundCount,
    }),
    shuffle: fc.nat(),
  })
  .map(({ balances, patrons, desk, ...rest }) => ({
    ...rest,
    rounds: patrons.map((ofPatrons, round) => ({
      balances: balances.flatMap((plan, fee) => stepsOf(plan, fee, round)),
      patrons: ofPatrons,
      desk: desk[round] ?? [],
      payments: balances.flatMap((plan, fee) => paymentsOf(plan, fee, round)),
    })),
  }));

function stepsOf(plan: BalancePlan, fee: number, round: number): BalanceStep[] {
  if (round < plan.bornIn) return [];
  const { type, charge, paidShare, day: createdOn, patron } = plan;
  const created: BalanceStep = {
    what: 'created',
    ...{ fee, type, patron },
    ore: charge,
    paidBeforeOre: Math.floor((charge * paidShare) / 100) * 100,
    day: createdOn,
  };
  const wishes = sensible(plan, fee)[round] ?? [];
  return round === plan.bornIn ? [created, ...wishes] : wishes;
}

/**
 * What a library would say: a payment has a number of its own, only what was paid is undone, and once. After a payment at the
 * debtor system the charge is not lowered: what a debtor system does with a write-down of more than is left is its own affair.
 */
function sensible(plan: BalancePlan, fee: number): BalanceStep[][] {
  const paid = new Map<number, number>();
  const undone = new Set<number>();
  return plan.changes.map((wishes, round) => {
    const isCovered = plan.covered.slice(0, round).some((each) => each !== undefined);
    return wishes
      .map((each) => each(fee))
      .flatMap((step): BalanceStep[] => {
        if (step.what === 'lowered' && isCovered && step.toOre > 0) return [];
        if (step.what === 'paid') {
          if (paid.has(step.payment)) return [];
          paid.set(step.payment, step.ore);
        }
        if (step.what === 'undone') {
          if (!paid.has(step.payment) || undone.has(step.payment)) return [];
          undone.add(step.payment);
        }
        return [step];
      });
  });
}

function paymentsOf(plan: BalancePlan, fee: number, round: number): PaymentStep[] {
  const covered = round < plan.bornIn ? undefined : plan.covered[round];
  return covered === undefined ? [] : [{ what: 'covered', fee, ore: covered }];
}
