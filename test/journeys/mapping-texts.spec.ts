import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { claimTypeCodes, psrmTypes } from './street/agreement.fixture.js';
import { aBook } from './street/balance.fixture.js';
import { day, daysAfter, inDanish, yearsBefore } from './street/calendar.fixture.js';
import { aChild, aCompany, aGuardian, anAdult, invented } from './street/people.fixture.js';
import { Street } from './street.fixture.js';

let street: Street;

beforeAll(async () => {
  street = await Street.open();
});
afterAll(() => street.close());

const loan = { loanId: 'l1', loanDate: day(-65), dueDate: day(-34) };

describe('the parts of a receivable', () => {
  it('R32 names nobody who has a CPR or CVR number', async () => {
    const agency = await street.agency();
    const person = await agency.hasAccepted(agency.fee());
    const company = await agency.hasAccepted(agency.fee({ patron: aCompany() }));

    for (const { account, liable } of [person, company])
      for (const party of [account, liable]) {
        expect(party).not.toHaveProperty('name');
        expect(party).not.toHaveProperty('address');
      }
  });

  it('R33 is created on the day on which the balance was', async () => {
    const agency = await street.agency();
    const held = await agency.hasAccepted(agency.fee({ creationDate: day(-17), loan: undefined }));
    expect(held.creationDate).toBe(day(-17));
  });

  it('R34 is what is left of the balance when it is first sent', async () => {
    const agency = await street.agency();
    const partly = agency.fee({ amount: '230.00', remainingAmount: '130.55' });
    expect(await agency.hasAccepted(partly)).toMatchObject({ amountOre: 130_55 });
  });

  it('R35, R41 has a claim type of its own for fees and either compensation, with its PSRM type', async () => {
    const agency = await street.agency();
    const fee = await agency.hasAccepted(agency.fee());
    const acknowledged = await agency.hasAccepted(agency.compensation({ acknowledged: true }));
    const other = await agency.hasAccepted(agency.compensation({ acknowledged: false }));

    const coded = [fee, acknowledged, other].map(({ claimType, psrmType }) => [
      claimType,
      psrmType,
    ]);
    expect(coded).toEqual([
      [claimTypeCodes.fee, psrmTypes.fee],
      [claimTypeCodes['compensation-acknowledged'], psrmTypes['compensation-acknowledged']],
      [claimTypeCodes['compensation-unacknowledged'], psrmTypes['compensation-unacknowledged']],
    ]);
  });
});

describe('the dates of a receivable', () => {
  it.each([
    {
      of: 'a fee of a loan',
      told: { loan },
      dates: { foundationDate: day(-33), dueDate: day(-3), from: day(-33), to: day(-3) },
    },
    {
      of: 'a fee of a loan that was renewed',
      told: { loan: { ...loan, renewalDate: day(-50) } },
      dates: { foundationDate: day(-33), dueDate: day(-3), from: day(-33), to: day(-3) },
    },
    {
      of: 'a fee without a loan',
      told: { loan: undefined },
      dates: { foundationDate: day(-3), dueDate: day(27), from: day(-3), to: day(-3) },
    },
    {
      of: 'a compensation for a loan',
      told: { type: 'compensation' as const, acknowledged: true, loan },
      dates: { foundationDate: day(-65), dueDate: day(-34), from: day(-65), to: day(-34) },
    },
    {
      of: 'a compensation for a loan that was renewed',
      told: {
        type: 'compensation' as const,
        acknowledged: true,
        loan: { ...loan, renewalDate: day(-50) },
      },
      dates: { foundationDate: day(-50), dueDate: day(-34), from: day(-50), to: day(-34) },
    },
    {
      of: 'a compensation without a loan',
      told: { type: 'compensation' as const, acknowledged: true, loan: undefined },
      dates: { foundationDate: day(-3), dueDate: day(-3), from: day(-3), to: day(-3) },
    },
  ])('R36, R37, R38, R42 are, for $of, as the rules want', async ({ told, dates }) => {
    const agency = await street.agency();

    const held = await agency.hasAccepted(agency.fee(told));

    const { from, to, ...days } = dates;
    expect(held).toMatchObject({ ...days, periodFrom: from, periodTo: to });
    expect(held.foundationDate <= held.dueDate).toBe(true);
  });

  it('R36 let a fee fall due as many days after the overdue date as the agency says', async () => {
    const agency = await street.agency({ feeDueDays: 14 });
    expect(await agency.hasAccepted(agency.fee({ loan }))).toMatchObject({ dueDate: day(-19) });
    const withoutLoan = agency.fee({ loan: undefined });
    expect(await agency.hasAccepted(withoutLoan)).toMatchObject({ dueDate: day(11) });
  });

  it('R38 span one year less a day at most: the start is kept, the end is cut', async () => {
    const agency = await street.agency();
    const longLoan = { loanId: 'l', loanDate: day(-900), dueDate: day(-500) };

    const fee = await agency.hasAccepted(agency.fee({ loan: longLoan }));
    const compensation = await agency.hasAccepted(agency.compensation({ loan: longLoan }));

    expect(fee.periodFrom).toBe(day(-499));
    expect(compensation.periodFrom).toBe(day(-900));
    for (const { periodFrom = '', periodTo = '' } of [fee, compensation])
      expect([364, 365].map((days) => daysAfter(periodFrom, days))).toContain(periodTo);
    expect(compensation.dueDate).toBe(day(-500));
  });

  it('R42 are held, not sent wrong, where the source has them out of order', async () => {
    const agency = await street.agency();
    const compensation = agency.compensation({
      loan: { loanId: 'l', loanDate: day(-30), dueDate: day(-40) },
    });

    await agency.tell(compensation.created());

    expect(await compensation.stands('not-transferable')).toMatchObject({
      reason: { code: 'dates-out-of-order', text: expect.stringContaining('rækkefølge') },
    });
    await compensation.hasTasks('dates-out-of-order');
    await street.letEverythingPass();
    expect(await agency.desk.receivables()).toEqual([]);
  });
});

describe('the specification', () => {
  it('R39 says the number of fee or compensation, of the bill or else of the library system', async () => {
    const agency = await street.agency();
    const billed = agency.fee({ billNumber: 'F-2026-17' });
    const unbilled = agency.compensation({ billNumber: undefined });

    expect((await agency.hasAccepted(billed)).specification).toContain('Gebyr-nr. F-2026-17');
    expect((await agency.hasAccepted(unbilled)).specification).toContain(
      `Erstatnings-nr. ${unbilled.feeId}`,
    );
  });

  it("R39 holds the minor's name and birth date", async () => {
    const agency = await street.agency();
    const born = yearsBefore(day(-13), 12);
    const patron = aChild(12, { name: 'Åse Ærø Ørsted' });
    const fee = agency.fee({ patron, guardian: aGuardian() });

    const { specification } = await agency.hasAccepted(fee);

    expect(specification).toBe(
      `Biblioteksgebyr ${fee.feeId}: Gebyr-nr. ${String(fee.creation.billNumber)}, Åse Ærø Ørsted, født ${inDanish(born)}`,
    );
  });

  it('R39, R41 leaves the name out where the agency says so, and is then not warned of', async () => {
    const agency = await street.agency({ specificationText: 'privacy' });
    const child = aChild(12);
    const fee = agency.fee({ patron: child, guardian: aGuardian() });

    const { specification = '' } = await agency.hasAccepted(fee);

    expect(specification).toContain(String(fee.creation.billNumber));
    expect(specification).not.toContain('Asta');
    expect(specification).not.toContain('Ærenlund');
    expect(specification).not.toContain(String(child.personIdentifier));
    expect(fee.heardOf('balance.transfer-changed').at(-1)).not.toHaveProperty('warnings');
  });

  it('R39 holds 100 characters at most, and the number always', async () => {
    const agency = await street.agency();
    const patron = aChild(12, { name: 'Anna-Margrethe Karoline Østergaard '.repeat(5) });
    const fee = agency.fee({ patron, guardian: aGuardian() });

    const { specification = '' } = await agency.hasAccepted(fee);

    expect(specification.length).toBeLessThanOrEqual(100);
    expect(specification).toContain(String(fee.creation.billNumber));
    expect(specification).toContain('født');
  });
});

describe('the claim text', () => {
  it('R40 tells what a fee was calculated from, a line per material, then loan and numbers', async () => {
    const agency = await street.agency();
    const second = { materialItemNumber: '4711002', title: 'Måske én til' };
    const fee = agency.fee({ loan, materials: [aBook, second] });

    const { textLines } = await agency.hasAccepted(fee);

    expect(textLines).toEqual([
      `Beregnet fra: ${inDanish(day(-33))} 46.4 Gry Åberg Ærø rundt på cykel`,
      `Beregnet fra: ${inDanish(day(-33))} Måske én til`,
      `Lånt: ${inDanish(day(-65))} Afl.frist: ${inDanish(day(-34))}`,
      `Gebyr-nr. ${String(fee.creation.billNumber)} Materiale-nr. 4711001, 4711002`,
    ]);
  });

  it('R40 tells of a compensation from the day of its creation, and of a loan only where there is one', async () => {
    const agency = await street.agency();
    const compensation = agency.compensation({ loan: undefined });

    const { textLines } = await agency.hasAccepted(compensation);

    expect(textLines).toEqual([
      `Beregnet fra: ${inDanish(day(-3))} 46.4 Gry Åberg Ærø rundt på cykel`,
      `Erstatnings-nr. ${String(compensation.creation.billNumber)} Materiale-nr. 4711001`,
    ]);
  });

  it("R40, R18 ends with the minor's CPR number", async () => {
    const agency = await street.agency();
    const child = aChild(12);

    const { textLines } = await agency.hasAccepted(agency.fee({ patron: child }));

    expect(textLines.at(-1)).toContain(String(child.personIdentifier));
    const adult = anAdult();
    const ofAdult = await agency.hasAccepted(agency.fee({ patron: adult }));
    expect(ofAdult.textLines.join('\n')).not.toContain(String(adult.personIdentifier));
  });

  it('R40 ends with P-number and EAN number of a company', async () => {
    const agency = await street.agency();
    const numbers = { pNumber: invented.pNumber(), glnNumber: invented.gln() };

    const { textLines } = await agency.hasAccepted(agency.fee({ patron: aCompany(numbers) }));

    expect(textLines.at(-1)).toContain(numbers.pNumber);
    expect(textLines.at(-1)).toContain(numbers.glnNumber);
  });

  it('R40 cuts a line of more than 255 characters at a word, and never inside a number', async () => {
    const agency = await street.agency();
    const words = 'Ærøskøbing '.repeat(18).trim();
    const long = { ...aBook, title: `${words} 1234567890123456789012345 slut` };
    const many = Array.from({ length: 40 }, (_, at) => ({
      materialItemNumber: String(50_000_000 + at),
      title: 'Bind',
    }));

    const cut = await agency.hasAccepted(agency.fee({ materials: [long] }));
    const whole = `Beregnet fra: ${inDanish(day(-33))} 46.4 Gry Åberg ${long.title}`;
    expect(whole.length).toBeGreaterThan(255);
    expect(cut.textLines[0]?.length).toBeLessThanOrEqual(255);
    expect(whole.startsWith(String(cut.textLines[0]))).toBe(true);
    expect(cut.textLines[0]).toMatch(/Ærøskøbing$/);

    const numbered = await agency.hasAccepted(agency.fee({ materials: many }));
    expect(Math.max(...numbered.textLines.map(({ length }) => length))).toBeLessThanOrEqual(255);
    const text = numbered.textLines.join('\n');
    for (const { materialItemNumber } of many)
      expect(text).toMatch(new RegExp(`\\b${materialItemNumber}\\b`));
  });
});

describe('what the state would refuse later', () => {
  it('R41 goes along as a warning with the answer: a debt that is time-barred', async () => {
    const agency = await street.agency({ product: 'kmd-opus' });
    await agency.moveCutOff(day(-1_500));
    const longAgo = { creationDate: day(-1_400), loan: undefined };
    const fee = agency.fee(longAgo);

    await agency.hasAccepted(fee);

    expect(await fee.stands('accepted')).toMatchObject({
      warnings: [{ code: 'psrm-R_3_1', text: expect.stringContaining('forældet') }],
    });
    const path = `/balances/${agency.agencyId}/${fee.feeId}`;
    expect(await agency.ask('GET', 'payment-reconciliation', path)).toMatchObject({
      body: { warnings: [{ code: 'psrm-R_3_1' }] },
    });
  });

  it('R41, R39 goes along as a warning: a text that names a child who is not the debtor', async () => {
    const agency = await street.agency();
    const fee = agency.fee({ patron: aChild(12), guardian: aGuardian() });

    await agency.hasAccepted(fee);

    expect(await fee.stands('accepted')).toMatchObject({
      warnings: [{ code: 'psrm-names-another', text: expect.stringContaining('navn') }],
    });
  });

  it('R41 is nothing for what is in order', async () => {
    const agency = await street.agency();
    const fee = agency.fee();
    await agency.hasAccepted(fee);
    expect(fee.heardOf('balance.transfer-changed').at(-1)).not.toHaveProperty('warnings');
  });
});
