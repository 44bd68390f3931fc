import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { day } from './street/calendar.fixture.js';
import { aCompany, aGroup, anAdult, invented, type Patron } from './street/people.fixture.js';
import { Street } from './street.fixture.js';

let street: Street;

beforeAll(async () => {
  street = await Street.open();
});
afterAll(() => street.close());

function withoutCvr(kind: 'company' | 'library' = 'company'): Patron {
  const { cvrNumber: _, ...patron } = aCompany({ kind });
  return patron;
}

describe('a company', () => {
  it.each(['company', 'library'] as const)(
    'R27 (a %s) is held with a task until its CVR number comes, and then sent by itself',
    async (kind) => {
      const agency = await street.agency();
      const patron = withoutCvr(kind);
      const fee = agency.fee({ patron });
      await agency.tell(fee.created());
      expect(await fee.stands('not-transferable')).toMatchObject({
        reason: { code: 'missing-cvr', text: expect.stringContaining('CVR-nummer') },
      });
      await fee.hasTasks('missing-cvr');
      await street.letEverythingPass();
      expect(await agency.desk.receivables()).toEqual([]);

      const cvrNumber = invented.cvr();
      await agency.tell(agency.identityChanged({ ...patron, cvrNumber }));

      await fee.stands('accepted');
      await fee.hasTasks();
      expect((await fee.receivable()).account).toMatchObject({
        kind: 'cvr',
        identifier: cvrNumber,
      });
    },
  );

  it('R27 whose CVR number can not be right is held until it is', async () => {
    const agency = await street.agency();
    const patron = aCompany({ cvrNumber: '12345678' });
    const fee = agency.fee({ patron });
    await agency.tell(fee.created());
    expect(await fee.stands('not-transferable')).toMatchObject({
      reason: { code: 'invalid-identity' },
    });
    await fee.hasTasks('invalid-identity');

    await agency.tell(agency.identityChanged({ ...patron, cvrNumber: invented.cvr() }));

    await fee.stands('accepted');
    await fee.hasTasks();
  });

  it('R27, R28 sends P-number and EAN number along when they are known, the P-number by default', async () => {
    const agency = await street.agency();
    const numbers = { pNumber: invented.pNumber(), glnNumber: invented.gln() };

    const held = await agency.hasAccepted(agency.fee({ patron: aCompany(numbers) }));

    expect(held.account).toMatchObject({ pNumber: numbers.pNumber });
    expect(held).toMatchObject({ glnNumber: numbers.glnNumber, post: 'letter' });
    const text = held.textLines.join('\n');
    expect(text).toContain(numbers.pNumber);
    expect(text).toContain(numbers.glnNumber);
  });

  it('R28, R40 keeps the P-number off the account where the agency says so, and in the text', async () => {
    const agency = await street.agency({ sendPNumber: false });
    const pNumber = invented.pNumber();

    const held = await agency.hasAccepted(agency.fee({ patron: aCompany({ pNumber }) }));

    expect(held.account).not.toHaveProperty('pNumber');
    expect(held.liable).not.toHaveProperty('pNumber');
    expect(held.post).toBe('digital');
    expect(held.textLines.join('\n')).toContain(pNumber);
  });
});

describe('a borrower group', () => {
  it('R29 has no one liable: its balance is not transferable, and one on a named member is', async () => {
    const agency = await street.agency();
    const fee = agency.fee({ patron: aGroup() });
    await agency.tell(fee.created());

    expect(await fee.stands('not-transferable')).toMatchObject({
      reason: { code: 'no-liable-person', text: expect.stringContaining('medlem') },
    });
    await fee.hasTasks('no-liable-person');

    await agency.tell(fee.cancelled());
    expect(await fee.stands('withdrawn')).toMatchObject({ reason: { code: 'cancelled' } });
    await fee.hasTasks();
    await agency.hasAccepted(agency.fee({ patron: anAdult() }));
    expect(await agency.desk.receivables()).toHaveLength(1);
  });
});

describe('what can not be transferred', () => {
  it('R30 can be searched by agency, reason, kind, age and amount, and exported', async () => {
    const agency = await street.agency({ cutOffDate: day(-300) });
    const small = agency.fee({ patron: withoutCvr(), amount: '20.00' });
    const large = agency.fee({
      patron: withoutCvr(),
      amount: '900.00',
      creationDate: day(-200),
      loan: undefined,
    });
    const group = agency.fee({ patron: aGroup() });
    await agency.tell(small.created(), large.created(), group.created());
    for (const one of [small, large, group]) await one.stands('not-transferable');
    const found = async (query: string): Promise<unknown[]> => {
      const path = `/held?agencyId=${agency.agencyId}${query}`;
      const { body } = await agency.ask('GET', 'verification', path);
      return (body as { feeId: string }[]).map(({ feeId }) => feeId).sort();
    };

    expect(await found('')).toEqual([small.feeId, large.feeId, group.feeId]);
    expect(await found('&reason=missing-cvr')).toEqual([small.feeId, large.feeId]);
    expect(await found('&reason=missing-cvr&amountFrom=100.00')).toEqual([large.feeId]);
    expect(await found('&amountTo=100.00')).toEqual([small.feeId]);
    expect(await found('&olderThan=100')).toEqual([large.feeId]);
    expect(await found('&kind=group')).toEqual([group.feeId]);

    const path = `/held?agencyId=${agency.agencyId}&reason=missing-cvr`;
    const { status, body } = await agency.ask('GET', 'verification', path, { accept: 'text/csv' });
    expect(status).toBe(200);
    const lines = String(body).trim().split(/\r?\n/);
    expect(lines).toHaveLength(3);
    expect(lines[1]).toContain(small.feeId);
    expect(lines[2]).toContain('900');
  });

  it('R30 is told with every task at once, and each is cleared when it is cured', async () => {
    const agency = await street.agency();
    const patron = withoutCvr();
    const loan = { loanId: 'l', loanDate: day(-20), dueDate: day(-30) };
    const compensation = agency.compensation({ patron, loan });
    await agency.tell(compensation.created());
    await compensation.hasTasks('missing-cvr', 'dates-out-of-order');

    await agency.tell(agency.identityChanged({ ...patron, cvrNumber: invented.cvr() }));

    await compensation.hasTasks('dates-out-of-order');
    expect(await compensation.stands('not-transferable')).toMatchObject({
      reason: { code: 'dates-out-of-order' },
    });
    await agency.tell(compensation.cancelled());
    await compensation.hasTasks();
  });
});
