import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { day, yearsBefore } from './street/calendar.fixture.js';
import { aChild, aCompany, aGuardian, anAdult, invented } from './street/people.fixture.js';
import { Street } from './street.fixture.js';

let street: Street;

beforeAll(async () => {
  street = await Street.open();
});
afterAll(() => street.close());

/** From before the cut-off date of `joined`, without a loan: its dates are of no matter here. */
const old = { creationDate: day(-20), loan: undefined };
const joined = { cutOffDate: day(-10) };

describe('what is transferred', () => {
  it('R01 sends fees and compensations created on the cut-off date or later, and keeps those of the day before', async () => {
    const agency = await street.agency(joined);
    const onTheDay = agency.fee({ creationDate: day(-10), loan: undefined });
    const later = agency.compensation({ creationDate: day(0), loan: undefined });
    const dayBefore = agency.fee({ creationDate: day(-11), loan: undefined });
    const compensation = agency.compensation({ creationDate: day(-11), loan: undefined });

    await agency.tell(...[dayBefore, compensation, onTheDay, later].map((one) => one.created()));

    await onTheDay.stands('accepted');
    await later.stands('accepted');
    for (const kept of [dayBefore, compensation])
      expect(await kept.stands('before-cut-off')).toMatchObject({
        reason: { code: 'before-cut-off', text: expect.stringContaining('før skæringsdatoen') },
      });
    expect(await agency.desk.receivables()).toHaveLength(2);
  });

  it.each(['0.00', '-10.00'])('R07 refuses a balance of %s kroner', async (amount) => {
    const agency = await street.agency();
    const nothing = agency.fee({ amount });
    const created = nothing.created();

    await agency.tell(created);

    expect(await nothing.answerTo(created)).toMatchObject({
      refusedType: 'dk.debitorbro.balance.created.v1',
      reason: { code: 'amount-not-positive', text: expect.stringContaining('0,00 kr.') },
    });
    await street.letEverythingPass();
    expect(await agency.desk.receivables()).toEqual([]);
  });

  it('R07, R34 sends the smallest amount as well as the largest, exactly', async () => {
    const agency = await street.agency();
    const [least, most] = [agency.fee({ amount: '0.01' }), agency.fee({ amount: '9999999.99' })];

    expect(await agency.hasAccepted(least)).toMatchObject({ amountOre: 1 });
    expect(await agency.hasAccepted(most)).toMatchObject({ amountOre: 999_999_999 });
  });

  it('R08 sends a fee at once, also of a loan on hold and where compensations are verified', async () => {
    const agency = await street.agency({ verification: { mode: 'manual' } });
    const loan = { loanId: 'l', loanDate: day(-65), dueDate: day(-34), onHold: true };
    const fee = agency.fee({ creationDate: day(0), loan });

    await agency.hasAccepted(fee);

    expect(fee.transfers()).toEqual(['queued', 'accepted']);
  });
});

describe('an agency that has not begun', () => {
  it('R11 keeps the events of an inactive agreement, and loses nothing when it is activated', async () => {
    const agency = await street.agency({ active: false });
    const [plain, lowered, gone] = [agency.fee(), agency.fee(), agency.fee()];
    await agency.tell(plain.created(), lowered.created(), gone.created());
    await agency.tell(lowered.amountChanged('100.00'), gone.cancelled());
    for (const fee of [plain, lowered])
      expect(await fee.stands('no-agreement')).toMatchObject({
        reason: { code: 'agreement-inactive' },
      });

    expect(await agency.put({ active: true })).toMatchObject({ status: 200 });

    await plain.stands('accepted');
    await lowered.stands('accepted');
    expect(await plain.receivable()).toMatchObject({ amountOre: 230_00 });
    expect(await lowered.receivable()).toMatchObject({ amountOre: 100_00 });
    expect(await gone.stands('left-out')).toMatchObject({ reason: { code: 'cancelled' } });
    expect(await agency.desk.receivables()).toHaveLength(2);
  });

  it('R11 answers an agency without any agreement, keeps nothing, and takes its load when it has joined', async () => {
    const agency = street.agencyWithoutAgreement();
    const fee = agency.fee();
    await agency.tell(fee.created());
    expect(await fee.stands('no-agreement')).toMatchObject({ reason: { code: 'no-agreement' } });
    await agency.put();
    await street.letEverythingPass();
    expect(fee.transfers()).toEqual(['no-agreement']);

    await agency.tell(fee.created());

    await fee.stands('accepted');
    expect(fee.transfers()).toEqual(['no-agreement', 'queued', 'accepted']);
  });

  it('R11 keeps nothing of the patrons of an agency without any agreement', async () => {
    const agency = street.agencyWithoutAgreement();
    const patron = anAdult();
    const anHourOn = new Date(Date.now() + 3_600_000).toISOString();
    const renumbered = { ...anAdult(), patronId: patron.patronId };
    await agency.tell(agency.identityChanged(renumbered, anHourOn));
    await street.letEverythingPass();
    await agency.put();

    const held = await agency.hasAccepted(agency.fee({ patron }));

    expect(held.account.identifier).toBe(patron.personIdentifier); // had it been kept, the newer word would count (R31)
  });

  it('R12 refuses an agreement for a learning centre until that is confirmed', async () => {
    const agency = street.agencyWithoutAgreement({ kind: 'learning-centre' });

    expect(await agency.put()).toMatchObject({
      status: 422,
      body: { errors: [{ field: 'kind', detail: expect.stringContaining('R12') }] },
    });
    expect(await agency.put({ confirmed: ['kind'] })).toMatchObject({ status: 200 });
    await agency.hasAccepted(agency.fee());
  });

  it.each([16, 17, 18])('R22 takes %i for an ordinary age of majority', async (ageOfMajority) => {
    const answer = await street.agencyWithoutAgreement({ ageOfMajority }).put();
    expect(answer).toMatchObject({ status: 200, body: { warnings: [] } });
  });

  it.each([0, 15, 19, 100])(
    'R22 refuses %i as age of majority unless confirmed, and shows it as a warning ever after',
    async (ageOfMajority) => {
      const agency = street.agencyWithoutAgreement({ ageOfMajority });
      expect(await agency.put()).toMatchObject({
        status: 422,
        body: { errors: [{ field: 'ageOfMajority' }] },
      });

      const warned = { status: 200, body: { warnings: [{ field: 'ageOfMajority' }] } };
      expect(await agency.put({ confirmed: ['ageOfMajority'] })).toMatchObject(warned);
      expect(await agency.put({ name: 'Et andet navn' })).toMatchObject(warned);
      const path = `/agreements/${agency.agencyId}`;
      expect(await agency.ask('GET', 'claim-intake', path)).toMatchObject(warned);
    },
  );

  it('R12, R19, R22, R35 names every fault of an agreement by its field', async () => {
    const agency = street.agencyWithoutAgreement({
      kind: 'learning-centre',
      ageOfMajority: 100,
      municipalityCvr: '12345678',
    });
    const { claimTypes } = agency.agreement;
    const wrong = {
      ...claimTypes,
      fee: { code: claimTypes['fee']?.code ?? '' },
      'fee-minor-unguarded': { code: claimTypes['fee']?.code ?? '', psrmType: 'BIBGEBY' },
    };

    const { status, body } = await agency.put({ claimTypes: wrong });

    expect(status).toBe(422);
    const { errors } = body as { errors: { field: string }[] };
    expect(errors.map(({ field }) => field).sort()).toEqual([
      'ageOfMajority',
      'claimTypes.fee-minor-unguarded.psrmType',
      'claimTypes.fee.psrmType',
      'kind',
      'municipalityCvr',
    ]);
  });
});

describe('the cut-off date', () => {
  it('R02 moved back sends every open balance from the new date on, but not the closed and the collected', async () => {
    const agency = await street.agency(joined);
    const fee = agency.fee(old);
    const compensation = agency.compensation({ ...old, creationDate: day(-30) });
    const closed = agency.fee(old);
    const cameClosed = agency.fee({ ...old, status: 'closed' });
    const collected = agency.fee(old);
    const cameCollected = agency.fee({ ...old, status: 'sent-to-collection' });
    const older = agency.fee({ ...old, creationDate: day(-31) });
    const all = [fee, compensation, closed, cameClosed, collected, cameCollected, older];
    await agency.tell(...all.map((one) => one.created()));
    await agency.tell(closed.closed('paid'), collected.sentToCollection());
    for (const one of all) await one.stands('before-cut-off');
    await street.letEverythingPass();

    expect(await agency.moveCutOff(day(-30))).toMatchObject({
      status: 200,
      body: { cutOffDate: day(-30) },
    });

    await fee.stands('accepted');
    await compensation.stands('accepted');
    for (const one of [closed, cameClosed])
      expect(await one.stands('left-out')).toMatchObject({ reason: { code: 'closed' } });
    for (const one of [collected, cameCollected])
      expect(await one.stands('left-out')).toMatchObject({
        reason: { code: 'sent-to-collection' },
      });
    await street.letEverythingPass();
    expect(older.transfers()).toEqual(['before-cut-off']);
    expect(await agency.desk.receivables()).toHaveLength(2);
  });

  it('R03 follows payments, closing, reopening and collection marks of old balances until they go', async () => {
    const agency = await street.agency(joined);
    const [partly, wholly, reopened, unmarked] = [1, 2, 3, 4].map(() => agency.fee(old));
    if (!partly || !wholly || !reopened || !unmarked) throw new Error('four fees');
    await agency.tell(...[partly, wholly, reopened, unmarked].map((one) => one.created()));
    await agency.tell(
      partly.paid('b1', '100.00'),
      partly.paid('b2', '50.00'),
      partly.paid('b3', '50.00', 'b2'),
      wholly.paid('b4', '230.00'),
      reopened.closed('paid'),
      reopened.reopened(),
      unmarked.sentToCollection(),
      unmarked.reopened(),
    );
    await street.letEverythingPass();

    await agency.moveCutOff(day(-20));

    await partly.stands('accepted');
    expect(await partly.receivable()).toMatchObject({ amountOre: 130_00 });
    expect(await wholly.stands('left-out')).toMatchObject({ reason: { code: 'nothing-left' } });
    await reopened.stands('accepted');
    await unmarked.stands('accepted');
    expect(await agency.desk.receivables()).toHaveLength(3);
  });

  it('R03, R13 sends nothing of a balance from before the cut-off date, however it is paid', async () => {
    const agency = await street.agency(joined);
    const fee = agency.fee(old);

    await agency.tell(fee.created(), fee.paid('b1', '130.00'), fee.paid('b2', '100.00'));

    await street.letEverythingPass();
    expect(fee.heard().map(({ data }) => data['transfer'])).toEqual(['before-cut-off']);
    expect(await agency.desk.receivables()).toEqual([]);
  });

  it('R04 shows what a move would transfer and leave out, warns, and sends nothing', async () => {
    const agency = await street.agency(joined);
    const before = yearsBefore(day(-20), 10);
    const child = aChild(12);
    const balances = [
      agency.fee(old),
      agency.fee({ ...old, remainingAmount: '130.00' }),
      agency.compensation(old),
      agency.compensation({ ...old, acknowledged: false, amount: '200.00' }),
      agency.fee({ ...old, patron: child, guardian: aGuardian({ since: before }) }),
      agency.fee({ ...old, patron: child, guardian: withoutSince() }),
      agency.fee({ ...old, patron: child, guardian: withoutSince() }),
      agency.fee({ ...old, status: 'closed' }),
      agency.fee({ ...old, status: 'sent-to-collection' }),
      agency.fee({ ...old, creationDate: day(-40) }),
    ];
    await agency.tell(...balances.map((one) => one.created()));
    for (const one of balances) await one.stands('before-cut-off');

    const { status, body } = await agency.previewCutOff(day(-30));

    expect(status).toBe(200);
    expect(body).toMatchObject({
      cutOffDate: day(-30),
      transferred: {
        count: 7,
        amount: '1599.00',
        byType: expect.arrayContaining([
          { type: 'fee', count: 5, amount: '1050.00' },
          { type: 'compensation-acknowledged', count: 1, amount: '349.00' },
          { type: 'compensation-unacknowledged', count: 1, amount: '200.00' },
        ]),
      },
      leftOut: expect.arrayContaining([
        expect.objectContaining({ count: 1, reason: expect.objectContaining({ code: 'closed' }) }),
        expect.objectContaining({
          count: 1,
          reason: expect.objectContaining({ code: 'sent-to-collection' }),
        }),
      ]),
      minorsWithUnknownGuardian: 2,
      warnings: [{ text: expect.stringContaining('i hånden') }],
      refusals: [],
    });
    await street.letEverythingPass();
    for (const one of balances) expect(one.transfers()).toEqual(['before-cut-off']);
    expect(await agency.desk.receivables()).toEqual([]);
  });

  it('R04 changes the date of an agreement only by its own act', async () => {
    const agency = await street.agency(joined);

    expect(await agency.put({ cutOffDate: day(-30) })).toMatchObject({
      status: 422,
      body: { errors: [{ field: 'cutOffDate' }] },
    });
    expect(await agency.moveCutOff(day(-30))).toMatchObject({ status: 200 });
    expect(await agency.put({ cutOffDate: day(-30) })).toMatchObject({ status: 200 });
  });

  it('R05 is not moved forward past a balance that has been transferred', async () => {
    const agency = await street.agency(joined);
    const fee = agency.fee({ creationDate: day(-3) });
    await agency.hasAccepted(fee);

    const refused = await agency.moveCutOff(day(-2));

    expect(refused).toMatchObject({
      status: 422,
      body: { errors: [{ field: 'cutOffDate', detail: expect.stringContaining('overført') }] },
    });
    expect(await agency.previewCutOff(day(-2))).toMatchObject({
      body: { refusals: [{ field: 'cutOffDate' }] },
    });
    expect(await agency.moveCutOff(day(-3))).toMatchObject({ status: 200 });
    const between = agency.fee({ creationDate: day(-4), loan: undefined });
    await agency.tell(between.created());
    await between.stands('before-cut-off');
  });

  it('R06, R27 sends an old balance of a company with the numbers that it has by then', async () => {
    const agency = await street.agency(joined);
    const { cvrNumber: _, ...nameless } = aCompany();
    const known = {
      cvrNumber: invented.cvr(),
      pNumber: invented.pNumber(),
      glnNumber: invented.gln(),
    };
    const fee = agency.fee({ ...old, patron: nameless });
    await agency.tell(fee.created());
    await fee.stands('before-cut-off');
    await agency.tell(agency.identityChanged({ ...nameless, ...known }));
    await street.letWordsOfPatronsPass();

    await agency.moveCutOff(day(-20));

    await fee.stands('accepted');
    expect(await fee.receivable()).toMatchObject({
      account: { kind: 'cvr', identifier: known.cvrNumber, pNumber: known.pNumber },
      glnNumber: known.glnNumber,
    });
    await fee.hasTasks();
  });

  it('R06, R23 sends an old balance with the current number of the borrower, and leaves liability as it was', async () => {
    const agency = await street.agency(joined);
    const child = aChild(12);
    const fee = agency.fee({ ...old, patron: child });
    await agency.tell(fee.created());
    await fee.stands('before-cut-off');
    const current = anAdult({
      ...child,
      personIdentifier: invented.cpr(yearsBefore(day(-40), 30)),
    });
    await agency.tell(agency.identityChanged(current));
    await street.letWordsOfPatronsPass();

    await agency.moveCutOff(day(-20));

    await fee.stands('accepted');
    const held = await fee.receivable();
    expect(held.liable).toMatchObject({ identifier: current.personIdentifier });
    expect(held.claimType).toBe(agency.agreement.claimTypes['fee-minor-unguarded']?.code);
  });
});

describe('what staff can see', () => {
  it('R14 tells of each balance how it stands, and since when', async () => {
    const agency = await street.agency();
    const fee = agency.fee();
    await agency.hasAccepted(fee);
    const last = fee.heardOf('balance.transfer-changed').at(-1);

    const path = `/balances/${agency.agencyId}/${fee.feeId}`;
    const shown = await agency.ask('GET', 'payment-reconciliation', path);

    expect(shown).toMatchObject({ status: 200, body: { transfer: 'accepted', at: last?.['at'] } });
    expect(Math.abs(Date.parse(String(last?.['at'])) - Date.now())).toBeLessThan(60_000);
    const kept = await agency.ask(
      'GET',
      'claim-intake',
      `/balances?agencyId=${agency.agencyId}&feeId=${fee.feeId}`,
    );
    expect(kept).toMatchObject({ status: 200, body: { balances: [{ feeId: fee.feeId }] } });
  });

  it('R14 names every fault of a search that makes no sense', async () => {
    const agency = await street.agency();
    const asked = new URLSearchParams({
      agencyId: '615',
      standing: 'gone',
      createdFrom: '2026-02-30',
      feeId: '',
    });
    const path = `/balances?${asked.toString()}`;
    const { status, body } = await agency.ask('GET', 'claim-intake', path);

    expect(status).toBe(422);
    const { errors } = body as { errors: { field: string }[] };
    expect(errors.map(({ field }) => field).sort()).toEqual([
      'agencyId',
      'createdFrom',
      'feeId',
      'standing',
    ]);
    const hidden = `/balances?agencyId=${agency.agencyId}&feeId=%00`;
    expect(await agency.ask('GET', 'claim-intake', hidden)).toMatchObject({ status: 422 });
  });

  it('R15 shows all movements on a balance, from both sides, in order', async () => {
    const agency = await street.agency();
    const fee = agency.fee();
    const { receivableId } = await agency.hasAccepted(fee);
    const lowered = fee.amountChanged('200.00');
    await agency.tell(lowered);
    await fee.answerTo(lowered);
    const payment = await agency.desk.pay(receivableId, '150.00');
    const path = `/balances/${agency.agencyId}/${fee.feeId}`;

    await street.eventually(async () => {
      const { body } = await agency.ask('GET', 'payment-reconciliation', path);
      const { entries, ...standing } = body as {
        entries: { type: string; transactionId: string; amount: string; account: string }[];
      };
      expect(standing).toMatchObject({ receivableId, remainingAmount: '50.00', credit: '0.00' });
      const ofBorrower = entries.filter(({ account }) => account === 'receivable');
      expect(ofBorrower.map(({ type, amount }) => [type, amount])).toEqual([
        ['creation', '230.00'],
        ['reduction', '-30.00'],
        ['payment', '-150.00'],
      ]);
      expect(ofBorrower.at(-1)).toMatchObject({ transactionId: payment });
    });
  });
});

function withoutSince() {
  const { since: _, ...guardian } = aGuardian();
  return guardian;
}
