import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Money } from '@libs/kernel';
import type { Agency } from './street/agency.fixture.js';
import { day } from './street/calendar.fixture.js';
import type { ReceivableThere } from './street/debtor-system.fixture.js';
import type { Balance } from './street/followed-balance.fixture.js';
import { Street } from './street.fixture.js';

let street: Street;

beforeAll(async () => {
  street = await Street.open();
});
afterAll(() => street.close());

const period = { from: day(-1), to: day(1) };

type Reconciliation = {
  readonly ours: { readonly receivables: number; readonly closing: string };
  readonly theirs: { readonly receivables: number; readonly closing: string } | null;
  readonly run: { readonly runId: string; readonly state: string } | null;
  readonly counts: Readonly<Record<string, number>> | null;
  readonly differences: readonly Readonly<Record<string, string>>[];
};

function pathOf(agency: Agency): string {
  return `/reconciliations/${agency.agreement.municipalityCode}`;
}

const queried = (agency: Agency): string => `${pathOf(agency)}?from=${period.from}&to=${period.to}`;

async function reconciled(agency: Agency): Promise<Reconciliation> {
  const { status, body } = await street.ask(
    ...(['POST', 'payment-reconciliation', pathOf(agency), period] as const),
  );
  expect(status).toBe(202);
  const { runId } = body as { runId: string };
  return street.eventually(async () => {
    const answer = await street.ask('GET', 'payment-reconciliation', queried(agency));
    const reconciliation = answer.body as Reconciliation;
    expect(reconciliation.run).toMatchObject({ runId, state: 'done' });
    return reconciliation;
  });
}

async function acceptedFee(agency: Agency): Promise<{ fee: Balance; held: ReceivableThere }> {
  const fee = agency.fee({ amount: '230.00' });
  return { fee, held: await agency.hasAccepted(fee) };
}

/** Everything that can come back, one receivable each; waits until the library has heard of all of it. */
async function liveThroughEverything(agency: Agency): Promise<void> {
  const { desk } = agency;
  const lives: readonly ((fee: Balance, receivableId: string) => Promise<number>)[] = [
    async (_, id) => (await desk.pay(id, '100.00'), 1),
    async (_, id) => (await desk.pay(id, '230.00'), 1),
    async (_, id) => (await desk.reverse(await desk.pay(id, '300.00'), '20.00'), 2),
    async (_, id) => (await desk.pay(id, '200.00'), await desk.writeOff(id, '30.00'), 2),
    async (_, id) => (await desk.reverse(await desk.writeOff(id, '230.00')), 2),
    async (fee) => {
      const lowered = fee.amountChanged('180.00');
      await agency.tell(lowered);
      await fee.answerTo(lowered);
      return 0;
    },
    async (fee, id) => {
      const cancelled = fee.cancelled();
      await agency.tell(cancelled);
      await fee.answerTo(cancelled);
      await desk.pay(id, '50.00');
      return 1;
    },
  ];
  for (const live of lives) {
    const { fee, held } = await acceptedFee(agency);
    const movements = await live(fee, held.receivableId);
    await street.eventually(() => {
      expect(fee.heardOf('balance.transaction-registered')).toHaveLength(movements);
    });
  }
}

describe('a reconciliation of a municipality', () => {
  it.each(['kmd-opus', 'prisme-2009', 'prisme-2015', 'eg'] as const)(
    'R49, R52, R53 with %s agrees, øre for øre, whatever has come back',
    async (product) => {
      const agency = await street.agency({ product });
      await liveThroughEverything(agency);

      const { ours, theirs, differences } = await reconciled(agency);

      const there = await agency.desk.receivables();
      const outstanding = there.reduce((sum, { sums }) => sum + sums.outstandingOre, 0);
      const closing = Money.ofOre(outstanding).toKroner();
      expect(differences).toEqual([]);
      expect(ours).toMatchObject({ receivables: there.length, closing });
      expect(theirs).toEqual(ours);
    },
  );

  it('R51, R53 names each receivable on which the two differ, and shows nothing that is not ours', async () => {
    const agency = await street.agency();
    const [changed, forgotten, reminded] = [
      await acceptedFee(agency),
      await acceptedFee(agency),
      await acceptedFee(agency),
    ];
    const { desk } = agency;
    await desk.changeAmount(changed.held.receivableId, '99.00');
    await desk.forget(forgotten.held.receivableId);
    await desk.remind(reminded.held.receivableId, '100.00');
    const invented = await desk.invent('7.00');

    const { differences, counts } = await reconciled(agency);

    const byId = new Map(differences.map((one) => [one['receivableId'], one]));
    expect(byId.size).toBe(3);
    expect(byId.get(changed.held.receivableId)).toMatchObject({
      ...{ type: 'amount', here: '230.00', there: '99.00' },
      ...{ agencyId: agency.agencyId, feeId: changed.fee.feeId },
    });
    expect(byId.get(forgotten.held.receivableId)).toMatchObject({ here: '230.00' });
    expect(byId.get(invented)).toMatchObject({ type: 'missing-here', there: '7.00' });
    expect(counts).toMatchObject({ amount: 1, 'missing-here': 1, state: 0 });
  });

  it('R53 says of a charge that was refused that it is not there', async () => {
    const agency = await street.agency();
    await agency.desk.behave({ manner: 'reject', next: 1 });
    const fee = agency.fee();
    await agency.tell(fee.created());
    await fee.stands('rejected');

    const { differences } = await reconciled(agency);

    expect(differences).toMatchObject([{ type: 'missing-there', because: 'rejected-there' }]);
  });

  it('R53 is to be had as CSV, and to be printed', async () => {
    const agency = await street.agency();
    const { fee, held } = await acceptedFee(agency);
    await agency.desk.changeAmount(held.receivableId, '99.00');
    await reconciled(agency);
    const as = (accept: string) =>
      street.callRaw('payment-reconciliation', queried(agency), { headers: { accept } });

    const [csv, page] = [await as('text/csv'), await as('text/html')];

    expect(csv.text.split('\r\n')[1]).toMatch(/^amount,amounts-differ,.*,230\.00,99\.00,131\.00$/);
    expect(page.text).toContain(fee.feeId);
    expect(page.text).toContain('131,00 kr.');
  });

  it('R50 shows when a debtor system was heard of last', async () => {
    const agency = await street.agency({ paymentsEveryHours: 1 });
    const { fee, held } = await acceptedFee(agency);
    await agency.desk.pay(held.receivableId, '100.00');
    await street.eventually(() => {
      expect(fee.heardOf('balance.transaction-registered')).toHaveLength(1);
    });

    const { body } = await street.ask('GET', 'payment-reconciliation', '/debtor-systems');

    const own = (body as { municipality: string }[]).find(
      ({ municipality }) => municipality === agency.agreement.municipalityCode,
    );
    expect(own).toMatchObject({ cadenceSeconds: 3_600, late: false });
    expect(own).toHaveProperty('lastHeardAt');
  });
});
