import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  ClaimAmountChanged,
  ClaimCancelled,
  ClaimChangeRefused,
  ClaimClosed,
  ClaimIdentityChanged,
  ClaimKept,
  ClaimReimbursementRequested,
  ClaimSettlementChanged,
  ClaimVerified,
} from '@libs/contracts';
import { eventually } from '@libs/testing';
import { aChange, adult, agencyId, anAgreement, aRegistration, planted } from './intake.fixture.js';
import { VerificationFixture } from './verification.fixture.js';

let verification: VerificationFixture;

const byHand = 'DK-775100';
const onPrisme = 'DK-710100';
const aCompensation = (feeId: string, agency = byHand): ReturnType<typeof aRegistration> =>
  aRegistration(feeId, { agencyId: agency, type: 'compensation', acknowledged: true });

beforeAll(async () => {
  verification = await VerificationFixture.start();
  const manual = { verification: { mode: 'manual' } };
  const prisme = { debtorSystem: { product: 'prisme-2015', endpoint: 'https://prisme.example/' } };
  await verification.intake.tell(
    anAgreement(1),
    anAgreement(1, manual, byHand),
    anAgreement(1, prisme, onPrisme),
  );
}, 60_000);
afterAll(async () => {
  await verification.stop();
}, 60_000);

describe('a fee', () => {
  it('R08 is released at once, with all that the mapper needs', async () => {
    const loan = { loanId: '77', loanDate: '2026-09-01', dueDate: '2026-10-01', onHold: false };
    await verification.intake.tell(
      aRegistration('fee', { loan, billNumber: 'G-1', remainingAmount: '130.00' }),
    );
    const [released] = await verification.said('fee', 'claim.released');
    expect(released?.data).toMatchObject({
      amount: '130.00',
      type: 'fee',
      claimType: 'fee',
      liable: 'borrower',
      minor: false,
      municipalityCode: '615',
      agreementVersion: 1,
      creationDate: '2026-11-02',
      billNumber: 'G-1',
      loan,
      patronId: '815',
      patronKind: 'person',
      basis: { 'claim-intake': 1 },
      needs: [{ source: `/claim-intake/${agencyId}`, kind: 'agreement', number: 1 }],
      personal: {
        patron: { ...adult, personIdentifierKind: 'cpr' },
        materials: [{ materialItemNumber: '5010', title: planted.title }],
        reasonMessage: planted.reason,
      },
    });
  });

  it('R43, R44 is written down by the difference, and never raised', async () => {
    await verification.intake.tell(
      aRegistration('lowered'),
      aChange(ClaimAmountChanged, 'lowered', { newAmount: '200.00' }),
      aChange(ClaimAmountChanged, 'lowered', { newAmount: '300.00' }),
    );
    const said = await verification.said(
      'lowered',
      'claim.released',
      'claim.written-down',
      'claim.change-declined',
    );
    const change = { changeId: 'ClaimAmountChanged of lowered', basis: { 'claim-intake': 2 } };
    expect(said[1]?.data).toMatchObject({ ...change, amount: '30.00' });
    expect(said[2]?.data).toMatchObject({
      refusedId: 'ClaimAmountChanged of lowered',
      reason: { code: 'amount-raised' },
    });
  });

  it("passes on the time of the library's own event, unless it was held first", async () => {
    const toldAt = '2026-11-20T08:14:27Z';
    await verification.intake.tell(
      aRegistration('timed', { toldAt }),
      aRegistration('timed-late', {
        ...{ agencyId: byHand, type: 'compensation', acknowledged: true, toldAt },
      }),
      aChange(ClaimVerified, 'timed-late', { agencyId: byHand, verifiedBy: 'manual' }),
    );
    const [released] = await verification.said('timed', 'claim.released');
    expect(released?.data).toMatchObject({ toldAt });
    const [, late] = await verification.said('timed-late', 'claim.held', 'claim.released');
    expect(late?.data).not.toHaveProperty('toldAt');
  });

  it('R02 that was kept first, and had a change refused, is followed all the same', async () => {
    await verification.intake.tell(
      aChange(ClaimKept, 'kept', { transfer: 'before-cut-off' }),
      aRegistration('kept'),
      aChange(ClaimChangeRefused, 'kept', {
        refusedType: 'x',
        refusedId: 'y',
        reason: { code: 'a', text: 'b' },
      }),
      aChange(ClaimCancelled, 'kept'),
    );
    await verification.said('kept', 'claim.released', 'claim.taken-back');
  });
});

describe('what payment-reconciliation tells of the debtor system', () => {
  const receivableId = (digit: number): string =>
    `0000000${String(digit)}-1111-4111-8111-000000000000`;
  const settled = (feeId: string, part: object): ClaimSettlementChanged =>
    Object.assign(new ClaimSettlementChanged(), {
      ...{ agencyId, feeId, covered: '0.00', coverageReversed: '0.00', writtenOff: '0.00' },
      ...part,
    });

  it('R46 is the limit of what is paid back, and what has been paid back counts', async () => {
    await verification.intake.tell(
      aRegistration('covered', { type: 'compensation', acknowledged: true }),
    );
    await verification.said('covered', 'claim.released');
    await verification.intake.tell(
      aChange(ClaimReimbursementRequested, 'covered', { changeId: 'too early' }),
      settled('covered', { receivableId: receivableId(1), covered: '100.00' }),
    );
    await verification.said('covered', 'claim.released', 'claim.change-declined');
    await verification.intake.tell(
      aChange(ClaimReimbursementRequested, 'covered', { changeId: 'part', amount: '60.00' }),
      aChange(ClaimReimbursementRequested, 'covered', { changeId: 'more', amount: '40.01' }),
      aChange(ClaimReimbursementRequested, 'covered', { changeId: 'the rest' }),
    );
    const said = await verification.said(
      'covered',
      'claim.released',
      'claim.change-declined',
      'claim.reimbursed',
      'claim.change-declined',
      'claim.reimbursed',
    );
    expect(said.slice(1).map(({ data }) => data)).toMatchObject([
      { refusedId: 'too early', reason: { code: 'nothing-covered' } },
      { changeId: 'part', amount: '60.00' },
      { refusedId: 'more', reason: { code: 'more-than-covered' } },
      { changeId: 'the rest', amount: '40.00' },
    ]);
  });

  it('R13 makes a closing as paid an echo; before, it is refused', async () => {
    await verification.intake.tell(
      aRegistration('echo'),
      aChange(ClaimClosed, 'echo', { status: 'paid', changeId: 'early' }),
    );
    await verification.said('echo', 'claim.released', 'claim.change-declined');
    await verification.intake.tell(
      settled('echo', { receivableId: receivableId(2), covered: '230.00' }),
      aChange(ClaimClosed, 'echo', { status: 'paid', changeId: 'echo' }),
      aChange(ClaimAmountChanged, 'echo', { newAmount: '300.00', changeId: 'last' }),
    );
    const said = await verification.said(
      'echo',
      'claim.released',
      'claim.change-declined',
      'claim.change-declined',
    );
    expect(said.slice(1).map(({ data }) => data)).toMatchObject([
      { refusedId: 'early', reason: { code: 'not-settled' } },
      { refusedId: 'last', reason: { code: 'amount-raised' } },
    ]);
  });
});

describe('a claim that is told of twice before its agreement is known', () => {
  it('R47 is followed once the agreement comes', async () => {
    const agency = 'DK-746100';
    const agreement = verification.intake.write([anAgreement(1, {}, agency)]);
    const claims = verification.intake.write(
      Array.from({ length: 20 }, (_, i) =>
        aRegistration(`early-${String(i)}`, { agencyId: agency }),
      ),
    );
    await verification.intake.publish(claims.flatMap((claim) => [claim, claim]));
    await eventually(async () => {
      const rows = await verification.database.query(
        `SELECT DISTINCT number, source, message_id FROM messaging.set_aside WHERE source = $1`,
        [`/claim-intake/${agency}`],
      );
      expect(rows).toHaveLength(claims.length);
    });
    await verification.intake.publish(agreement);
    for (let i = 0; i < claims.length; i += 1)
      await verification.said(`early-${String(i)}`, 'claim.released');
  });
});

describe('a compensation under verification by hand', () => {
  it('R09, R10 waits, and goes once it is verified here', async () => {
    await verification.intake.tell(aCompensation('by-hand'));
    const [held] = await verification.said('by-hand', 'claim.held');
    expect(held?.data).toMatchObject({ transfer: 'awaiting-verification' });
    const verify = `/held/${byHand}/by-hand/verify`;
    const answer = await verification.request(verify, { method: 'POST' });
    expect([answer.status, await answer.json()]).toEqual([
      200,
      { agencyId: byHand, feeId: 'by-hand', standing: 'released', reasons: [] },
    ]);
    const [, released] = await verification.said('by-hand', 'claim.held', 'claim.released');
    expect(released?.data).toMatchObject({
      claimType: 'compensation-acknowledged',
      basis: { 'claim-intake': 1 },
    });
    expect((await verification.request(verify, { method: 'POST' })).status).toBe(200);
    expect(verification.names('by-hand')).toHaveLength(2);
  });

  it('R09 goes once the library says that it is verified', async () => {
    await verification.intake.tell(
      aCompensation('library'),
      aChange(ClaimVerified, 'library', { agencyId: byHand, verifiedBy: 'manual' }),
    );
    await verification.said('library', 'claim.held', 'claim.released');
  });

  it('R10 that is cancelled while it waits is never sent', async () => {
    await verification.intake.tell(
      aCompensation('cancelled'),
      aChange(ClaimCancelled, 'cancelled', { agencyId: byHand }),
      aChange(ClaimVerified, 'cancelled', { agencyId: byHand, verifiedBy: 'manual' }),
    );
    await verification.said('cancelled', 'claim.held', 'claim.withdrawn');
    await eventually(
      async () => (await verification.standing('cancelled'))?.['intake_number'] === '3',
    );
    expect(verification.names('cancelled')).toEqual(['claim.held', 'claim.withdrawn']);
    const verify = `/held/${byHand}/cancelled/verify`;
    expect((await verification.request(verify, { method: 'POST' })).status).toBe(409);
  });

  it('can be verified only by those who may, and only if it is there', async () => {
    const post = { method: 'POST' };
    const status = async (path: string, more: object = {}): Promise<number> =>
      (await verification.request(path, { ...post, ...more })).status;
    expect(await status(`/held/${byHand}/unknown/verify`)).toBe(404);
    expect(await status(`/held/${byHand}/library/verify`, { roles: ['held:read'] })).toBe(403);
    expect(await status(`/held/${byHand}/library/verify`, { municipalities: ['615'] })).toBe(403);
    const [{ count } = {}] = await verification.database.query<{ count: string }>(
      `SELECT count(*) FROM messaging.subject WHERE key = 'unknown'`,
    );
    expect(count).toBe('0');
  });
});

describe('a company without a CVR number', () => {
  it('R27 is held with a task, and goes by itself when the number comes', async () => {
    const company = { patronId: '900', kind: 'company', name: planted.name };
    const patron = { patronId: '900', patronKind: 'company' };
    await verification.intake.tell(
      aRegistration('company', { ...patron, personal: { patron: company } }),
    );
    const [held, raised] = await verification.said('company', 'claim.held', 'claim.task-raised');
    expect(held?.data).toMatchObject({
      transfer: 'not-transferable',
      reason: { code: 'missing-cvr' },
    });
    expect(raised?.data).toMatchObject({ task: 'missing-cvr', patronId: '900' });
    const newerPatron = { ...company, cvrNumber: planted.cvr, glnNumber: '5790000000005' };
    await verification.intake.tell(
      aChange(ClaimIdentityChanged, 'company', { ...patron, newerPatron }),
    );
    const told = ['claim.held', 'claim.task-raised', 'claim.released', 'claim.task-cleared'];
    const said = await verification.said('company', ...told);
    expect(said[2]?.data).toMatchObject({ personal: { patron: newerPatron } });
    expect(said[3]?.data).toMatchObject({ task: 'missing-cvr' });
  });
});

describe('somebody without a CPR number', () => {
  const nobody = { patronId: '4000', kind: 'person', name: planted.name, birthDate: '1990-05-06' };
  const withoutNumber = (feeId: string, patronId: string, agency = agencyId): object =>
    aRegistration(feeId, {
      agencyId: agency,
      patronId,
      personal: { patron: { ...nobody, patronId } },
    });

  it('R25 gets one replacement number, however many claims there are and whenever they come', async () => {
    await verification.intake.tell(
      withoutNumber('r1', '4000'),
      withoutNumber('r2', '4000'),
      withoutNumber('r3', '4001'),
    );
    const [assigned] = await verification.said(
      'r1',
      'claim.replacement-assigned',
      'claim.released',
    );
    await verification.said('r2', 'claim.released');
    await verification.said('r3', 'claim.replacement-assigned', 'claim.released');
    await verification.intake.tell(withoutNumber('r4', '4000'));
    await verification.said('r4', 'claim.released');
    const numberOf = (feeId: string): unknown =>
      (verification.of(feeId).at(-1)?.data['personal'] as { patron: object }).patron;
    const { personIdentifier } = assigned?.data['personal'] as { personIdentifier: string };
    expect(personIdentifier).toMatch(/^660590\d{4}$/);
    for (const feeId of ['r1', 'r2', 'r4'])
      expect(numberOf(feeId)).toMatchObject({
        personIdentifier,
        personIdentifierKind: 'replacement',
      });
    expect(numberOf('r3')).not.toMatchObject({ personIdentifier });
  });

  it('R25 never gets a number that the library has given to another', async () => {
    const [first] = verification.of('r3');
    const { personIdentifier } = first?.data['personal'] as { personIdentifier: string };
    const taken = 'DK-721000';
    const patron = { ...nobody, patronId: '1', personIdentifier };
    await verification.intake.tell(
      anAgreement(1, {}, taken),
      aRegistration('t1', { agencyId: taken, patronId: '1', personal: { patron } }),
    );
    await verification.said('t1', 'claim.released');
    const rows = await verification.database.query(
      `SELECT person_hash FROM replacement_number WHERE agency_id = $1`,
      [taken],
    );
    expect(rows).toEqual([{ person_hash: null }]);
  });

  it('R26 is held where the debtor system takes none, and the task says so', async () => {
    await verification.intake.tell(withoutNumber('p1', '4000', onPrisme));
    const [held] = await verification.said('p1', 'claim.held', 'claim.task-raised');
    expect(held?.data).toMatchObject({ reason: { code: 'no-cpr-on-prisme' } });
  });
});

describe('what only time or the agreement cures', () => {
  it('R10 is released by itself when its day has come', async () => {
    const agency = 'DK-726500';
    const automatic = { verification: { mode: 'automatic', afterDays: 3_650 } };
    await verification.intake.tell(
      anAgreement(1, automatic, agency),
      aCompensation('in-time', agency),
    );
    await verification.said('in-time', 'claim.held');
    await verification.database.query(
      `UPDATE claim SET creation_date = '2016-01-01' WHERE fee_id = 'in-time'`,
    );
    await verification.round();
    await verification.said('in-time', 'claim.held', 'claim.released');
    await verification.round();
    expect(verification.names('in-time')).toHaveLength(2);
  });

  it('R11 is released by itself when the agreement is activated', async () => {
    const agency = 'DK-733000';
    await verification.intake.tell(
      anAgreement(1, { active: false }, agency),
      ...['i1', 'i2', 'i3'].map((feeId) => aRegistration(feeId, { agencyId: agency })),
    );
    await verification.said('i3', 'claim.held');
    await verification.intake.tell(anAgreement(2, {}, agency));
    for (const feeId of ['i1', 'i2', 'i3']) {
      const [, released] = await verification.said(feeId, 'claim.held', 'claim.released');
      expect(released?.data).toMatchObject({ agreementVersion: 2, needs: [{ number: 2 }] });
    }
  });
});
