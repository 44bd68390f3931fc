import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@libs/testing';
import { agencyId, Bookkeeping, told, type Charged } from './bookkeeping.fixture.js';

let books: Bookkeeping;

beforeAll(async () => {
  books = await Bookkeeping.open();
}, 60_000);
afterAll(async () => {
  await books.close();
}, 60_000);

const reason = 'Betalt i debitorsystemet, men aldrig meddelt';
const aPayment = (amount: string, other: object = {}): object => ({
  ...{ transactionId: randomUUID(), type: 'payment', amount },
  ...{ effectiveDate: '2026-02-14', reason },
  ...other,
});

function correct({ feeId }: Charged, body: object, init = {}): Promise<Response> {
  return books.postJson(`/balances/${agencyId}/${feeId}/corrections`, body, init);
}

async function codeOf(answer: Response): Promise<unknown> {
  const { status } = answer;
  const { code } = (await answer.json()) as { code?: string };
  return [status, code];
}

describe('a correction', () => {
  it('R52 is an entry that says who and why, and the library hears of it', async () => {
    const charged = await books.charge('230.00');
    const body = { ...aPayment('100.00') } as { transactionId: string };

    const answer = await correct(charged, body);

    expect([answer.status, await answer.json()]).toEqual([
      201,
      { transactionId: body.transactionId, remainingAmount: '130.00', credit: '0.00' },
    ]);
    const { entries } = await books.standing(charged);
    expect(entries.filter(({ transactionId }) => transactionId === body.transactionId)).toEqual([
      expect.objectContaining({ account: 'covered', amount: '100.00', correctionReason: reason }),
      expect.objectContaining({ account: 'receivable', amount: '-100.00', type: 'payment' }),
    ]);
    expect(entries.map(({ correctedBy }) => typeof correctedBy)).toContain('string');
    await books.report(charged, 'covered', '30.00');
    expect(
      books.heard.filter(
        ({ data }) => data['feeId'] === charged.feeId && data['amount'] !== undefined,
      ),
    ).toEqual([
      expect.objectContaining({
        type: 'dk.debitorbro.balance.transaction-registered.v1',
        data: expect.objectContaining({ amount: '100.00', remainingAmount: '130.00' }),
      }),
      expect.objectContaining({
        data: expect.objectContaining({ amount: '30.00', remainingAmount: '100.00' }),
      }),
    ]);
  });

  it('R52 counts once, whoever tells it again', async () => {
    const charged = await books.charge('230.00');
    const transactionId = randomUUID();
    await correct(charged, aPayment('100.00', { transactionId }));

    const again = await correct(charged, aPayment('100.00', { transactionId }));
    await books.report(charged, 'covered', '100.00', { id: transactionId });
    await books.report(charged, 'covered', '1.00');

    expect(await codeOf(again)).toEqual([409, 'correction.counted-before']);
    expect((await books.standing(charged)).remainingAmount).toBe('129.00');
  });

  it('R52 ends a dispute: the excess of a reversal is owed by nobody', async () => {
    const charged = await books.charge('230.00');
    const coverage = await books.report(charged, 'covered', '100.00');
    const reversal = await books.report(charged, 'coverage-reversed', '130.00', { of: coverage });

    const dismissal = { type: 'dispute-dismissed', originalId: reversal };
    const answer = await correct(charged, aPayment('30.00', dismissal));

    expect(answer.status).toBe(201);
    expect((await books.standing(charged)).remainingAmount).toBe('230.00');
    const again = await correct(charged, aPayment('30.00', dismissal));
    expect(await codeOf(again)).toEqual([409, 'correction.nothing-disputed']);
  });

  it('R52 reverses what has been counted, and nothing else', async () => {
    const charged = await books.charge('230.00');
    const coverage = await books.report(charged, 'covered', '100.00');
    const reversal = { type: 'payment_reduction' };

    const of = (originalId: string) =>
      correct(charged, aPayment('40.00', { ...reversal, originalId }));

    expect(await codeOf(await of(randomUUID()))).toEqual([409, 'correction.original-unknown']);
    expect((await of(coverage)).status).toBe(201);
    expect((await books.standing(charged)).remainingAmount).toBe('170.00');
  });

  it.each([
    [
      'nothing of a balance that nobody knows',
      { feeId: 'x', receivableId: '' },
      aPayment('1.00'),
      [404, 'balance.unknown'],
    ],
  ])('changes %s', async (_, balance, body, expected) => {
    expect(await codeOf(await correct(balance, body))).toEqual(expected);
  });

  it.each([
    ['amount', { amount: '0.00' }],
    ['transactionId', { transactionId: 'x' }],
    ['type', { type: 'creation' }],
    ['originalId', { type: 'payment_reduction' }],
    ['originalId', { originalId: randomUUID() }],
    ['effectiveDate', { effectiveDate: '2026-02-30' }],
    ['reason', { reason: 'fejl' }],
    ['reason', { reason: 'Betalt af 010180-1234 i debitorsystemet' }],
  ])('is refused where %s is wrong: %j', async (field, other) => {
    const charged = { feeId: 'x', receivableId: '' };

    const answer = await correct(charged, aPayment('1.00', other));

    const { errors } = (await answer.json()) as { errors: { field: string }[] };
    expect([answer.status, errors.map((one) => one.field)]).toEqual([422, [field]]);
  });

  it('is for those who may, and for their own municipalities', async () => {
    const charged = await books.charge('230.00');

    const reader = await correct(charged, aPayment('1.00'), { roles: ['ledger:read'] });
    const stranger = await correct(charged, aPayment('1.00'), { municipalities: ['751'] });

    expect([reader.status, stranger.status]).toEqual([403, 403]);
  });
});

describe('an entry of the ledger', () => {
  it.each([
    ['be changed', 'UPDATE ledger_entry SET amount_ore = 0'],
    ['be deleted', 'DELETE FROM ledger_entry'],
    ['be emptied away', 'TRUNCATE ledger_entry'],
    [
      'stand alone',
      `INSERT INTO ledger_entry SELECT municipality_code, receivable_id, 'alone', account, entry_type, amount_ore, NULL, '', effective_date, registered_at, '' FROM ledger_entry LIMIT 1`,
    ],
    [
      'be corrected without a reason',
      `INSERT INTO ledger_entry (municipality_code, receivable_id, transaction_id, account, entry_type, amount_ore, source_message_id, effective_date, registered_at, flags, corrected_by)
       SELECT municipality_code, receivable_id, 'x', account, entry_type, 0, '', effective_date, registered_at, '', 'me' FROM ledger_entry LIMIT 1`,
    ],
  ])("R52, R53 can't %s by SQL in the service's own role", async (_, sql) => {
    await books.charge('230.00');

    await expect(books.database.query(sql)).rejects.toMatchObject({
      code: expect.stringMatching(/^(23001|23514)$/),
    });
  });
});

describe('a movement on what was never raised', () => {
  it('R52 is parked with its reason, and not dropped', async () => {
    const charged = { feeId: randomUUID(), receivableId: randomUUID() };
    await books.tell(told('receivable.reduced', { ...charged, reductionId: randomUUID() }));

    await eventually(async () => {
      const parked = await books.database.query(
        `SELECT reason_code FROM messaging.set_aside WHERE state = 'parked'`,
      );
      expect(parked).toEqual([{ reason_code: 'ledger.no-receivable' }]);
    });
  });
});
