import { describe, expect, it } from '@jest/globals';
import { control, type Told } from './control.js';
import { DebtorSystem } from './debtor-system.js';
import { aRegistration } from './registration.fixture.js';

const asked = (system: DebtorSystem, call: string, body?: object): Promise<Told> => {
  const [method = '', target = ''] = call.split(' ');
  const { pathname, searchParams } = new URL(target, 'http://simulator');
  return control(system, {
    method,
    path: pathname,
    query: searchParams,
    text: body === undefined ? '' : JSON.stringify(body),
  });
};

function aSystem(): { system: DebtorSystem; receivableId: string } {
  const system = new DebtorSystem('kmd-opus');
  const registration = aRegistration();
  system.books.keep(registration);
  return { system, receivableId: registration.charges[0]?.receivableId ?? '' };
}

describe('the controls of a debtor system', () => {
  it('tell what it holds, is owed and has still to report', async () => {
    const { system, receivableId } = aSystem();
    await asked(system, 'POST /control/pay', {
      receivableId,
      amountKroner: '100.00',
      channel: 'mobilepay',
    });
    await asked(system, 'POST /control/write-off', { receivableId, amountKroner: 30 });
    expect((await asked(system, 'GET /control/summary')).json).toMatchObject({
      receivables: { count: 1, ore: 23_000 },
      writtenDown: { ore: 0 },
      covered: { count: 1, ore: 10_000 },
      writtenOff: { count: 1, ore: 3_000 },
      outstanding: { ore: 10_000 },
      pendingReports: 2,
    });
    expect((await asked(system, 'GET /control/summary?municipality=55133018')).json).toMatchObject({
      receivables: { count: 0, ore: 0 },
    });
  });

  it('pay and give up once under one id, however often they are asked', async () => {
    const { system, receivableId } = aSystem();
    const id = crypto.randomUUID();
    const order = { receivableId, amountKroner: '100.00', id };
    for (const call of ['POST /control/pay', 'POST /control/pay', 'POST /control/write-off'])
      expect((await asked(system, call, order)).json).toEqual({ id, amountOre: 10_000 });
    expect((await asked(system, 'GET /control/summary')).json).toMatchObject({
      covered: { count: 1, ore: 10_000 },
      writtenOff: { count: 0 },
    });
    expect((await asked(system, 'GET /control/pending')).json).toEqual({
      pendingReports: 1,
      rejectedReports: 0,
    });
  });

  it('list receivables by municipality', async () => {
    const { system, receivableId } = aSystem();
    expect(
      (await asked(system, 'GET /control/receivables?municipality=29189889')).json,
    ).toMatchObject({
      receivables: [
        {
          receivableId,
          claimType: 'fee',
          dueDate: '2026-10-31',
          account: { kind: 'cpr' },
          liable: { kind: 'cpr' },
          post: 'digital',
        },
      ],
    });
    expect((await asked(system, 'GET /control/receivables?municipality=55133018')).json).toEqual({
      receivables: [],
    });
  });

  it('let nights pass on its own clock', async () => {
    const { system } = aSystem();
    const before = system.now().day;
    await asked(system, 'POST /control/night', { paidShare: 1, partialShare: 0 });
    expect(system.now().day > before).toBe(true);
    expect((await asked(system, 'GET /control/summary')).json).toMatchObject({
      nights: 1,
      outstanding: { ore: 0 },
    });
  });

  it('take a payment back', async () => {
    const { system, receivableId } = aSystem();
    const { json } = await asked(system, 'POST /control/pay', {
      receivableId,
      amountKroner: '230.00',
    });
    await asked(system, 'POST /control/reverse', json as object);
    expect((await asked(system, 'GET /control/summary')).json).toMatchObject({
      outstanding: { ore: 23_000 },
    });
  });

  it('take a payment back once under one id, however often that is asked for', async () => {
    const { system, receivableId } = aSystem();
    const { json } = await asked(system, 'POST /control/pay', {
      ...{ receivableId, amountKroner: '230.00' },
    });
    const { id } = json as { id: string };
    const reversal = { id, reversalId: crypto.randomUUID(), amountKroner: '30.00' };
    const once = await asked(system, 'POST /control/reverse', reversal);
    expect(once.json).toEqual({ id: reversal.reversalId, amountOre: 3_000 });
    expect(await asked(system, 'POST /control/reverse', reversal)).toEqual(once);
    expect((await asked(system, 'GET /control/summary')).json).toMatchObject({
      ...{ pendingReports: 2, outstanding: { ore: 3_000 } },
    });
  });

  it('R52 report a movement, or its reversal, once more', async () => {
    const { system, receivableId } = aSystem();
    const amount = { amountKroner: '100.00' };
    const paid = await asked(system, 'POST /control/pay', { receivableId, ...amount });
    const reversed = await asked(system, 'POST /control/reverse', paid.json as object);
    const { id } = reversed.json as { id: string };
    const again = await asked(system, 'POST /control/report-again', { id });
    expect(again).toEqual({ status: 200, json: { id, amountOre: 10_000 } });
    expect((await asked(system, 'GET /control/summary')).json).toMatchObject({
      ...{ pendingReports: 3, covered: { count: 1, ore: 0 }, outstanding: { ore: 23_000 } },
    });
  });

  it.each<[string, object | undefined, number]>([
    ['POST /control/party', {}, 404],
    ['GET /control/night', undefined, 404],
    ['POST /control/behave', { manner: 'sulk' }, 422],
    ['POST /control/behave', { rates: { sulk: 1 } }, 422],
    ['POST /control/pay', { receivableId: 'unknown', amountKroner: '1.00' }, 422],
    ['POST /control/reverse', { id: 'unknown' }, 422],
    ['POST /control/report-again', { id: 'unknown' }, 422],
    ['POST /control/report', { accountId: 'a', movements: [] }, 422],
    [
      'POST /control/report',
      { accountId: 'a', movements: [{ kind: 'covered', receivableId: 'b', amountKroner: '1.00' }] },
      422,
    ],
    ['PUT /control/callback', { url: 'nowhere' }, 422],
  ])('%s %j is answered %i', async (call, body, status) => {
    expect((await asked(aSystem().system, call, body)).status).toBe(status);
  });
});
