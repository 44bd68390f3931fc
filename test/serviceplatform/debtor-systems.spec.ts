import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type Product, products } from '../../simulators/debtor-systems/index.js';
import { World } from './world.fixture.js';
import type { Municipality, Raised } from './mapper.fixture.js';

let world: World;
const towns = new Map<Product, Municipality>();
const townOf = (product: Product): Municipality => {
  const town = towns.get(product);
  if (town === undefined) throw new Error(`${product} serves nobody`);
  return town;
};

beforeAll(async () => {
  world = await World.open('context');
  for (const product of products) towns.set(product, await world.municipality(product));
});

afterEach(async () => {
  for (const product of products) await world.desk(product, townOf(product)).behave({});
});

afterAll(() => world.close());

const answersOn = ({ receivableId }: Raised, wanted: readonly string[]): Promise<void> =>
  world.eventually(() => {
    expect(world.ear.answersOn(receivableId)).toEqual(wanted);
  });

/** What the debtor system holds of one receivable. */
async function held(product: Product, { receivableId, of }: Raised) {
  const all = await world.desk(product, of).receivables();
  return all.filter((one) => one.receivableId === receivableId);
}

describe.each(products)('R54 %s, over mutual TLS', (product) => {
  it('accepts a charge, and holds it as it was told', async () => {
    const raised = await world.mapper.raise(townOf(product));

    await answersOn(raised, ['accepted']);
    expect(await held(product, raised)).toMatchObject([
      { amountOre: 23_000, accountId: raised.accountId, municipalityCvr: raised.of.cvr },
    ]);
  });

  it('accepts with remarks, and the remark is told', async () => {
    await world.desk(product, townOf(product)).behave({ manner: 'accept-with-remarks', next: 1 });
    const raised = await world.mapper.raise(townOf(product));

    await answersOn(raised, ['accepted-with-remarks']);
    expect(world.ear.on(raised.receivableId)[0]?.data).toMatchObject({
      reason: { pointer: `receivable/${raised.receivableId}` },
      personal: expect.stringMatching(/^[\w-]+\.\.[\w-]+\./),
    });
  });

  it('rejects, pointing at the element; sent again by hand, corrected, it is accepted', async () => {
    await world.desk(product, townOf(product)).behave({ manner: 'reject', next: 1 });
    const raised = await world.mapper.raise(townOf(product));
    await answersOn(raised, ['rejected']);
    expect(world.ear.on(raised.receivableId)[0]?.data['reason']).toMatchObject({
      pointer: `receivable/${raised.receivableId}`,
    });
    expect(await held(product, raised)).toEqual([]);

    const [delivery] = await world.deliveries(raised.feeId);
    await world.ask(`/deliveries/${String(delivery?.['id'])}/resend`, 'POST');
    await answersOn(raised, ['rejected', 'accepted']);
    const [after] = await world.deliveries(raised.feeId);
    const history = after?.['history'] as { what: string; requestId: string; by?: string }[];
    expect(history.map(({ what }) => what)).toEqual(['rejected', 'resent', 'accepted']);
    expect(history[1]?.by).toBe('operator');
    expect(new Set(history.map(({ requestId }) => requestId)).size).toBe(2);
  });

  it('faults, and is asked again by itself', async () => {
    await world.desk(product, townOf(product)).behave({ manner: 'fault', next: 2 });
    const raised = await world.mapper.raise(townOf(product));

    await answersOn(raised, ['accepted']);
    const [delivery] = await world.deliveries(raised.feeId);
    expect(delivery).toMatchObject({
      attempts: 3,
      history: [
        { what: 'fault', code: 'SIM-500' },
        { what: 'fault', code: 'SIM-500' },
        { what: 'accepted' },
      ],
    });
  });

  it('R55 commits, then drops the answer: it is retried, and held once', async () => {
    await world.desk(product, townOf(product)).behave({ manner: 'drop-after-commit', next: 1 });
    const raised = await world.mapper.raise(townOf(product));

    await answersOn(raised, ['sent', 'accepted']);
    expect(await held(product, raised)).toHaveLength(1);
    const [delivery] = await world.deliveries(raised.feeId);
    const history = delivery?.['history'] as { requestId: string; what: string }[];
    expect(history.map(({ what }) => what)[0]).toBe('no-answer');
    expect(new Set(history.map(({ requestId }) => requestId)).size).toBe(1);
  });

  it('is too slow to be waited for: retried, and held once', async () => {
    const slow = { manner: 'slow', next: 1, slowMs: 4_000 } as const;
    await world.desk(product, townOf(product)).behave(slow);
    const raised = await world.mapper.raise(townOf(product));

    await answersOn(raised, ['sent', 'accepted']);
    expect(await held(product, raised)).toHaveLength(1);
  });

  it('R43 R45 takes a reduction and a cancellation, in order after the charge', async () => {
    const raised = await world.mapper.raise(townOf(product));
    await world.mapper.writeDown(raised, 'reduced', '30.00');
    await world.mapper.writeDown(raised, 'cancelled', '200.00');

    await answersOn(raised, ['accepted', 'accepted', 'accepted']);
    const [there] = await held(product, raised);
    expect(there?.sums).toMatchObject({ writtenDownOre: 23_000, outstandingOre: 0 });
  });

  it('R31 takes a changed debtor: a new liability, and the end of the former', async () => {
    const raised = await world.mapper.raise(townOf(product));
    await answersOn(raised, ['accepted']);
    await world.mapper.changeDebtor(raised, '0200000000');

    await answersOn(raised, ['accepted', 'accepted']);
    const [there] = await held(product, raised);
    expect(there?.liable.identifier).toBe('0200000000');
    expect(there?.liabilities.map(({ to }) => to !== undefined)).toEqual([true, false]);
  });

  it('R49 R50 reports a payment and its reversal; each is told once', async () => {
    const raised = await world.mapper.raise(townOf(product));
    await answersOn(raised, ['accepted']);
    const desk = world.desk(product, raised.of);
    const id = await desk.pay(raised.receivableId, '100.00', 'giro');
    await desk.reverse(id, '40.00');

    await world.eventually(() => {
      expect(world.ear.movementsOn(raised.receivableId)).toMatchObject([
        { type: 'dk.debitorbro.receivable.covered.v1', data: { amount: '100.00' } },
        {
          type: 'dk.debitorbro.receivable.coverage-reversed.v1',
          data: { amount: '40.00', originalId: id },
        },
      ]);
    });
  });

  it('R51 R52 reports a reversal before its original, a reminder fee, and what is of others', async () => {
    const raised = await world.mapper.raise(townOf(product));
    const neighbour = await world.mapper.raise(townOf(product === 'eg' ? 'kmd-opus' : 'eg'));
    await answersOn(raised, ['accepted']);
    await answersOn(neighbour, ['accepted']);
    const desk = world.desk(product, raised.of);
    const rejected = await desk.reportsRejected();
    const original = crypto.randomUUID();
    const report = (kind: 'covered' | 'coverage-reversed', of: object): Promise<void> =>
      desk.report(raised.accountId, {
        ...{ kind, receivableId: raised.receivableId, amountKroner: '10.00' },
        ...of,
      });
    await report('coverage-reversed', { originalId: original });
    await report('covered', { id: original });
    await report('covered', { receivableId: crypto.randomUUID() });
    await report('covered', { receivableId: neighbour.receivableId });

    await world.eventually(() => {
      const told = world.ear.movementsOn(raised.receivableId);
      expect(told.map(({ type }) => type.split('.').at(-2))).toEqual([
        'coverage-reversed',
        'covered',
      ]);
    });
    await world.eventually(async () => {
      expect(await desk.reportsRejected()).toBe(rejected + 2);
    });
    expect(world.ear.movementsOn(neighbour.receivableId)).toEqual([]);
  });
});
