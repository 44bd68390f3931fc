import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Agency } from './street/agency.fixture.js';
import type { Balance } from './street/followed-balance.fixture.js';
import { aChild, aCompany, anAdult, invented } from './street/people.fixture.js';
import { Street } from './street.fixture.js';

let street: Street;

beforeAll(async () => {
  street = await Street.open();
});
afterAll(() => street.close());

/** Pays at the debtor system, and waits until the library has heard of it. */
async function pays(balance: Balance, amount: string): Promise<string> {
  const { receivableId } = await balance.receivable();
  const id = await balance.agency.desk.pay(receivableId, amount);
  await street.eventually(() => {
    expect(balance.heardOf('balance.transaction-registered')).toContainEqual(
      expect.objectContaining({ transactionId: id }),
    );
  });
  await street.letEverythingPass();
  return id;
}

async function acceptedFee(agency: Agency, varied: Parameters<Agency['fee']>[0] = {}) {
  const fee = agency.fee(varied);
  await agency.hasAccepted(fee);
  return fee;
}

async function acceptedCompensation(agency: Agency) {
  const compensation = agency.compensation({ amount: '349.00' });
  await agency.hasAccepted(compensation);
  return compensation;
}

describe('an amount', () => {
  it('R43 that is lowered after transfer is sent as a write-down of the difference', async () => {
    const agency = await street.agency();
    const fee = await acceptedFee(agency, { amount: '230.00' });
    const [first, second] = [fee.amountChanged('200.00'), fee.amountChanged('120.50')];

    await agency.tell(first, second);

    for (const change of [first, second])
      expect(await fee.answerTo(change)).toEqual({
        agencyId: agency.agencyId,
        feeId: fee.feeId,
        changeId: change.id,
        changeType: 'dk.debitorbro.balance.amount-changed.v1',
        state: 'accepted',
        at: expect.any(String),
      });
    const { writeDowns, sums } = await fee.receivable();
    expect(writeDowns).toMatchObject([
      { kind: 'reduction', amountOre: 30_00 },
      { kind: 'reduction', amountOre: 79_50 },
    ]);
    expect(sums.outstandingOre).toBe(120_50);
    expect(fee.transfers()).toEqual(['queued', 'accepted']);
  });

  it('R43 that is lowered after a part was paid is written down all the same', async () => {
    const agency = await street.agency();
    const fee = await acceptedFee(agency, { amount: '230.00' });
    await pays(fee, '100.00');
    const lowered = fee.amountChanged('200.00');

    await agency.tell(lowered);

    expect(await fee.answerTo(lowered)).toMatchObject({ state: 'accepted' });
    expect((await fee.receivable()).sums.outstandingOre).toBe(100_00);
  });

  it('R43, R54 that is lowered below what is paid is sent all the same, and a refusal told with what to do', async () => {
    const agency = await street.agency();
    const fee = await acceptedFee(agency, { amount: '230.00' });
    await pays(fee, '230.00');
    const lowered = fee.amountChanged('100.00');

    await agency.tell(lowered);

    expect(await fee.answerTo(lowered)).toMatchObject({
      state: 'rejected',
      reason: { text: expect.stringMatching(/afvist ændringen.*økonomiafdelingen/) },
    });
    await fee.hasTasks('rejected-by-debtor-system');
    expect(fee.transfers()).toEqual(['queued', 'accepted']);
  });

  it.each(['before', 'after'])('R44 is never raised, %s transfer', async (when) => {
    const agency = await street.agency({
      verification: { mode: when === 'before' ? 'manual' : 'none' },
    });
    const compensation = agency.compensation({ amount: '349.00' });
    const raised = compensation.amountChanged('349.01');
    const created = { ...compensation.created(), sequence: '1' };
    await agency.tell(created, { ...raised, sequence: '2' });

    expect(await compensation.answerTo(raised)).toMatchObject({
      refusedType: 'dk.debitorbro.balance.amount-changed.v1',
      reason: {
        code: 'amount-raised',
        text: expect.stringMatching(/[Aa]nnullér .*opret et nyt/),
      },
    });
    if (when === 'after') {
      await compensation.stands('accepted');
      await street.letEverythingPass();
      expect((await compensation.receivable()).sums.chargedOre).toBe(349_00);
    }
  });

  it('R44 is not raised back after it was lowered', async () => {
    const agency = await street.agency();
    const fee = await acceptedFee(agency, { amount: '230.00' });
    const [lowered, raised] = [fee.amountChanged('100.00'), fee.amountChanged('230.00')];

    await agency.tell(lowered, raised);

    expect(await fee.answerTo(lowered)).toMatchObject({ state: 'accepted' });
    expect(await fee.answerTo(raised)).toMatchObject({ reason: { code: 'amount-raised' } });
    expect((await fee.receivable()).sums.outstandingOre).toBe(100_00);
  });
});

describe('a cancellation', () => {
  it('R45 takes back the whole charge', async () => {
    const agency = await street.agency();
    const fee = await acceptedFee(agency);
    const cancelled = fee.cancelled();

    await agency.tell(cancelled);

    expect(await fee.answerTo(cancelled)).toMatchObject({
      changeType: 'dk.debitorbro.balance.cancelled.v1',
      state: 'accepted',
    });
    const { writeDowns, sums } = await fee.receivable();
    expect(writeDowns).toMatchObject([{ kind: 'cancellation', amountOre: 230_00 }]);
    expect(sums.outstandingOre).toBe(0);
  });

  it('R45 takes back the charge less earlier write-downs', async () => {
    const agency = await street.agency();
    const fee = await acceptedFee(agency);
    const [lowered, cancelled] = [fee.amountChanged('200.00'), fee.cancelled()];

    await agency.tell(lowered, cancelled);

    expect(await fee.answerTo(cancelled)).toMatchObject({ state: 'accepted' });
    expect((await fee.receivable()).writeDowns).toMatchObject([
      { kind: 'reduction', amountOre: 30_00 },
      { kind: 'cancellation', amountOre: 200_00 },
    ]);
  });

  it.each(['100.00', '230.00'])(
    'R45 takes back the whole charge also when %s of it is paid, which becomes a credit',
    async (amount) => {
      const agency = await street.agency();
      const fee = await acceptedFee(agency);
      await pays(fee, amount);
      const cancelled = fee.cancelled();

      await agency.tell(cancelled);

      expect(await fee.answerTo(cancelled)).toMatchObject({ state: 'accepted' });
      const { writeDowns, sums } = await fee.receivable();
      expect(writeDowns).toMatchObject([{ kind: 'cancellation', amountOre: 230_00 }]);
      expect(sums.outstandingOre).toBe(-Number(amount) * 100);
      const path = `/balances/${agency.agencyId}/${fee.feeId}`;
      await street.eventually(async () => {
        expect(await agency.ask('GET', 'payment-reconciliation', path)).toMatchObject({
          body: { remainingAmount: '0.00', credit: amount },
        });
      });
    },
  );

  it('R45 is what lowering to nothing means', async () => {
    const agency = await street.agency();
    const fee = await acceptedFee(agency);
    const lowered = fee.amountChanged('0.00');

    await agency.tell(lowered);

    expect(await fee.answerTo(lowered)).toMatchObject({
      changeType: 'dk.debitorbro.balance.amount-changed.v1',
      state: 'accepted',
    });
    expect((await fee.receivable()).writeDowns).toMatchObject([
      { kind: 'cancellation', amountOre: 230_00 },
    ]);
  });

  it.each(['cancelled', 'written-off'] as const)(
    'R45, R13 is what closing as %s means for a transferred balance',
    async (status) => {
      const agency = await street.agency();
      const fee = await acceptedFee(agency);
      const closed = fee.closed(status);

      await agency.tell(closed);

      expect(await fee.answerTo(closed)).toMatchObject({
        changeType: 'dk.debitorbro.balance.closed.v1',
        state: 'accepted',
      });
      expect((await fee.receivable()).writeDowns).toMatchObject([
        { kind: 'cancellation', amountOre: 230_00 },
      ]);
    },
  );

  it('R45, R48 of a charge that the debtor system rejected is not sent, and ends as withdrawn', async () => {
    const agency = await street.agency();
    const fee = agency.fee();
    await agency.desk.behave({ manner: 'reject' });
    await agency.tell(fee.created());
    await fee.stands('rejected');
    await fee.hasTasks('rejected-by-debtor-system');
    await agency.desk.behave({});
    const [lowered, cancelled] = [fee.amountChanged('100.00'), fee.cancelled()];

    await agency.tell(lowered, cancelled);

    expect(await fee.answerTo(lowered)).toMatchObject({ state: 'accepted' });
    expect(await fee.answerTo(cancelled)).toMatchObject({ state: 'accepted' });
    expect(await fee.stands('withdrawn')).toMatchObject({
      reason: { code: 'charge-never-accepted', text: expect.stringContaining('annulleret') },
    });
    await fee.hasTasks();
    await street.letEverythingPass();
    expect(await agency.desk.receivables()).toEqual([]);
  });

  it('R45, R48 of a charge that never reached the debtor system leaves nothing standing there', async () => {
    const agency = await street.agency();
    const fee = agency.fee();
    await agency.desk.behave({ manner: 'down' });
    await agency.tell(fee.created());
    await fee.stands('queued');
    const cancelled = fee.cancelled();
    await agency.tell(cancelled);
    await street.letEverythingPass();
    await agency.desk.behave({});

    expect(await fee.answerTo(cancelled)).toMatchObject({ state: 'accepted' });
    const held = await fee.found();
    expect(held?.sums.outstandingOre ?? 0).toBe(0);
    expect(fee.transfers().at(-1)).toBe(held === undefined ? 'withdrawn' : 'accepted');
  });

  it('R45, R47 is the end: what comes after it is refused, and a second one changes nothing', async () => {
    const agency = await street.agency();
    const fee = await acceptedFee(agency);
    const [cancelled, again] = [fee.cancelled(), fee.cancelled()];
    const refused = [
      fee.amountChanged('10.00'),
      fee.reimbursementRequested(),
      fee.paid('b1', '10.00'),
      fee.closed('paid'),
      fee.sentToCollection(),
    ];
    const changed = agency.identityChanged({
      ...fee.creation.patron,
      personIdentifier: invented.cpr(),
    });

    await agency.tell(cancelled, again, ...refused, changed);

    expect(await fee.answerTo(cancelled)).toMatchObject({ state: 'accepted' });
    for (const change of refused)
      expect(await fee.answerTo(change)).toMatchObject({ refusedType: change.type });
    await street.letWordsOfPatronsPass();
    const { writeDowns, account } = await fee.receivable();
    expect(writeDowns).toHaveLength(1);
    expect(account).toMatchObject({ identifier: fee.creation.patron.personIdentifier });
    expect(fee.answersTo(changed)).toEqual([]);
  });
});

describe('a reimbursement', () => {
  it('R46 of a paid compensation is sent with what was covered', async () => {
    const agency = await street.agency();
    const compensation = await acceptedCompensation(agency);
    await pays(compensation, '349.00');
    const asked = compensation.reimbursementRequested();

    await agency.tell(asked);

    expect(await compensation.answerTo(asked)).toMatchObject({
      changeType: 'dk.debitorbro.balance.reimbursement-requested.v1',
      state: 'accepted',
    });
    expect((await compensation.receivable()).writeDowns).toMatchObject([
      { kind: 'reimbursement', amountOre: 349_00 },
    ]);
  });

  it('R46 is sent with a smaller amount where administration charges are kept, up to what was covered', async () => {
    const agency = await street.agency();
    const compensation = await acceptedCompensation(agency);
    await pays(compensation, '300.00');
    const tooMuch = compensation.reimbursementRequested('300.01');
    const asked = compensation.reimbursementRequested('250.00');

    await agency.tell(tooMuch, asked);

    expect(await compensation.answerTo(tooMuch)).toMatchObject({
      reason: { code: 'more-than-covered' },
    });
    expect(await compensation.answerTo(asked)).toMatchObject({ state: 'accepted' });
    expect((await compensation.receivable()).writeDowns).toMatchObject([
      { kind: 'reimbursement', amountOre: 250_00 },
    ]);
  });

  it('R46 is not sent for more than was covered, however often it is asked for', async () => {
    const agency = await street.agency();
    const compensation = await acceptedCompensation(agency);
    await pays(compensation, '349.00');
    const [first, tooMuch, rest, nothingLeft] = [
      compensation.reimbursementRequested('200.00'),
      compensation.reimbursementRequested('200.00'),
      compensation.reimbursementRequested(),
      compensation.reimbursementRequested(),
    ];

    await agency.tell(first, tooMuch, rest, nothingLeft);

    expect(await compensation.answerTo(tooMuch)).toMatchObject({
      reason: { code: 'more-than-covered' },
    });
    expect(await compensation.answerTo(rest)).toMatchObject({ state: 'accepted' });
    expect(await compensation.answerTo(nothingLeft)).toMatchObject({
      refusedType: 'dk.debitorbro.balance.reimbursement-requested.v1',
    });
    expect((await compensation.receivable()).writeDowns).toMatchObject([
      { kind: 'reimbursement', amountOre: 200_00 },
      { kind: 'reimbursement', amountOre: 149_00 },
    ]);
  });

  it('R46 of an unpaid compensation is refused: cancel instead', async () => {
    const agency = await street.agency();
    const compensation = await acceptedCompensation(agency);
    const asked = compensation.reimbursementRequested();

    await agency.tell(asked);

    expect(await compensation.answerTo(asked)).toMatchObject({
      refusedType: 'dk.debitorbro.balance.reimbursement-requested.v1',
      reason: { code: 'nothing-covered', text: expect.stringContaining('Annullér') },
    });
    await street.letEverythingPass();
    expect((await compensation.receivable()).writeDowns).toEqual([]);
  });

  it('R46 of a fee is refused', async () => {
    const agency = await street.agency();
    const fee = await acceptedFee(agency);
    await pays(fee, '230.00');
    const asked = fee.reimbursementRequested();

    await agency.tell(asked);

    expect(await fee.answerTo(asked)).toMatchObject({
      reason: { code: 'only-compensations-are-reimbursed' },
    });
  });
});

describe('the order of changes', () => {
  it('R47 is the one in which they were made, however they arrive', async () => {
    const agency = await street.agency();
    const fee = agency.fee({ amount: '230.00' });
    const created = fee.created();
    const [first, second, third] = [
      fee.amountChanged('200.00'),
      fee.amountChanged('150.00'),
      fee.amountChanged('90.00'),
    ];

    await agency.tell(third, first, created, third, second, created);

    await fee.stands('accepted');
    for (const change of [first, second, third])
      expect(await fee.answerTo(change)).toMatchObject({ state: 'accepted' });
    await fee.receivable(({ sums }) => {
      expect(sums.outstandingOre).toBe(90_00);
    });
    expect(await agency.desk.receivables()).toHaveLength(1);
  });

  it('R47, R45 lets a cancellation that arrives before its balance cancel it', async () => {
    const agency = await street.agency();
    const fee = agency.fee();
    const [created, cancelled] = [fee.created(), fee.cancelled()];
    await agency.tell(cancelled);
    await street.letEverythingPass();
    expect(fee.heard()).toEqual([]);

    await agency.tell(created);

    await street.eventually(async () => {
      expect(fee.transfers()).not.toEqual([]);
      expect((await fee.found())?.sums.outstandingOre ?? 0).toBe(0);
      const ended = ['withdrawn', 'left-out'].includes(String(fee.transfers().at(-1)));
      expect(ended || fee.answersTo(cancelled).length > 0).toBe(true);
    });
    await street.letEverythingPass();
    expect((await fee.found())?.sums.outstandingOre ?? 0).toBe(0);
  });

  it('R47, R31 lets a number that changes before its balance arrives count, and once', async () => {
    const agency = await street.agency();
    const patron = anAdult();
    const fee = agency.fee({ patron });
    const created = fee.created();
    const personIdentifier = invented.cpr();
    const changed = agency.identityChanged({ ...patron, personIdentifier });

    await agency.tell(changed, changed, created, changed, created);

    await fee.stands('accepted');
    await fee.receivable(({ account }) => {
      expect(account).toMatchObject({ identifier: personIdentifier });
    });
    await street.letWordsOfPatronsPass();
    expect(await agency.desk.receivables()).toHaveLength(1);
  });

  it('R48 lets changes before transfer change what will be sent, and sends nothing twice', async () => {
    const agency = await street.agency({ verification: { mode: 'manual' } });
    const compensation = agency.compensation({ amount: '349.00' });
    const created = compensation.created();
    const lowered = compensation.amountChanged('300.00');
    const verified = compensation.verified();

    await agency.tell(created, created, lowered, lowered, verified, verified, created);

    await compensation.stands('accepted');
    await street.letEverythingPass();
    const held = await agency.desk.receivables();
    expect(held).toHaveLength(1);
    expect(held[0]).toMatchObject({ amountOre: 300_00, writeDowns: [] });
    expect(compensation.transfers()).toEqual(['awaiting-verification', 'queued', 'accepted']);
  });

  it('R48 refuses a second creation of the same balance: the first one counts', async () => {
    const agency = await street.agency();
    const fee = await acceptedFee(agency);
    const again = fee.created();

    await agency.tell(again);

    expect(await fee.answerTo(again)).toMatchObject({
      refusedType: 'dk.debitorbro.balance.created.v1',
      reason: { code: 'balance-already-known' },
    });
    expect(await agency.desk.receivables()).toHaveLength(1);
  });

  it('R48 counts a write-down once when its answer was lost on the way', async () => {
    const agency = await street.agency({ product: 'prisme-2009' });
    const fee = await acceptedFee(agency);
    await agency.desk.behave({ manner: 'drop-after-commit', next: 1 });
    const lowered = fee.amountChanged('200.00');

    await agency.tell(lowered);

    await street.eventually(() => {
      expect(fee.answersTo(lowered).map(({ state }) => state)).toEqual(['sent', 'accepted']);
    });
    expect((await fee.receivable()).sums.outstandingOre).toBe(200_00);
    expect(fee.openTasks()).toEqual([]);
  });
});

describe('what happens at the library', () => {
  it('R13 refuses a payment of a transferred balance there, with a task until it is undone', async () => {
    const agency = await street.agency();
    const fee = await acceptedFee(agency);
    const paid = fee.paid('b1', '230.00');
    await agency.tell(paid);

    expect(await fee.answerTo(paid)).toMatchObject({
      refusedType: 'dk.debitorbro.balance.paid.v1',
      reason: { code: 'paid-through-debtor-system', text: expect.stringContaining('debitor') },
    });
    await fee.hasTasks('payment-at-library');

    await agency.tell(fee.paid('b2', '230.00', 'b1'));
    await fee.hasTasks();
    expect(await fee.receivable()).toMatchObject({
      writeDowns: [],
      sums: { outstandingOre: 230_00 },
    });
  });

  it('R13 lets one that is held be paid there, whole, and does not send it', async () => {
    const agency = await street.agency();
    const { cvrNumber: _, ...patron } = aCompany();
    const fee = agency.fee({ patron });
    await agency.tell(fee.created());
    await fee.hasTasks('missing-cvr');

    await agency.tell(fee.paid('b1', '230.00'));

    expect(await fee.stands('withdrawn')).toMatchObject({ reason: { code: 'paid-at-library' } });
    await fee.hasTasks();
    await agency.tell(agency.identityChanged({ ...patron, cvrNumber: invented.cvr() }));
    await street.letWordsOfPatronsPass();
    expect(fee.transfers()).toEqual(['not-transferable', 'withdrawn']);
    expect(await agency.desk.receivables()).toEqual([]);
  });

  it('R13, R34 sends what is left of a held one that was paid there in part', async () => {
    const agency = await street.agency({ verification: { mode: 'manual' } });
    const compensation = agency.compensation({ amount: '349.00' });
    await agency.tell(compensation.created(), compensation.paid('b1', '49.00'));

    await agency.tell(compensation.verified());

    await compensation.stands('accepted');
    expect(await compensation.receivable()).toMatchObject({ amountOre: 300_00 });
  });

  it('R13 refuses closing a transferred balance as paid while something is left, and takes the echo of its payment', async () => {
    const agency = await street.agency();
    const fee = await acceptedFee(agency);
    await pays(fee, '229.99');
    const early = fee.closed('paid');
    await agency.tell(early);
    expect(await fee.answerTo(early)).toMatchObject({ reason: { code: 'not-settled' } });
    await pays(fee, '0.01');

    const echo = fee.closed('paid');
    await agency.tell(echo);

    await street.letEverythingPass();
    expect(fee.answersTo(echo).filter((answer) => 'refusedId' in answer)).toEqual([]);
    expect((await fee.receivable()).writeDowns).toEqual([]);
  });

  it('R13 refuses to mark a transferred balance as sent to collection', async () => {
    const agency = await street.agency();
    const fee = await acceptedFee(agency);
    const marked = fee.sentToCollection();

    await agency.tell(marked);

    expect(await fee.answerTo(marked)).toMatchObject({
      refusedType: 'dk.debitorbro.balance.sent-to-collection.v1',
      reason: { code: 'collected-by-debtor-system' },
    });
  });

  it('R13, R20 holds also for the balance of a child', async () => {
    const agency = await street.agency();
    const fee = await acceptedFee(agency, { patron: aChild(12) });
    const paid = fee.paid('b1', '10.00');

    await agency.tell(paid);

    expect(await fee.answerTo(paid)).toMatchObject({
      reason: { code: 'paid-through-debtor-system' },
    });
  });
});
