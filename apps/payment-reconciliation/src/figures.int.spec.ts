import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@libs/testing';
import { Bookkeeping, municipality, told, type Charged } from './bookkeeping.fixture.js';

let books: Bookkeeping;

beforeAll(async () => {
  books = await Bookkeeping.open();
}, 60_000);
afterAll(async () => {
  await books.close();
}, 60_000);

const of = (label: string, value: string): string =>
  `municipality="${municipality}",${label}="${value}"`;

const ofKind = (kind: string): string => `kind="${kind}",municipality="${municipality}"`;

/** The gateway has heard of the release. */
const answering = (of: Charged): object => ({
  ...{ answers: { kind: 'charge' }, basis: { verification: 1 }, personal: undefined },
  ...of,
});

async function releasedAgo(feeId: string, seconds: number): Promise<void> {
  await books.database.query(
    `UPDATE balance SET transfer = jsonb_set(transfer, '{releasedAt}', to_jsonb(to_char(now() AT TIME ZONE 'UTC' - $2 * interval '1 second', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'))) WHERE fee_id = $1`,
    [feeId, seconds],
  );
}

describe('figures of the money', () => {
  it('R14 count each balance once, where it stands', async () => {
    const [one] = [await books.charge('100.00'), await books.charge('50.00')];
    await books.charge('70.00', { answer: 'rejected' });
    const kept = told('claim.kept', { feeId: 'kept', transfer: 'before-cut-off' });
    await books.tell(kept);
    await eventually(async () => {
      expect(await books.figures('debitorbro_balances_by_transfer')).toEqual({
        [of('transfer', 'accepted')]: 2,
        [of('transfer', 'rejected')]: 1,
        [of('transfer', 'before-cut-off')]: 1,
      });
    });
    await books.report(one, 'covered', '30.00');
    expect(
      (await books.figures('debitorbro_balances_by_transfer'))[of('transfer', 'accepted')],
    ).toBe(2);
  });

  it('count the tasks that staff have open', async () => {
    const charged = await books.charge('10.00');
    await books.report(charged, 'covered', '25.00');
    expect(await books.figures('debitorbro_tasks_open')).toEqual({
      [ofKind('rejected-by-debtor-system')]: 1,
      [ofKind('credit')]: 1,
      [ofKind('disputed-report')]: 0,
    });
  });

  it('R14 tell how many claims wait for their first answer, and since when the oldest was released', async () => {
    const here = `municipality="${municipality}"`;
    const waiting = (): Promise<unknown> => books.figures('debitorbro_claims_unanswered');
    const oldest = async (): Promise<number | undefined> =>
      (await books.figures('debitorbro_claims_unanswered_oldest_seconds'))[here];
    expect(await waiting()).toEqual({ [here]: 0 });
    expect(await oldest()).toBe(0);

    await books.tell(told('claim.released', { feeId: 'lost' }));
    await books.tell(told('claim.released', { feeId: 'sent' }));
    const sent = await books.charge('30.00', { answer: 'none', feeId: 'sent' });
    await books.tell(told('receivable.sent', answering(sent)));
    await eventually(async () => (await books.standing(sent)).transfer === 'sent');
    await eventually(async () => {
      expect(await waiting()).toEqual({ [here]: 2 });
    });
    await releasedAgo('lost', 4_000);
    expect(await oldest()).toBeGreaterThanOrEqual(4_000);
    expect(await oldest()).toBeLessThan(4_100);

    const lost = await books.charge('40.00', { answer: 'none', feeId: 'lost' });
    await books.tell(told('receivable.accepted', answering(lost)));
    await eventually(async () => (await books.standing(lost)).transfer === 'accepted');
    expect(await waiting()).toEqual({ [here]: 1 });
    expect(await oldest()).toBeLessThan(600);
  });

  it('R15 tell what stands between sums and entries, whatever its sign', async () => {
    const charges = [await books.charge('40.00'), await books.charge('60.00')];
    for (const charged of charges) await books.report(charged, 'covered', '15.00');
    const metric = 'debitorbro_ledger_difference_kroner';
    const here = `municipality="${municipality}"`;
    expect(await books.figures(metric)).toEqual({ [here]: 0 });

    const wrong = (ore: number, { feeId }: { feeId: string }): Promise<unknown> =>
      books.database.query(
        `UPDATE balance SET books = jsonb_set(books, '{ore,covered}', to_jsonb((books #>> '{ore,covered}')::int + $1::int)) WHERE fee_id = $2`,
        [ore, feeId],
      );
    const [one, other] = charges;
    if (one === undefined || other === undefined) throw new Error('Two were charged.');
    await wrong(125, one);
    await wrong(-125, other);
    expect(await books.figures(metric)).toEqual({ [here]: 5 }); // 1.25 too much covered is 1.25 too little owed
    await wrong(-125, one);
    await wrong(125, other);
    expect(await books.figures(metric)).toEqual({ [here]: 0 });
  });

  it("tell how long a claim's whole way took, unless something stood in it", async () => {
    const here = `municipality="${municipality}"`;
    const ways = async (): Promise<readonly number[]> => {
      const counted = await books.figures('debitorbro_claim_way_seconds_bucket');
      return ['300', '1800', '+Inf'].map((le) => counted[`le="${le}",${here}`] ?? 0);
    };
    const answered = async (feeId: string, toldAt: string | undefined): Promise<void> => {
      await books.tell(told('claim.released', { feeId, toldAt }));
      const charged = await books.charge('10.00', { answer: 'none', feeId });
      await books.tell(told('receivable.accepted', answering(charged)));
      await eventually(async () => (await books.standing(charged)).transfer === 'accepted');
    };
    const [soon = 0, later = 0, all = 0] = await ways();
    await answered('held-before', undefined);
    expect(await ways()).toEqual([soon, later, all]);

    await answered('straight', new Date(Date.now() - 400_000).toISOString());
    expect(await ways()).toEqual([soon, later + 1, all + 1]);
  });

  it('tell how long a claim waited for its first answer, once', async () => {
    const of = `municipality="${municipality}"`;
    const counted = async (le: string): Promise<number> =>
      (await books.figures('debitorbro_claim_answer_seconds_bucket'))[`le="${le}",${of}`] ?? 0;
    const [soon, all] = [await counted('300'), await counted('+Inf')];
    await books.tell(told('claim.released', { feeId: 'waited' }));
    const { receivableId } = await books.charge('20.00', { answer: 'none', feeId: 'waited' });
    await releasedAgo('waited', 400);
    const answers = answering({ feeId: 'waited', receivableId });
    await books.tell(told('receivable.rejected', answers), told('receivable.accepted', answers));
    await eventually(
      async () => (await books.standing({ feeId: 'waited', receivableId })).transfer === 'accepted',
    );
    expect([await counted('300'), await counted('+Inf')]).toEqual([soon, all + 1]);
  });
});
