import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Product, products } from '../../simulators/debtor-systems/index.js';
import type { Municipality, Raised } from './mapper.fixture.js';
import { World } from './world.fixture.js';

const seed = 20_261_123;
const each = 40;
const rates = {
  ...{ fault: 0.1, 'drop-after-commit': 0.1, slow: 0.05, down: 0.05 },
  ...{ 'accept-with-remarks': 0.1, reject: 0.05 },
};

let world: World;

beforeAll(async () => {
  world = await World.open('context');
  world.mapper.seed = seed;
});

afterAll(() => world.close());

type Town = { readonly product: Product; readonly of: Municipality };

/** Tells a simulator something by its controls. */
async function tell(product: Product, method: string, path: string, body: object): Promise<void> {
  const url = `${world.debtorSystems.controls[product]}/control/${path}`;
  const answer = await fetch(url, { method, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(await answer.text());
}

const sumOf = (amounts: readonly unknown[]): number =>
  Math.round(amounts.reduce<number>((sum, amount) => sum + Number(amount) * 100, 0));

describe(`R49 R50 R54 R55 four debtor systems that misbehave by seed ${String(seed)}`, () => {
  it('hold each receivable once in the end, and each payment is told once', async () => {
    const towns: Town[] = [];
    for (const product of products) towns.push({ product, of: await world.municipality(product) });
    for (const { product } of towns)
      await tell(product, 'POST', 'behave', { seed, rates, slowMs: 2_500 });
    const raised = new Map<Product, Raised[]>();
    for (const { product, of } of towns)
      raised.set(product, await world.mapper.raiseMany(of, each));

    await world.eventually(() => {
      for (const [product, all] of raised)
        expect([product, all.filter((one) => !isAnswered(one)).length]).toEqual([product, 0]);
    }, 90_000);
    for (const { product, of } of towns) await heldOnce(product, of, raised.get(product) ?? []);
    await paidOnce(towns, raised);
  });
});

function isAnswered({ receivableId }: Raised): boolean {
  const last = world.ear.answersOn(receivableId).at(-1) ?? '';
  return ['accepted', 'accepted-with-remarks', 'rejected'].includes(last);
}

async function heldOnce(
  product: Product,
  of: Municipality,
  told: readonly Raised[],
): Promise<void> {
  const held = (await world.desk(product, of).receivables()).map((one) => one.receivableId);
  const taken = told.filter(
    ({ receivableId }) => world.ear.answersOn(receivableId).at(-1) !== 'rejected',
  );
  expect(held.toSorted()).toEqual(taken.map(({ receivableId }) => receivableId).toSorted());
  expect(taken.length).toBeGreaterThan(each * 0.7);
}

/** Two simulated days pass in which everybody reports by its own cadence. */
async function paidOnce(
  towns: readonly Town[],
  raised: ReadonlyMap<Product, readonly Raised[]>,
): Promise<void> {
  for (const { product } of towns) {
    await tell(product, 'POST', 'behave', {});
    const pace = { hourMs: 20, paidShare: 0.4, partialShare: 0.3, reversalShare: 0.05, seed };
    await tell(product, 'PUT', 'cadence', pace);
  }
  await new Promise((later) => setTimeout(later, 48 * 20 + 200));
  for (const { product } of towns) await tell(product, 'PUT', 'cadence', {});
  for (const { product, of } of towns)
    await world.eventually(async () => {
      const held = await world.desk(product, of).receivables();
      const there = held.reduce((sum, { sums }) => sum + sums.coveredOre, 0);
      const told = (raised.get(product) ?? []).flatMap((one) =>
        world.ear.movementsOn(one.receivableId),
      );
      const covered = told.filter(({ type }) => type.includes('.covered.'));
      const reversed = told.filter(({ type }) => type.includes('.coverage-reversed.'));
      const amounts = (of: typeof told): number => sumOf(of.map(({ data }) => data['amount']));
      expect([product, amounts(covered) - amounts(reversed)]).toEqual([product, there]);
      expect(there).toBeGreaterThan(0);
    }, 30_000);
}
