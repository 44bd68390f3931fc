import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { anAgreement, aRegistration, planted } from './intake.fixture.js';
import { VerificationFixture } from './verification.fixture.js';

const [horsens, aarhus] = ['DK-761500', 'DK-775100'] as const;
const company = { patronId: '900', kind: 'company', name: planted.name };
const formula = '=HYPERLINK("x")';
const day = (daysAgo: number): string =>
  new Date(Date.now() - daysAgo * 86_400_000).toISOString().slice(0, 10);

let verification: VerificationFixture;

beforeAll(async () => {
  verification = await VerificationFixture.start();
  const manual = { verification: { mode: 'manual' } };
  const ofCompany = { patronId: '900', patronKind: 'company', personal: { patron: company } };
  await verification.intake.tell(
    anAgreement(1, manual, horsens),
    anAgreement(1, manual, aarhus),
    aRegistration('a-released'),
    aRegistration('b-company', { ...ofCompany, creationDate: day(100) }),
    aRegistration('c-compensation', {
      type: 'compensation',
      acknowledged: false,
      amount: '1250.50',
      remainingAmount: '1250.50',
      creationDate: day(1),
    }),
    aRegistration(formula, { ...ofCompany, agencyId: aarhus, creationDate: day(1) }),
  );
  await verification.said('a-released', 'claim.released');
  await verification.said('b-company', 'claim.held', 'claim.task-raised');
  await verification.said('c-compensation', 'claim.held');
  await verification.said(formula, 'claim.held', 'claim.task-raised');
}, 60_000);
afterAll(async () => {
  await verification.stop();
}, 60_000);

type Listed = { readonly feeId: string; readonly reasons: { readonly code: string }[] };

async function held(query = '', more: object = {}): Promise<string[]> {
  const answer = await verification.request(`/held${query}`, more);
  expect(answer.status).toBe(200);
  return ((await answer.json()) as Listed[]).map(({ feeId }) => feeId);
}

describe('the list of what is held', () => {
  it('R30 tells what waits and why, and nothing of who it is', async () => {
    const text = await (await verification.request('/held?reason=missing-cvr')).text();
    const [first] = JSON.parse(text) as object[];
    expect(first).toEqual({
      agencyId: horsens,
      feeId: 'b-company',
      municipalityCode: '615',
      type: 'fee',
      transfer: 'not-transferable',
      reasons: [{ code: 'missing-cvr', text: expect.stringContaining('CVR-nummer') }],
      tasks: ['missing-cvr'],
      amount: '230.00',
      creationDate: day(100),
      patronId: '900',
      patronKind: 'company',
      heldSince: expect.stringMatching(/^\d{4}-\d{2}-\d{2}T/),
    });
    for (const secret of Object.values(planted)) expect(text).not.toContain(secret);
  });

  it.each([
    ['', ['b-company', 'c-compensation', formula]],
    [`?agencyId=${aarhus}`, [formula]],
    ['?reason=awaiting-verification', ['c-compensation']],
    ['?kind=company', ['b-company', formula]],
    ['?kind=compensation', ['c-compensation']],
    ['?olderThan=30', ['b-company']],
    ['?amountFrom=230.01', ['c-compensation']],
    ['?amountFrom=230&amountTo=230.00', ['b-company', formula]],
    ['?amountTo=1&kind=company', []],
  ])('R30 is searched by %s', async (query, feeIds) => {
    expect(await held(query)).toEqual(feeIds);
  });

  it('comes in pages, each naming the next', async () => {
    const answer = await verification.request('/held?limit=2');
    const [, next] = /^<(.+)>; rel="next"$/.exec(answer.headers.get('link') ?? '') ?? [];
    expect(await held(next?.replace('/held', ''))).toEqual([formula]);
    expect((await verification.request('/held?limit=5')).headers.get('link')).toBeNull();
  });

  it('is narrowed to the municipalities that the caller holds', async () => {
    expect(await held('', { municipalities: ['751'] })).toEqual([formula]);
    expect(await held('', { municipalities: [] })).toEqual([]);
    expect(await held(`?agencyId=${horsens}`, { municipalities: ['751'] })).toEqual([]);
  });

  it('R30 is exported as CSV, of which no spreadsheet runs a cell', async () => {
    const headers = { accept: 'text/csv' };
    const answer = await verification.request('/held?kind=company&limit=1', { headers });
    expect(answer.headers.get('content-type')).toContain('text/csv');
    expect(answer.headers.get('vary')).toContain('Accept');
    const [header, ...lines] = (await answer.text()).split('\r\n');
    expect(header).toMatch(/^agencyId,feeId,municipalityCode,type,transfer,reasons,text,/);
    expect(lines).toHaveLength(3);
    expect(lines[0]).toMatch(/^DK-761500,b-company,615,fee,not-transferable,missing-cvr,/);
    expect(lines[1]).toMatch(/^DK-775100,"'=HYPERLINK\(""x""\)",751,/);
    expect(lines[2]).toBe('');
  });

  it.each([
    ['?reason=nothing', 'reason'],
    ['?amountFrom=12,50', 'amountFrom'],
    ['?olderThan=old', 'olderThan'],
    ['?agencyId=Horsens', 'agencyId'],
    ['?limit=0', 'limit'],
  ])('refuses %s by its field', async (query, field) => {
    const answer = await verification.request(`/held${query}`);
    expect(answer.status).toBe(422);
    expect(await answer.json()).toMatchObject({ errors: [{ field }] });
  });

  it('is for those who may see it, as what they can read', async () => {
    expect((await fetch(`${verification.service.url}/held`)).status).toBe(401);
    expect((await verification.request('/held', { roles: ['tasks:read'] })).status).toBe(403);
    const headers = { accept: 'image/png' };
    expect((await verification.request('/held', { headers })).status).toBe(406);
  });
});

describe('the list of tasks', () => {
  it('R27 tells staff what to do about which claim', async () => {
    const text = await (await verification.request('/tasks')).text();
    expect(JSON.parse(text)).toEqual(
      [
        { agencyId: horsens, feeId: 'b-company', municipalityCode: '615' },
        { agencyId: aarhus, feeId: formula, municipalityCode: '751' },
      ].map((claim) => ({
        ...claim,
        patronId: '900',
        kind: 'missing-cvr',
        text: expect.stringContaining('CVR-nummer'),
      })),
    );
    for (const secret of Object.values(planted)) expect(text).not.toContain(secret);
  });

  it.each([
    [`?agencyId=${aarhus}`, 1],
    ['?kind=missing-cvr', 2],
    ['?kind=missing-guardian', 0],
    ['?patronId=900&feeId=b-company', 1],
  ])('is searched by %s', async (query, count) => {
    expect(await (await verification.request(`/tasks${query}`)).json()).toHaveLength(count);
  });
});

describe('the service', () => {
  it('is ready when its database answers and every consumer is registered', async () => {
    const answer = await fetch(`${verification.service.url}/health/ready`);
    expect(answer.status).toBe(200);
    expect(JSON.stringify(await answer.json())).toMatch(/database.*consumers|consumers.*database/);
  });

  it('describes its routes', async () => {
    const description = await (await fetch(`${verification.service.url}/openapi.json`)).json();
    const { paths } = description as { paths: Record<string, unknown> };
    expect(Object.keys(paths)).toEqual(
      expect.arrayContaining(['/held', '/held/{agencyId}/{feeId}/verify', '/tasks']),
    );
  });
});
