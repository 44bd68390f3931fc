import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { claimTypeCodes, psrmTypes } from './street/agreement.fixture.js';
import { day, daysAfter, inDanish, yearsBefore } from './street/calendar.fixture.js';
import { aChild, aCompany, aGuardian, anAdult, invented } from './street/people.fixture.js';
import { Street } from './street.fixture.js';

let street: Street;

beforeAll(async () => {
  street = await Street.open();
});
afterAll(() => street.close());

const created = day(-3);

describe('who owes', () => {
  it('R16, R17 is the adult who borrowed, whoever else is named', async () => {
    const agency = await street.agency();
    const patron = anAdult();
    const fee = agency.fee({ patron, guardian: aGuardian() });

    const held = await agency.hasAccepted(fee);

    const borrower = { kind: 'cpr', identifier: patron.personIdentifier };
    expect(held).toMatchObject({ account: borrower, liable: borrower });
  });

  it('R16 is the company that borrowed, by its CVR number', async () => {
    const agency = await street.agency();
    const patron = aCompany();

    const held = await agency.hasAccepted(agency.fee({ patron }));

    const company = { kind: 'cvr', identifier: patron.cvrNumber };
    expect(held).toMatchObject({ account: company, liable: company });
  });

  it('R16 is one account for all that a person owes, and another for another person', async () => {
    const agency = await street.agency();
    const patron = anAdult();
    const one = await agency.hasAccepted(agency.fee({ patron }));
    const two = await agency.hasAccepted(agency.compensation({ patron }));
    const other = await agency.hasAccepted(agency.fee({ patron: anAdult() }));

    expect(two.accountId).toBe(one.accountId);
    expect(other.accountId).not.toBe(one.accountId);
    expect(two.receivableId).not.toBe(one.receivableId);
  });

  it("R17, R18 is the responsible person for a minor; the account is the child's, and information on the child goes along", async () => {
    const agency = await street.agency();
    const [child, guardian] = [aChild(12), aGuardian()];
    const fee = agency.fee({ patron: child, guardian });

    const held = await agency.hasAccepted(fee);

    expect(held).toMatchObject({
      account: { kind: 'cpr', identifier: child.personIdentifier },
      liable: { kind: 'cpr', identifier: guardian.personIdentifier },
      claimType: claimTypeCodes.fee,
      psrmType: psrmTypes.fee,
    });
    expect(held.specification).toContain('Asta Ærenlund');
    expect(held.specification).toContain(`født ${inDanish(yearsBefore(day(-13), 12))}`);
    expect(held.textLines.join('\n')).toContain(String(child.personIdentifier));
    expect(fee.openTasks()).toEqual([]);
  });

  it.each([
    { of: 'fee', told: {}, type: 'fee' as const },
    {
      of: 'acknowledged compensation',
      told: { type: 'compensation' as const, acknowledged: true },
      type: 'compensation-acknowledged' as const,
    },
    {
      of: 'compensation not acknowledged',
      told: { type: 'compensation' as const, acknowledged: false },
      type: 'compensation-unacknowledged' as const,
    },
  ])(
    'R19, R20, R35 is the child alone for a $of without responsible person, by a claim type of its own and without PSRM',
    async ({ told, type }) => {
      const agency = await street.agency();
      const child = aChild(12);
      const balance = agency.fee({ ...told, patron: child });

      const held = await agency.hasAccepted(balance);

      const alone = { kind: 'cpr', identifier: child.personIdentifier };
      expect(held).toMatchObject({ account: alone, liable: alone });
      expect(held.claimType).toBe(claimTypeCodes[`${type}-minor-unguarded`]);
      expect(held).not.toHaveProperty('psrmType');
      expect(balance.heardOf('balance.transfer-changed').at(-1)).not.toHaveProperty('warnings');
    },
  );

  it('R20 sends balances of minors of any age', async () => {
    const agency = await street.agency();

    for (const years of [0, 6, 17]) await agency.hasAccepted(agency.fee({ patron: aChild(years) }));

    expect(await agency.desk.receivables()).toHaveLength(3);
  });
});

describe('a minor', () => {
  /** Born so many years and days before the balance was created; a birth date on the first of a month is not to be had. */
  const born = (years: number, days: number): string =>
    daysAfter(yearsBefore(day(-3 - days), years), 0);

  it('R21 is one until the birthday, counted on the day of creation', async () => {
    const agency = await street.agency();
    const seventeen = anAdult({ personIdentifier: invented.cpr(daysAfter(born(18, 0), 2)) });
    const eighteen = anAdult({ personIdentifier: invented.cpr(born(18, 0)) });
    const young = agency.fee({ patron: seventeen, creationDate: created });
    const grown = agency.fee({ patron: eighteen, creationDate: created });

    expect((await agency.hasAccepted(young)).claimType).toBe(claimTypeCodes['fee-minor-unguarded']);
    expect((await agency.hasAccepted(grown)).claimType).toBe(claimTypeCodes.fee);
  });

  it('R21 is known by the birth date before the number', async () => {
    const agency = await street.agency();
    const patron = anAdult({ birthDate: yearsBefore(day(-13), 12) });

    const held = await agency.hasAccepted(agency.fee({ patron }));

    expect(held.claimType).toBe(claimTypeCodes['fee-minor-unguarded']);
  });

  it('R21 is one by the limit that is in force when the balance is first sent', async () => {
    const agency = await street.agency({ ageOfMajority: 18, active: false });
    const fee = agency.fee({ patron: aChild(17) });
    await agency.tell(fee.created());
    await fee.stands('no-agreement');

    await agency.put({ ageOfMajority: 16, active: true });

    await fee.stands('accepted');
    expect((await fee.receivable()).claimType).toBe(claimTypeCodes.fee);
  });

  it('R21, R23 stays one by the limit in force at first sending when the agency changes it later', async () => {
    const agency = await street.agency();
    const fee = agency.fee({ patron: aChild(17) });
    const { liabilities } = await agency.hasAccepted(fee);

    await agency.put({ ageOfMajority: 16 });
    await street.letEverythingPass();

    const after = await fee.receivable();
    expect(after.liabilities).toEqual(liabilities);
    expect(after.claimType).toBe(claimTypeCodes['fee-minor-unguarded']);
  });

  it.each([
    { limit: 16, years: 15, minor: true },
    { limit: 16, years: 16, minor: false },
    { limit: 17, years: 16, minor: true },
    { limit: 17, years: 17, minor: false },
  ])('R22 of $years years is one where the limit is $limit: $minor', async ({ limit, ...one }) => {
    const agency = await street.agency({ ageOfMajority: limit });

    const held = await agency.hasAccepted(agency.fee({ patron: aChild(one.years) }));

    expect(held.claimType).toBe(claimTypeCodes[one.minor ? 'fee-minor-unguarded' : 'fee']);
  });
});

describe('what is settled', () => {
  it.each(['another-person', 'removed'] as const)(
    'R23 is not moved by a responsible person who is %s after transfer',
    async (change) => {
      const agency = await street.agency();
      const fee = agency.fee({ patron: aChild(12), guardian: aGuardian() });
      const before = await agency.hasAccepted(fee);

      const other = change === 'removed' ? undefined : aGuardian();
      await agency.tell(agency.guardianChanged(fee.creation.patron.patronId, change, other));
      await street.letWordsOfPatronsPass();

      expect(await fee.receivable()).toEqual(before);
      expect(fee.transfers()).toEqual(['queued', 'accepted']);
    },
  );

  it('R23 is not moved by another responsible person while the balance is held', async () => {
    const agency = await street.agency({ verification: { mode: 'manual' } });
    const [first, second] = [aGuardian(), aGuardian()];
    const compensation = agency.compensation({ patron: aChild(12), guardian: first });
    await agency.tell(compensation.created());
    await compensation.stands('awaiting-verification');

    const { patronId } = compensation.creation.patron;
    await agency.tell(agency.guardianChanged(patronId, 'another-person', second));
    await street.letWordsOfPatronsPass();
    await agency.tell(compensation.verified());

    await compensation.stands('accepted');
    expect((await compensation.receivable()).liable).toMatchObject({
      identifier: first.personIdentifier,
    });
  });

  it('R23, R24 stays with the child when a responsible person comes after creation, and then raises no task', async () => {
    const agency = await street.agency({ verification: { mode: 'manual' } });
    const child = aChild(12);
    const compensation = agency.compensation({ patron: child });
    await agency.tell(compensation.created());
    await compensation.stands('awaiting-verification');

    await agency.tell(agency.guardianChanged(child.patronId, 'another-person', aGuardian()));
    await street.letWordsOfPatronsPass();
    await agency.tell(compensation.verified());

    await compensation.stands('accepted');
    const held = await compensation.receivable();
    expect(held.liable).toMatchObject({ identifier: child.personIdentifier });
    expect(held.claimType).toBe(claimTypeCodes['compensation-acknowledged-minor-unguarded']);
    await compensation.hasTasks();
  });

  it('R23 counts a responsible person as of the day of creation: one named there who came later is not liable', async () => {
    const agency = await street.agency();
    const child = aChild(12);
    const fee = agency.fee({ patron: child, guardian: aGuardian({ since: day(-2) }) });

    const held = await agency.hasAccepted(fee);

    expect(held.liable).toMatchObject({ identifier: child.personIdentifier });
    expect(held.claimType).toBe(claimTypeCodes['fee-minor-unguarded']);
    expect(fee.openTasks()).toEqual([]);
  });

  it('R24 raises a task for a child who has no responsible person at sending', async () => {
    const agency = await street.agency();
    const fee = agency.fee({ patron: aChild(12) });

    await agency.hasAccepted(fee);

    await fee.hasTasks('missing-guardian');
    const tasks = await agency.ask('GET', 'verification', `/tasks?agencyId=${agency.agencyId}`);
    expect(tasks).toMatchObject({
      status: 200,
      body: [
        { kind: 'missing-guardian', feeId: fee.feeId, text: expect.stringContaining('Barnet') },
      ],
    });
  });

  it('R24, R30 clears the task by itself when a responsible person comes, and leaves liability', async () => {
    const agency = await street.agency();
    const child = aChild(12);
    const fee = agency.fee({ patron: child });
    const before = await agency.hasAccepted(fee);
    await fee.hasTasks('missing-guardian');

    await agency.tell(agency.guardianChanged(child.patronId, 'another-person', aGuardian()));

    await fee.hasTasks();
    expect(await fee.receivable()).toEqual(before);
  });

  it('R24 raises the task for a child whose responsible person went before sending, and keeps them liable', async () => {
    const agency = await street.agency({ verification: { mode: 'manual' } });
    const [child, guardian] = [aChild(12), aGuardian()];
    const compensation = agency.compensation({ patron: child, guardian });
    await agency.tell(compensation.created());
    await compensation.stands('awaiting-verification');
    await agency.tell(agency.guardianChanged(child.patronId, 'removed'));
    await street.letWordsOfPatronsPass();

    await agency.tell(compensation.verified());

    await compensation.stands('accepted');
    expect((await compensation.receivable()).liable).toMatchObject({
      identifier: guardian.personIdentifier,
    });
    await compensation.hasTasks('missing-guardian');
  });
});
