import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AgreementVaried } from './street/agreement.fixture.js';
import { day } from './street/calendar.fixture.js';
import { Street } from './street.fixture.js';

let street: Street;

beforeAll(async () => {
  street = await Street.open();
});
afterAll(() => street.close());

const byHand: AgreementVaried = { verification: { mode: 'manual' } };
const byLibrary: AgreementVaried = { verification: { mode: 'automatic' } };

describe('a compensation', () => {
  it('R09 goes at once where the agency does not verify', async () => {
    const agency = await street.agency({ verification: { mode: 'none' } });
    const compensation = agency.compensation();

    await agency.hasAccepted(compensation);

    expect(compensation.transfers()).toEqual(['queued', 'accepted']);
  });

  it('R09 waits where the agency verifies by hand, and goes when the library says so', async () => {
    const agency = await street.agency(byHand);
    const compensation = agency.compensation();
    await agency.tell(compensation.created());
    expect(await compensation.stands('awaiting-verification')).toMatchObject({
      reason: { code: 'awaiting-verification', text: expect.stringContaining('venter på') },
    });
    await street.letEverythingPass();
    expect(await agency.desk.receivables()).toEqual([]);

    await agency.tell(compensation.verified('manual'));

    await compensation.stands('accepted');
    expect(compensation.transfers()).toEqual(['awaiting-verification', 'queued', 'accepted']);
    expect(compensation.openTasks()).toEqual([]);
  });

  it('R09 waits, and goes when staff verify it over HTTP', async () => {
    const agency = await street.agency(byHand);
    const compensation = agency.compensation();
    await agency.tell(compensation.created());
    await compensation.stands('awaiting-verification');
    const { agencyId } = agency;
    const held = `/held?agencyId=${agencyId}&reason=awaiting-verification`;
    expect(await agency.ask('GET', 'verification', held)).toMatchObject({
      status: 200,
      body: [{ feeId: compensation.feeId, transfer: 'awaiting-verification', amount: '349.00' }],
    });

    const verify = `/held/${agencyId}/${compensation.feeId}/verify`;
    expect(await agency.ask('POST', 'verification', verify)).toMatchObject({ status: 200 });

    await compensation.stands('accepted');
    expect(await agency.ask('GET', 'verification', held)).toMatchObject({ body: [] });
  });

  it('R09 goes at once when it comes verified', async () => {
    const agency = await street.agency(byHand);
    const compensation = agency.compensation({ verified: true });

    await agency.hasAccepted(compensation);

    expect(compensation.transfers()).toEqual(['queued', 'accepted']);
  });

  it('R08, R09 waits while the fee of the same borrower goes', async () => {
    const agency = await street.agency(byHand);
    const fee = agency.fee();
    const compensation = agency.compensation({ patron: fee.creation.patron });

    await agency.tell(compensation.created(), fee.created());

    await fee.stands('accepted');
    expect(compensation.transfers()).toEqual(['awaiting-verification']);
  });

  it('R10 verifies itself the configured number of days after creation, and not a day earlier', async () => {
    const agency = await street.agency({ verification: { mode: 'automatic', afterDays: 7 } });
    const due = agency.compensation({ creationDate: day(-7), loan: undefined });
    const tomorrow = agency.compensation({ creationDate: day(-6), loan: undefined });

    await agency.tell(due.created(), tomorrow.created());

    await due.stands('accepted');
    await tomorrow.stands('awaiting-verification');
    expect(await agency.desk.receivables()).toHaveLength(1);
  });

  it('R10 goes by itself as soon as its days are over', async () => {
    const agency = await street.agency({ verification: { mode: 'automatic', afterDays: 7 } });
    const compensation = agency.compensation({ creationDate: day(-5), loan: undefined });
    await agency.tell(compensation.created());
    await compensation.stands('awaiting-verification');

    await agency.put({ verification: { mode: 'automatic', afterDays: 5 } });

    await compensation.stands('accepted');
    expect(compensation.transfers()).toEqual(['awaiting-verification', 'queued', 'accepted']);
  });

  it("R10 goes by the library's event where no days are set", async () => {
    const agency = await street.agency(byLibrary);
    const compensation = agency.compensation({ creationDate: day(-100), loan: undefined });
    await agency.tell(compensation.created());
    await compensation.stands('awaiting-verification');

    await agency.tell(compensation.verified('automatic'));

    await compensation.stands('accepted');
  });

  it('R10 can be verified by hand before its days are over', async () => {
    const agency = await street.agency({ verification: { mode: 'automatic', afterDays: 30 } });
    const compensation = agency.compensation();
    await agency.tell(compensation.created());
    await compensation.stands('awaiting-verification');

    await agency.tell(compensation.verified('manual'));

    await compensation.stands('accepted');
  });

  it('R10 is never sent when it is cancelled while it waits, even if it is verified later', async () => {
    const agency = await street.agency(byHand);
    const compensation = agency.compensation();
    await agency.tell(compensation.created());
    await compensation.stands('awaiting-verification');

    await agency.tell(compensation.cancelled());

    expect(await compensation.stands('withdrawn')).toMatchObject({ reason: { code: 'cancelled' } });
    await agency.tell(compensation.verified());
    const verify = `/held/${agency.agencyId}/${compensation.feeId}/verify`;
    expect(await agency.ask('POST', 'verification', verify)).toMatchObject({ status: 409 });
    await street.letEverythingPass();
    expect(compensation.transfers()).toEqual(['awaiting-verification', 'withdrawn']);
    expect(await agency.desk.receivables()).toEqual([]);
  });

  it('R10, R47 is not verified twice by a verification that overtakes its creation', async () => {
    const agency = await street.agency(byHand);
    const compensation = agency.compensation();
    const [created, verified] = [compensation.created(), compensation.verified()];

    await agency.tell(verified, verified, created, created);

    await compensation.stands('accepted');
    await street.letEverythingPass();
    expect(await agency.desk.receivables()).toHaveLength(1);
  });

  it('R09 is not forgotten when the agency stops verifying: what waits goes', async () => {
    const agency = await street.agency(byHand);
    const compensation = agency.compensation();
    await agency.tell(compensation.created());
    await compensation.stands('awaiting-verification');

    await agency.put({ verification: { mode: 'none' } });

    await compensation.stands('accepted');
  });
});
