import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Agency } from './street/agency.fixture.js';
import { invented } from './street/people.fixture.js';
import { Street } from './street.fixture.js';

let street: Street;

beforeAll(async () => {
  street = await Street.open();
});
afterAll(() => street.close());

async function acceptedFee(agency: Agency) {
  const fee = agency.fee({ amount: '230.00' });
  return { fee, held: await agency.hasAccepted(fee) };
}

describe('what a debtor system reports', () => {
  it('R49 reaches the library as a movement each: payment, write-off, and the reversal of either', async () => {
    const agency = await street.agency();
    const { fee, held } = await acceptedFee(agency);
    const { desk } = agency;

    const payment = await desk.pay(held.receivableId, '200.00');
    const paymentBack = await desk.reverse(payment, '50.00');
    const writeOff = await desk.writeOff(held.receivableId, '80.00');
    const writeOffBack = await desk.reverse(writeOff);

    const movement = { agencyId: agency.agencyId, feeId: fee.feeId };
    await street.eventually(() => {
      const heard = fee.heardOf('balance.transaction-registered');
      expect(heard).toHaveLength(4);
      expect(heard).toMatchObject([
        { ...movement, transactionId: payment, type: 'payment', amount: '200.00' },
        {
          transactionId: paymentBack,
          parentTransactionId: payment,
          type: 'payment_reduction',
          amount: '50.00',
        },
        { transactionId: writeOff, type: 'write_off', amount: '80.00' },
        {
          transactionId: writeOffBack,
          parentTransactionId: writeOff,
          type: 'write_off_reduction',
          amount: '80.00',
        },
      ]);
      const remaining = heard.map(({ remainingAmount }) => remainingAmount);
      expect(remaining).toEqual(['30.00', '80.00', '0.00', '80.00']);
    });
  });

  it('R51 on a receivable that is not ours, or not theirs, is refused and never shown to the library', async () => {
    const [agency, other] = [await street.agency(), await street.agency()];
    const { fee, held } = await acceptedFee(agency);
    const before = await agency.desk.reportsRejected();
    const amountKroner = '100.00';

    const reminderFee = { kind: 'covered' as const, receivableId: crypto.randomUUID() };
    await agency.desk.report(held.accountId, { ...reminderFee, amountKroner });
    const { receivableId } = held;
    await other.desk.report(held.accountId, { kind: 'covered', receivableId, amountKroner });

    await street.eventually(async () => {
      expect(await agency.desk.reportsRejected()).toBe(before + 2);
    });
    await street.letEverythingPass();
    expect(fee.heardOf('balance.transaction-registered')).toEqual([]);
  });

  it('R52 counts once when it is reported twice', async () => {
    const agency = await street.agency();
    const { fee, held } = await acceptedFee(agency);
    const { receivableId } = held;
    const id = crypto.randomUUID();
    const payment = { kind: 'covered' as const, receivableId, amountKroner: '100.00', id };

    await agency.desk.report(held.accountId, payment);
    await agency.desk.report(held.accountId, payment);
    await agency.desk.pay(receivableId, '10.00');

    await street.eventually(() => {
      expect(fee.heardOf('balance.transaction-registered')).toMatchObject([
        { transactionId: id, remainingAmount: '130.00' },
        { remainingAmount: '120.00' },
      ]);
    });
  });

  it('R52 waits as a reversal until its original has come', async () => {
    const agency = await street.agency();
    const { fee, held } = await acceptedFee(agency);
    const { receivableId } = held;
    const [id, originalId] = [crypto.randomUUID(), crypto.randomUUID()];
    const amountKroner = '100.00';
    const back = { kind: 'coverage-reversed' as const, receivableId, amountKroner, id, originalId };
    await agency.desk.report(held.accountId, back);
    await street.letEverythingPass();
    expect(fee.heardOf('balance.transaction-registered')).toEqual([]);

    const payment = { kind: 'covered' as const, receivableId, amountKroner, id: originalId };
    await agency.desk.report(held.accountId, payment);

    await street.eventually(() => {
      expect(fee.heardOf('balance.transaction-registered')).toMatchObject([
        { transactionId: originalId, remainingAmount: '130.00' },
        { transactionId: id, parentTransactionId: originalId, remainingAmount: '230.00' },
      ]);
    });
  });

  it('R52 is a credit with a task when it is more than was owed, until that is given back', async () => {
    const agency = await street.agency();
    const { fee, held } = await acceptedFee(agency);

    const payment = await agency.desk.pay(held.receivableId, '300.00');

    await fee.hasTasks('credit');
    expect(fee.heardOf('balance.transaction-registered')).toMatchObject([
      { amount: '300.00', remainingAmount: '0.00' },
    ]);
    await agency.desk.reverse(payment, '70.00');
    await fee.hasTasks();
  });
});

describe('what a debtor system answers', () => {
  it('R54 is told as it was: a remark is no refusal', async () => {
    const agency = await street.agency();
    await agency.desk.behave({ manner: 'accept-with-remarks', next: 1 });
    const fee = agency.fee();

    await agency.tell(fee.created());

    expect(await fee.stands('accepted-with-remarks')).toMatchObject({
      reason: { text: expect.stringContaining('betalingsordning') },
    });
    expect(fee.openTasks()).toEqual([]);
    expect(await agency.desk.receivables()).toHaveLength(1);
  });

  it('R54 is told in Danish with what to do, and with a task, when it is a refusal', async () => {
    const agency = await street.agency();
    await agency.desk.behave({ manner: 'reject', next: 1 });
    const fee = agency.fee();

    await agency.tell(fee.created());

    expect(await fee.stands('rejected')).toMatchObject({
      reason: { text: expect.stringMatching(/afvist kravet.*økonomiafdelingen/) },
    });
    await fee.hasTasks('rejected-by-debtor-system');
  });

  it('R54 is told apart for a change and for the charge', async () => {
    const agency = await street.agency();
    const { fee } = await acceptedFee(agency);
    await agency.desk.behave({ manner: 'reject', next: 1 });
    const lowered = fee.amountChanged('200.00');

    await agency.tell(lowered);

    expect(await fee.answerTo(lowered)).toMatchObject({
      state: 'rejected',
      reason: { text: expect.stringContaining('ændringen') },
    });
    expect(fee.transfers()).toEqual(['queued', 'accepted']);
    await fee.hasTasks('rejected-by-debtor-system');
  });

  it('R54, R55 is asked for again by itself after a fault, and nothing is doubled', async () => {
    const agency = await street.agency();
    await agency.desk.behave({ manner: 'fault', next: 2 });
    const fee = agency.fee();

    await agency.tell(fee.created());

    await fee.stands('accepted');
    expect(await agency.desk.receivables()).toHaveLength(1);
    expect(fee.openTasks()).toEqual([]);
  });

  it.each(['kmd-opus', 'prisme-2009'] as const)(
    'R54 of %s that was lost on the way is found out: sent, then accepted, and there once',
    async (product) => {
      const agency = await street.agency({ product });
      await agency.desk.behave({ manner: 'drop-after-commit', next: 1 });
      const fee = agency.fee();

      await agency.tell(fee.created());

      await fee.stands('accepted');
      expect(fee.transfers()).toEqual(['queued', 'sent', 'accepted']);
      expect(await agency.desk.receivables()).toHaveLength(1);
    },
  );

  it('R31, R54 to a changed number that was lost on the way leaves one liability', async () => {
    const agency = await street.agency({ product: 'prisme-2009' });
    const { fee } = await acceptedFee(agency);
    await agency.desk.behave({ manner: 'drop-after-commit', next: 1 });
    const personIdentifier = invented.cpr();
    const change = agency.identityChanged({ ...fee.creation.patron, personIdentifier });

    await agency.tell(change);

    await street.eventually(() => {
      expect(fee.answersTo(change).map(({ state }) => state)).toEqual(['sent', 'accepted']);
    });
    const { account, liabilities } = await fee.receivable();
    expect(account).toMatchObject({ identifier: personIdentifier });
    expect(liabilities.filter(({ to }) => to === undefined)).toHaveLength(1);
  });

  it("R55 does not come for one municipality, and another's goes on", async () => {
    const [silent, other] = [await street.agency(), await street.agency()];
    await silent.desk.behave({ manner: 'down' });
    const waiting = [1, 2, 3].map(() => silent.fee());
    await silent.tell(...waiting.map((fee) => fee.created()));
    for (const fee of waiting) await fee.stands('queued');

    await acceptedFee(other);

    expect(await silent.desk.receivables()).toEqual([]);
    const lanes = await silent.ask('GET', 'serviceplatform-gateway', '/lanes');
    expect(lanes.body).toContainEqual(
      expect.objectContaining({
        municipalityCode: silent.agreement.municipalityCode,
        backlog: 3,
      }),
    );
    await silent.desk.behave({});
    for (const fee of waiting) await fee.stands('accepted');
  });
});
