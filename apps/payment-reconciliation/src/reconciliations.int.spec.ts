import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { MovementType, StatedReceivable } from '@libs/contracts';
import { Money } from '@libs/kernel';
import { eventually } from '@libs/testing';
import { agencyId, Bookkeeping, municipality, told, type Charged } from './bookkeeping.fixture.js';

/** Each test has a year of its own, and each is before the last one's: what comes after a period is none of its business. */
type Month = { readonly from: string; readonly to: string };
let year = 2026;

let books: Bookkeeping;
let month: Month;

beforeAll(async () => {
  books = await Bookkeeping.open();
}, 60_000);
afterAll(async () => {
  await books.close();
}, 60_000);

function aYear(): void {
  year -= 1;
  month = { from: `${String(year)}-01-01`, to: `${String(year)}-01-31` };
}

const on = (day: number): string =>
  `${month.from.slice(0, 8)}${String(day).padStart(2, '0')}T09:00:00Z`;

const dayFrom = (days: number): string =>
  new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

function stated(
  { receivableId }: Pick<Charged, 'receivableId'>,
  ...movements: readonly (readonly [MovementType, string])[]
): StatedReceivable {
  const raises = ['creation', 'payment_reduction', 'write_off_reduction'];
  const outstanding = movements.reduce((sum, [type, amount]) => {
    const kroner = Money.fromKroner(amount);
    return raises.includes(type) ? sum.plus(kroner) : sum.minus(kroner);
  }, Money.zero);
  return {
    receivableId,
    outstanding: outstanding.toKroner(),
    movements: movements.map(([type, amount]) => ({ type, amount, registeredAt: on(3) })),
  };
}

type Reconciliation = {
  readonly ours: Side;
  readonly theirs: Side | null;
  readonly run: { readonly state: string; readonly reason?: { code: string } } | null;
  readonly counts: Readonly<Record<string, number>> | null;
  readonly differences: readonly Readonly<Record<string, string>>[];
};
type Side = {
  readonly receivables: number;
  readonly opening?: string;
  readonly moved?: Readonly<Record<string, string>>;
  readonly closing: string;
};

const path = (of = ''): string =>
  `/reconciliations/${municipality}${of}?from=${month.from}&to=${month.to}`;

function ask(): Promise<Response> {
  return books.postJson(`/reconciliations/${municipality}`, month);
}

async function seen(): Promise<Reconciliation> {
  return (await (await books.request(path())).json()) as Reconciliation;
}

/** What came of it, once it has come to an end. */
async function ended(): Promise<Reconciliation> {
  return eventually(async () => {
    const reconciliation = await seen();
    expect(['done', 'failed']).toContain(reconciliation.run?.state);
    return reconciliation;
  });
}

async function reconciled(
  ...pages: readonly (readonly StatedReceivable[])[]
): Promise<Reconciliation> {
  expect((await ask()).status).toBe(202);
  await books.answerStatement(...pages);
  return ended();
}

function upload(file: string, type = 'text/csv'): Promise<Response> {
  const headers = { 'content-type': type };
  return books.request(path('/statements'), { method: 'POST', body: file, headers });
}

const found = ({ differences }: Reconciliation): unknown =>
  differences.map(({ type, because, here, there }) => [type, because, here, there]);

describe('a reconciliation with the debtor system', () => {
  it('R53 of two sides that agree has their identities and no difference', async () => {
    aYear();
    const charged = await books.charge('230.00', { at: on(2) });
    const coverage = await books.report(charged, 'covered', '100.00', { at: on(5) });
    await books.report(charged, 'coverage-reversed', '40.00', { of: coverage, at: on(6) });
    const other = await books.charge('50.00', { at: on(2) });

    const reconciliation = await reconciled(
      [
        stated(
          charged,
          ['creation', '230.00'],
          ['payment', '100.00'],
          ['payment_reduction', '40.00'],
        ),
      ],
      [stated(other, ['creation', '50.00'])],
    );

    const side = {
      receivables: 2,
      opening: '0.00',
      closing: '220.00',
      moved: expect.objectContaining({
        ...{ creation: '280.00', payment: '100.00', payment_reduction: '40.00', write_off: '0.00' },
      }),
    };
    expect(reconciliation.ours).toEqual(side);
    expect(reconciliation.theirs).toEqual(side);
    expect(reconciliation.differences).toEqual([]);
    expect(reconciliation.counts).toEqual({
      ...{ 'missing-here': 0, 'missing-there': 0, amount: 0, state: 0, timing: 0 },
    });
  });

  it('R53 types every difference and names the receivable', async () => {
    aYear();
    const short = await books.charge('230.00', { at: on(2) });
    const gone = await books.charge('20.00', { at: on(2) });
    const refused = await books.charge('70.00', { at: on(2), answer: 'rejected' });
    const waiting = await books.charge('90.00', { at: on(2), answer: 'none' });
    const stranger = { receivableId: randomUUID() };
    await books.report(gone, 'covered', '20.00', { at: on(4) });

    const before = stated(short, ['creation', '230.00'], ['payment', '30.00']);
    const { differences, counts } = await reconciled([
      before,
      stated(refused, ['creation', '70.00']),
      stated(stranger, ['creation', '15.00']),
    ]);

    const byId = new Map(differences.map((one) => [one['receivableId'], one]));
    expect(byId.get(short.receivableId)).toMatchObject({
      ...{ type: 'amount', here: '230.00', there: '200.00', difference: '30.00' },
      ...{ agencyId, feeId: short.feeId },
    });
    expect(byId.get(gone.receivableId)).toMatchObject({ type: 'missing-there', here: '0.00' });
    expect(byId.get(refused.receivableId)).toMatchObject({ type: 'state', here: '70.00' });
    expect(byId.get(waiting.receivableId)).toMatchObject({ type: 'timing', here: '90.00' });
    expect(byId.get(stranger.receivableId)).toMatchObject({ type: 'missing-here', there: '15.00' });
    expect(counts).toMatchObject({
      ...{ amount: 1, 'missing-there': 1, state: 1, timing: 1, 'missing-here': 1 },
    });
  });

  it('R53 goes on from what stood when the period began', async () => {
    aYear();
    const charged = await books.charge('230.00', { at: on(2) });
    const creation = stated(charged, ['creation', '230.00']);
    month = { from: `${String(year)}-02-01`, to: `${String(year)}-02-28` };
    await books.report(charged, 'covered', '30.00', { at: on(3) });
    const payment = stated(charged, ['creation', '1.00'], ['payment', '30.00']).movements.slice(1);

    const { theirs } = await reconciled([
      Object.assign(creation, {
        outstanding: '200.00',
        movements: [...creation.movements, ...payment],
      }),
    ]);

    expect(theirs).toMatchObject({ opening: '230.00', closing: '200.00' });
    expect(theirs?.moved).toMatchObject({ creation: '0.00', payment: '30.00' });
  });

  it('R50, R53 what is younger than a cadence is a matter of time', async () => {
    const now = new Date().toISOString();
    month = { from: dayFrom(-1), to: dayFrom(1) };
    const charged = await books.charge('230.00', { at: now });

    const paidThere = stated(charged, ['creation', '230.00'], ['payment', '30.00']);
    const movements = paidThere.movements.map((one) => Object.assign(one, { registeredAt: now }));

    const { differences } = await reconciled([Object.assign(paidThere, { movements })]);

    const one = differences.find(({ receivableId }) => receivableId === charged.receivableId);
    expect(one).toMatchObject({ type: 'timing', because: 'too-young' });
  });

  it('fails, and says why, when the debtor system can not be read', async () => {
    aYear();
    await ask();
    const statementId = await books.statementAsked();
    const of = { statementId, municipalityCode: municipality };
    const reason = { code: 'statement.no-answer', text: 'Debitorsystemet svarede ikke.' };
    await books.tell(told('statement.failed', { ...of, reason }));

    expect((await ended()).run).toMatchObject({ state: 'failed', reason });
    expect((await books.request(path(), { headers: { accept: 'text/csv' } })).status).toBe(409);
    const page = await books.request(path(), { headers: { accept: 'text/html' } });
    expect(await page.text()).toContain('Debitorsystemet svarede ikke.');
  });

  it('fails when a statement has a receivable on two pages', async () => {
    aYear();
    const twice = stated({ receivableId: randomUUID() }, ['creation', '1.00']);

    const { run } = await reconciled([twice], [twice]);

    expect(run).toMatchObject({ state: 'failed' });
    expect(run?.reason?.code).toBe('statement.repeats-a-receivable');
  });

  it('fails when a statement has fewer receivables than it says', async () => {
    aYear();
    await ask();
    const statementId = await books.statementAsked();
    const of = { statementId, municipalityCode: municipality };
    await books.tell(told('statement.completed', { ...of, receivables: 1 }));

    const { run } = await ended();

    expect(run?.reason?.code).toBe('statement.incomplete');
  });

  it('leaves alone what nobody here asked for', async () => {
    const of = { statementId: randomUUID(), municipalityCode: municipality };
    const page = [stated({ receivableId: randomUUID() }, ['creation', '1.00'])];

    await books.tell(
      told('statement.page-read', { ...of, receivables: page }),
      told('statement.completed', { ...of, receivables: 1 }),
    );

    await eventually(async () => {
      const [row] = await books.database.query<{ applied: string }>(
        `SELECT count(*) AS applied FROM messaging.position`,
      );
      return Number(row?.applied) > 0;
    });
    expect(await books.database.query(`SELECT 1 FROM statement_line`)).toEqual([]);
  });
});

describe('a list of open receivables', () => {
  it('R53 is compared like a statement, as far as it tells', async () => {
    aYear();
    const agreed = await books.charge('230.00', { at: on(2) });
    const differing = await books.charge('50.00', { at: on(2) });
    const paid = await books.charge('20.00', { at: on(2) });
    await books.report(paid, 'covered', '20.00', { at: on(4) });

    const answer = await upload(
      [
        'receivable_id,outstanding',
        `${agreed.receivableId},230.00`,
        `${differing.receivableId.toUpperCase()},49.50`,
      ].join('\r\n'),
    );

    expect(answer.status).toBe(202);
    const reconciliation = await ended();
    expect(reconciliation.theirs).toEqual({ receivables: 2, closing: '279.50' });
    const ours = [agreed, differing, paid].map(({ receivableId }) => receivableId);
    const { differences } = reconciliation;
    expect(
      found({
        ...reconciliation,
        differences: differences.filter(({ receivableId }) => ours.includes(receivableId ?? '')),
      }),
    ).toEqual([['amount', 'amounts-differ', '50.00', '49.50']]);
  });

  it('may come from a Danish spreadsheet', async () => {
    aYear();
    const charged = await books.charge('230.00', { at: on(2) });

    await upload(
      `\uFEFFDebitor;Receivable_Id;Outstanding;last_movement_at\n"Ukendt";${charged.receivableId};229,00;${new Date().toISOString()}\n`,
    );

    const { differences } = await ended();
    const one = differences.find(({ receivableId }) => receivableId === charged.receivableId);
    expect(one).toMatchObject({ type: 'timing', there: '229.00' });
  });

  const id = randomUUID();
  it.each([
    ['no such column', `receivable,outstanding\n${id},1.00`, 'line 1.receivable_id'],
    ['no id', `receivable_id,outstanding\nx,1.00`, 'line 2.receivable_id'],
    ['no amount', `receivable_id,outstanding\n${id},1.00\n${randomUUID()},1`, 'line 3.outstanding'],
    [
      'no time',
      `receivable_id,outstanding,last_movement_at\n${id},1.00,i går`,
      'line 2.last_movement_at',
    ],
    ['named twice', `receivable_id,outstanding\n${id},1.00\n${id},1.00`, 'line 3.receivable_id'],
    ['too many cells', `receivable_id,outstanding\n${id},1.00,2.00`, 'line 2.line'],
    ['an open quotation mark', `receivable_id,outstanding\n"${id},1.00\n`, 'line 2.line'],
  ])('is refused by its line where it is faulty: %s', async (_, file, field) => {
    month = { from: '2024-01-01', to: '2024-01-31' };

    const answer = await upload(file);

    const { errors } = (await answer.json()) as { errors: { field: string }[] };
    expect([answer.status, errors.map((one) => one.field)]).toEqual([422, [field]]);
    expect(await books.database.query(`SELECT 1 FROM statement_line`)).toEqual([]);
  });

  it('must be CSV', async () => {
    expect((await upload('{}', 'application/json')).status).toBe(415);
  });
});

describe('what is asked of reconciliations', () => {
  it('R53 tells our side alone while nothing has been compared', async () => {
    aYear();
    await books.charge('230.00', { at: on(2) });

    const reconciliation = await seen();

    expect(reconciliation).toMatchObject({ theirs: null, run: null, counts: null });
    expect(reconciliation.ours.moved).toMatchObject({ creation: '230.00' });
  });

  it('R53 lists all differences as CSV, and prints them in Danish', async () => {
    aYear();
    const charged = await books.charge('1230.00', { at: on(2) });
    await reconciled([stated(charged, ['creation', '1230.00'], ['payment', '1500.00'])]);

    const csv = await books.request(path(), { headers: { accept: 'text/csv' } });
    const page = await books.request(path(), { headers: { accept: 'text/html' } });

    const lines = (await csv.text()).split('\r\n');
    expect(lines[0]).toBe('type,because,text,receivableId,agencyId,feeId,here,there,difference');
    expect(lines.find((line) => line.includes(charged.receivableId))).toMatch(
      /^amount,amounts-differ,"?De to sider.*,1230\.00,-270\.00,1500\.00$/,
    );
    const html = await page.text();
    expect(page.headers.get('content-type')).toMatch(/^text\/html/);
    expect(html).toContain('1.230,00 kr.');
    expect(html).toContain('-270,00 kr.');
    expect(html).toContain(charged.feeId);
  });

  it.each([
    ['from', '?to=2025-01-31'],
    ['to', '?from=2025-01-31'],
    ['to', '?from=2025-02-01&to=2025-01-31'],
    ['after', '?from=2025-01-01&to=2025-01-31&after=x'],
  ])('names %s where it is wrong: %s', async (field, query) => {
    const answer = await books.request(`/reconciliations/${municipality}${query}`);

    const { errors } = (await answer.json()) as { errors: { field: string }[] };
    expect([answer.status, errors.map((one) => one.field)]).toEqual([422, [field]]);
  });

  it('is for those who may, and for their own municipalities', async () => {
    month = { from: '2024-01-01', to: '2024-01-31' };
    const reader = { roles: ['reconciliations:read'] };
    const asked = await books.postJson(`/reconciliations/${municipality}`, month, reader);
    const stranger = await books.request(path(), { municipalities: ['751'] });
    const unknown = await books.postJson('/reconciliations/999', month);

    expect([asked.status, stranger.status, unknown.status]).toEqual([403, 403, 404]);
  });

  it('R53 is asked of every municipality once a night, by however many', async () => {
    await Promise.all([books.night(), books.night()]);
    await books.night();

    const statementId = await books.statementAsked();
    const runs = await books.request(`/reconciliations/${municipality}/runs`);
    const nightly = ((await runs.json()) as { runId: string; askedBy: string }[]).filter(
      ({ askedBy }) => askedBy === 'nightly',
    );
    expect(nightly.map(({ runId }) => runId)).toEqual([statementId]);
    expect(books.heard.filter(({ data }) => data['statementId'] === statementId)).toHaveLength(1);
  });
});

describe('how often a debtor system reports', () => {
  it('R50 shows: silent since its agreement, then since its last report', async () => {
    type Heard = {
      late: boolean;
      silentSeconds: number;
      cadenceSeconds: number;
      lastHeardAt?: string;
    };
    const look = async (): Promise<Heard[]> =>
      (await (await books.request('/debtor-systems')).json()) as Heard[];
    await books.report(await books.charge('10.00'), 'covered', '1.00');

    const [heard] = await look();

    expect(heard).toMatchObject({ cadenceSeconds: 24 * 3_600, late: false });
    expect(heard?.silentSeconds).toBeLessThan(60);
    const metrics = await (await books.request('/metrics')).text();
    const told = metrics.split('\n').filter((line) => /^debitorbro_debtor_system_\w+\{/.test(line));
    expect(told.map((line) => /^\w+/.exec(line)?.[0])).toEqual([
      'debitorbro_debtor_system_silence_seconds',
      'debitorbro_debtor_system_cadence_seconds',
    ]);
    expect(told[1]).toMatch(/municipality="615".*\} 86400$/);
  });
});
