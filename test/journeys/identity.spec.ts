import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Agency } from './street/agency.fixture.js';
import { day, yearsBefore } from './street/calendar.fixture.js';
import type { Update } from './street/updates.fixture.js';
import {
  aChild,
  aCompany,
  aForeigner,
  aGuardian,
  anAdult,
  home,
  invented,
} from './street/people.fixture.js';
import { Street } from './street.fixture.js';

let street: Street;

beforeAll(async () => {
  street = await Street.open();
});
afterAll(() => street.close());

const born = yearsBefore(day(-60), 33);

/** A replacement number made from a birth date: the day raised by 60. */
function startOfReplacement(birthDate: string): string {
  const [year = '', month = '', dayOfMonth = ''] = birthDate.split('-');
  return `${String(Number(dayOfMonth) + 60)}${month}${year.slice(2)}`;
}

function assigned(agency: Agency, patronId: string): Update[] {
  return street.updates
    .of(agency.agencyId, patronId)
    .filter(({ type }) => type === 'dk.debitorbro.patron.replacement-assigned.v1');
}

describe('a person without a CPR number', () => {
  it.each([
    { kind: 'with the day raised', personIdentifier: invented.replacement(born) },
    { kind: 'with letters', personIdentifier: invented.letteredReplacement(born) },
    {
      kind: 'like a CPR number, and said to be none',
      personIdentifier: invented.cpr(born),
      personIdentifierKind: 'replacement' as const,
    },
  ])(
    "R25, R32 is sent with the library system's replacement number ($kind), name and address",
    async ({ kind: _, ...told }) => {
      const agency = await street.agency();
      const patron = anAdult({ ...told, birthDate: born });
      const fee = agency.fee({ patron });

      const held = await agency.hasAccepted(fee);

      const party = {
        kind: 'replacement',
        identifier: told.personIdentifier,
        name: patron.name,
        address: home,
      };
      expect(held).toMatchObject({ account: party, liable: party });
      expect(fee.openTasks()).toEqual([]);
      expect(assigned(agency, patron.patronId)).toEqual([]);
    },
  );

  it('R25 gets a number made from the birth date, once, told back to the library', async () => {
    const agency = await street.agency();
    const patron = aForeigner({ birthDate: born });

    const first = await agency.hasAccepted(agency.fee({ patron }));
    const second = await agency.hasAccepted(agency.fee({ patron }));

    expect(first.account).toMatchObject({
      kind: 'replacement',
      identifier: expect.stringMatching(new RegExp(`^${startOfReplacement(born)}\\d{4}$`)),
      name: patron.name,
      address: home,
    });
    expect(second.account).toEqual(first.account);
    expect(second.accountId).toBe(first.accountId);
    await street.eventually(() => {
      expect(assigned(agency, patron.patronId).map(({ data }) => data)).toEqual([
        {
          agencyId: agency.agencyId,
          patronId: patron.patronId,
          whose: 'patron',
          personIdentifier: first.account.identifier,
        },
      ]);
    });
  });

  it('R25 gets a number of their own, also when others were born the same day', async () => {
    const agency = await street.agency();
    const fees = [1, 2, 3].map(() => agency.fee({ patron: aForeigner({ birthDate: born }) }));

    await agency.tell(...fees.map((fee) => fee.created()));

    for (const fee of fees) await fee.stands('accepted');
    const held = await agency.desk.receivables();
    expect(new Set(held.map(({ account }) => account.identifier)).size).toBe(3);
    expect(new Set(held.map(({ accountId }) => accountId)).size).toBe(3);
  });

  it('R25 and without a birth date passes for an adult, and a task asks for the date until it is told', async () => {
    const agency = await street.agency();
    const { birthDate: _, ...patron } = aForeigner();
    const fee = agency.fee({ patron });

    const held = await agency.hasAccepted(fee);

    expect(held.account).toMatchObject({
      kind: 'replacement',
      identifier: expect.stringMatching(/^[67][0-9]\d{8}|^[89]\d{9}/),
    });
    expect(held.claimType).toBe(agency.agreement.claimTypes['fee']?.code);
    await fee.hasTasks('missing-birth-date');

    await agency.tell(agency.identityChanged({ ...patron, birthDate: born }));
    await fee.hasTasks();
  });

  it('R25 as a responsible person gets a number as well', async () => {
    const agency = await street.agency();
    const { personIdentifier: _, ...guardian } = aGuardian({ birthDate: born });
    const child = aChild(12);

    const held = await agency.hasAccepted(agency.fee({ patron: child, guardian }));

    expect(held.account).toMatchObject({ kind: 'cpr', identifier: child.personIdentifier });
    expect(held.liable).toMatchObject({
      kind: 'replacement',
      identifier: expect.stringMatching(new RegExp(`^${startOfReplacement(born)}`)),
      name: guardian.name,
      address: home,
    });
    await street.eventually(() => {
      expect(assigned(agency, child.patronId).map(({ data }) => data)).toMatchObject([
        { whose: 'guardian', personIdentifier: held.liable.identifier },
      ]);
    });
  });

  it.each(['kmd-opus', 'eg'] as const)('R26 can be sent to %s', async (product) => {
    const agency = await street.agency({ product });
    await agency.hasAccepted(agency.fee({ patron: aForeigner() }));
  });

  it.each(['prisme-2009', 'prisme-2015'] as const)(
    'R26 is held for %s with a task and on the list, until a CPR number comes',
    async (product) => {
      const agency = await street.agency({ product });
      const patron = aForeigner();
      const fee = agency.fee({ patron });
      await agency.tell(fee.created());
      expect(await fee.stands('not-transferable')).toMatchObject({
        reason: { code: 'no-cpr-on-prisme', text: expect.stringContaining('manuelt') },
      });
      await fee.hasTasks('no-cpr-on-prisme');
      const list = `/held?agencyId=${agency.agencyId}&reason=no-cpr-on-prisme`;
      expect(await agency.ask('GET', 'verification', list)).toMatchObject({
        body: [{ feeId: fee.feeId, patronKind: 'person' }],
      });

      const personIdentifier = invented.cpr(String(patron.birthDate));
      await agency.tell(agency.identityChanged({ ...patron, personIdentifier }));

      await fee.stands('accepted');
      await fee.hasTasks();
      expect((await fee.receivable()).account).toEqual({
        kind: 'cpr',
        identifier: personIdentifier,
      });
      expect(await agency.ask('GET', 'verification', list)).toMatchObject({ body: [] });
    },
  );

  it('R26 is held for Prisme also with a replacement number, and where it is the responsible person', async () => {
    const agency = await street.agency({ product: 'prisme-2015' });
    const fees = [
      agency.fee({ patron: anAdult({ personIdentifier: invented.replacement(born) }) }),
      agency.fee({ patron: anAdult({ personIdentifier: invented.letteredReplacement(born) }) }),
      agency.fee({
        patron: aChild(12),
        guardian: aGuardian({ personIdentifier: invented.replacement(born) }),
      }),
    ];

    await agency.tell(...fees.map((fee) => fee.created()));

    for (const fee of fees)
      expect(await fee.stands('not-transferable')).toMatchObject({
        reason: { code: 'no-cpr-on-prisme' },
      });
  });

  it('R26 is held for EG where the agency says so, and goes when it says otherwise', async () => {
    const agency = await street.agency({ product: 'eg', acceptsReplacementCpr: false });
    const fee = agency.fee({ patron: aForeigner() });
    await agency.tell(fee.created());
    await fee.stands('not-transferable');

    const { debtorSystem } = agency.agreement;
    await agency.put({ debtorSystem: { ...debtorSystem, acceptsReplacementCpr: true } });

    await fee.stands('accepted');
    await fee.hasTasks();
  });
});

describe('a number that changes', () => {
  it('R31 is sent on for every receivable of the borrower that is open, and each is answered', async () => {
    const agency = await street.agency();
    const patron = anAdult();
    const [fee, compensation] = [agency.fee({ patron }), agency.compensation({ patron })];
    const before = await agency.hasAccepted(fee);
    await agency.hasAccepted(compensation);

    const personIdentifier = invented.cpr();
    const change = agency.identityChanged({ ...patron, personIdentifier });
    await agency.tell(change);

    for (const balance of [fee, compensation]) {
      expect(await balance.answerTo(change)).toMatchObject({
        changeType: 'dk.debitorbro.patron.identity-changed.v1',
        state: 'accepted',
      });
      const held = await balance.receivable();
      expect(held.account).toEqual({ kind: 'cpr', identifier: personIdentifier });
      expect(held.liable).toEqual({ kind: 'cpr', identifier: personIdentifier });
      expect(held.amountOre).toBe(balance === fee ? 230_00 : 349_00);
    }
    const after = await fee.receivable();
    expect(after.receivableId).toBe(before.receivableId);
    expect(after.liabilities.filter(({ to }) => to === undefined)).toHaveLength(1);
    expect(await agency.desk.receivables()).toHaveLength(2);
  });

  it('R31 of a replacement for a CPR number takes name and address away', async () => {
    const agency = await street.agency();
    const patron = aForeigner();
    const fee = agency.fee({ patron });
    await agency.hasAccepted(fee);

    const personIdentifier = invented.cpr(String(patron.birthDate));
    const change = agency.identityChanged({ ...patron, personIdentifier });
    await agency.tell(change);

    expect(await fee.answerTo(change)).toMatchObject({ state: 'accepted' });
    expect((await fee.receivable()).account).toEqual({ kind: 'cpr', identifier: personIdentifier });
  });

  it('R31 of a company is sent on', async () => {
    const agency = await street.agency();
    const patron = aCompany();
    const fee = agency.fee({ patron });
    await agency.hasAccepted(fee);

    const cvrNumber = invented.cvr();
    const change = agency.identityChanged({ ...patron, cvrNumber });
    await agency.tell(change);

    expect(await fee.answerTo(change)).toMatchObject({ state: 'accepted' });
    expect((await fee.receivable()).account).toMatchObject({ kind: 'cvr', identifier: cvrNumber });
  });

  it('R31, R23 of the responsible person is sent on, and the account stays', async () => {
    const agency = await street.agency();
    const [child, guardian] = [aChild(12), aGuardian()];
    const fee = agency.fee({ patron: child, guardian });
    await agency.hasAccepted(fee);

    const personIdentifier = invented.cpr();
    const renumbered = { ...guardian, personIdentifier };
    const change = agency.guardianChanged(child.patronId, 'number-changed', renumbered);
    await agency.tell(change);

    expect(await fee.answerTo(change)).toMatchObject({
      changeType: 'dk.debitorbro.patron.guardian-changed.v1',
      state: 'accepted',
    });
    const held = await fee.receivable();
    expect(held.liable).toMatchObject({ identifier: personIdentifier });
    expect(held.account).toMatchObject({ identifier: child.personIdentifier });
  });

  it('R31 is not sent on for what is paid, taken back, or told again as it was', async () => {
    const agency = await street.agency();
    const patron = anAdult();
    const [paid, cancelled, same] = [1, 2, 3].map(() => agency.fee({ patron }));
    if (!paid || !cancelled || !same) throw new Error('three fees');
    const { receivableId } = await agency.hasAccepted(paid);
    await agency.hasAccepted(cancelled);
    await agency.hasAccepted(same);
    await agency.desk.pay(receivableId, '230.00');
    const cancellation = cancelled.cancelled();
    await agency.tell(cancellation);
    await cancelled.answerTo(cancellation);
    await street.eventually(() => {
      expect(paid.heardOf('balance.transaction-registered')).toHaveLength(1);
    });
    const before = await agency.desk.receivables();

    await agency.tell(agency.identityChanged({ ...patron, name: 'Et andet navn' }));
    await street.letWordsOfPatronsPass();
    expect(await agency.desk.receivables()).toEqual(before);

    const change = agency.identityChanged({ ...patron, personIdentifier: invented.cpr() });
    await agency.tell(change);
    await same.answerTo(change);
    for (const closed of [paid, cancelled]) {
      const { account } = await closed.receivable();
      expect(account).toMatchObject({ identifier: patron.personIdentifier });
      expect(closed.answersTo(change)).toEqual([]);
    }
  });

  it('R31, R30 releases what was held for it', async () => {
    const agency = await street.agency();
    const patron = anAdult({ personIdentifier: '3113991234' });
    const fee = agency.fee({ patron });
    await agency.tell(fee.created());
    expect(await fee.stands('not-transferable')).toMatchObject({
      reason: { code: 'invalid-identity' },
    });
    await fee.hasTasks('invalid-identity');

    const personIdentifier = invented.cpr();
    await agency.tell(agency.identityChanged({ ...patron, personIdentifier }));

    await fee.stands('accepted');
    await fee.hasTasks();
    expect((await fee.receivable()).account).toMatchObject({ identifier: personIdentifier });
  });

  it('R31, R30 makes a rejected receivable be registered anew, once, and clears its task', async () => {
    const agency = await street.agency();
    const patron = anAdult();
    const fee = agency.fee({ patron });
    await agency.desk.behave({ manner: 'reject' });
    await agency.tell(fee.created());
    await fee.stands('rejected');
    await fee.hasTasks('rejected-by-debtor-system');
    await agency.desk.behave({});

    const personIdentifier = invented.cpr();
    const change = agency.identityChanged({ ...patron, personIdentifier });
    await agency.tell(change);

    await fee.stands('accepted');
    expect(await fee.answerTo(change)).toMatchObject({ state: 'accepted' });
    await fee.hasTasks();
    expect(await fee.receivable()).toMatchObject({
      account: { identifier: personIdentifier },
      liable: { identifier: personIdentifier },
      amountOre: 230_00,
    });
    expect(await agency.desk.receivables()).toHaveLength(1);
  });

  it('R31, R43, R48 lets what was held back behind a rejected charge follow it to the new account', async () => {
    const agency = await street.agency();
    const patron = anAdult();
    const fee = agency.fee({ patron });
    await agency.desk.behave({ manner: 'reject' });
    await agency.tell(fee.created());
    await fee.stands('rejected');
    const lowered = fee.amountChanged('200.00');
    await agency.tell(lowered);
    await street.letEverythingPass();
    await agency.desk.behave({});

    const personIdentifier = invented.cpr();
    await agency.tell(agency.identityChanged({ ...patron, personIdentifier }));

    await fee.stands('accepted');
    expect(await fee.answerTo(lowered)).toMatchObject({ state: 'accepted' });
    expect(await fee.receivable()).toMatchObject({
      account: { identifier: personIdentifier },
      sums: { outstandingOre: 200_00 },
    });
  });

  it('R31 wins by its time over a creation that arrives later', async () => {
    const agency = await street.agency();
    const patron = anAdult();
    const fee = agency.fee({ patron });
    const created = fee.created();
    const personIdentifier = invented.cpr();
    await agency.tell(agency.identityChanged({ ...patron, personIdentifier }));
    await street.letWordsOfPatronsPass();

    await agency.tell(created);

    await fee.stands('accepted');
    await fee.receivable(({ account, liable }) => {
      expect(account).toMatchObject({ identifier: personIdentifier });
      expect(liable).toMatchObject({ identifier: personIdentifier });
    });
  });

  it('R31 yields to a creation that is newer by its time, though it arrives later', async () => {
    const agency = await street.agency();
    const patron = anAdult();
    const older = agency.identityChanged(
      { ...patron, personIdentifier: invented.cpr() },
      `${day(-30)}T12:00:00Z`,
    );
    const fee = agency.fee({ patron });
    const before = await agency.hasAccepted(fee);

    await agency.tell(older);

    await street.letWordsOfPatronsPass();
    expect(await fee.receivable()).toEqual(before);
    expect(fee.answersTo(older)).toEqual([]);
  });

  it('R31 that is taken back again is sent on as well: the former number counts anew', async () => {
    const agency = await street.agency();
    const patron = anAdult();
    const fee = agency.fee({ patron });
    const before = await agency.hasAccepted(fee);
    const mistaken = agency.identityChanged({ ...patron, personIdentifier: invented.cpr() });
    const corrected = agency.identityChanged(patron);

    await agency.tell(mistaken);
    expect(await fee.answerTo(mistaken)).toMatchObject({ state: 'accepted' });
    await agency.tell(corrected);
    expect(await fee.answerTo(corrected)).toMatchObject({ state: 'accepted' });

    const { account, accountId, liabilities } = await fee.receivable();
    expect(account).toMatchObject({ identifier: patron.personIdentifier });
    expect(accountId).toBe(before.accountId);
    expect(liabilities).toHaveLength(3);
    expect(liabilities.filter(({ to }) => to === undefined)).toHaveLength(1);
  });

  it('R31, R43, R49 leaves later changes and payments to find the receivable on its new account', async () => {
    const agency = await street.agency();
    const patron = anAdult();
    const fee = agency.fee({ patron });
    const { receivableId } = await agency.hasAccepted(fee);
    const change = agency.identityChanged({ ...patron, personIdentifier: invented.cpr() });
    const lowered = fee.amountChanged('200.00');

    await agency.tell(change);
    await fee.answerTo(change);
    await agency.tell(lowered);

    expect(await fee.answerTo(lowered)).toMatchObject({ state: 'accepted' });
    const payment = await agency.desk.pay(receivableId, '200.00');
    await street.eventually(() => {
      expect(fee.heardOf('balance.transaction-registered')).toMatchObject([
        { transactionId: payment, remainingAmount: '0.00' },
      ]);
    });
  });

  it('R25, R31 is none when the library tells us of the replacement number that we made', async () => {
    const agency = await street.agency();
    const patron = aForeigner({ birthDate: born });
    const fee = agency.fee({ patron });
    const before = await agency.hasAccepted(fee);
    const personIdentifier = before.account.identifier;

    await agency.tell(agency.identityChanged({ ...patron, personIdentifier }));

    await street.letWordsOfPatronsPass();
    expect(await fee.receivable()).toEqual(before);
    const next = await agency.hasAccepted(agency.fee({ patron: { ...patron, personIdentifier } }));
    expect(next.accountId).toBe(before.accountId);
  });

  it('R31 ends with the newest of two, in whatever order they arrive', async () => {
    const agency = await street.agency();
    const patron = anAdult();
    const fee = agency.fee({ patron });
    await agency.hasAccepted(fee);
    const [older, newest] = [invented.cpr(), invented.cpr()];
    const first = agency.identityChanged({ ...patron, personIdentifier: older });
    const second = agency.identityChanged({ ...patron, personIdentifier: newest });

    await agency.tell(second, first, second);

    await fee.answerTo(second);
    await fee.receivable(({ account }) => {
      expect(account).toMatchObject({ identifier: newest });
    });
    expect(await agency.desk.receivables()).toHaveLength(1);
  });
});
