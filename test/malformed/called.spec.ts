import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { houseNames, type House } from '../journeys/street/houses.fixture.js';
import { problemIn, type Told } from './problem.fixture.js';
import { canary, megabytes20, Town } from './town.fixture.js';

jest.setTimeout(240_000);

let town: Town;
beforeAll(async () => {
  town = await Town.open();
});
afterAll(() => town.close());

async function refusalOf(house: House, path: string, sent: RequestInit): Promise<Told> {
  return problemIn(await town.street.callRaw(house, path, sent));
}

const put = (body: unknown, headers: Record<string, string> = {}): RequestInit => ({
  method: 'PUT',
  body: typeof body === 'string' ? body : JSON.stringify(body),
  headers,
});
const posted = (body: unknown): RequestInit => ({ ...put(body), method: 'POST' });
const asForm = { 'content-type': 'application/x-www-form-urlencoded' };
const surrogate = { name: `${canary}\ud800` };

/** Every member of an agreement, each wrong in a way of its own. */
const wrongAgreement = {
  municipalityCode: 615,
  municipalityCvr: canary,
  name: { canary },
  active: 'yes',
  kind: canary,
  cutOffDate: '2026-02-30',
  ageOfMajority: '18',
  verification: { mode: canary, afterDays: 1.5 },
  debtorSystem: { product: canary, endpoint: `ftp://${canary}`, paymentsEveryHours: 0 },
  feeDueDays: -1,
  sendPNumber: 1,
  specificationText: canary,
  claimTypes: { fee: { code: canary }, 'fee-minor-unguarded': canary },
  confirmed: [canary],
};
const wrongFields = [
  ...['municipalityCode', 'municipalityCvr', 'name', 'active', 'kind', 'cutOffDate'],
  ...['ageOfMajority', 'verification.mode', 'verification.afterDays', 'debtorSystem.product'],
  ...['debtorSystem.endpoint', 'debtorSystem.paymentsEveryHours', 'feeDueDays', 'sendPNumber'],
  ...[
    'specificationText',
    'claimTypes.fee.code',
    'claimTypes.fee.psrmType',
    'claimTypes.fee-minor-unguarded',
    'confirmed',
  ],
  ...['claimTypes.compensation-acknowledged', 'claimTypes.compensation-unacknowledged'],
  'claimTypes.compensation-acknowledged-minor-unguarded',
  'claimTypes.compensation-unacknowledged-minor-unguarded',
];
const neededFields = [
  ...['municipalityCode', 'municipalityCvr', 'name', 'active', 'kind', 'cutOffDate'],
  ...['ageOfMajority', 'verification', 'debtorSystem', 'claimTypes'],
];

type Refused = readonly [
  what: string,
  house: House,
  path: string,
  sent: RequestInit,
  status: number,
  code: string,
  fields?: readonly string[],
];

const invalid = (...fields: readonly string[]) => [422, 'input.invalid', fields] as const;
const agreement = '/agreements/DK-761500';
const intake = 'claim-intake';
const gateway = 'serviceplatform-gateway';
const books = 'payment-reconciliation';

/** `{own}` is the agency's own municipality. */
const openList = '/reconciliations/{own}/statements?from=2026-01-01&to=2026-01-31';
const csv = (body: string): RequestInit => ({
  method: 'POST',
  body,
  headers: { 'content-type': 'text/csv' },
});

const refused: readonly Refused[] = [
  ['no JSON', intake, agreement, put(`{"name": ${canary}}`), 400, 'json.malformed'],
  ['JSON that is cut off', intake, agreement, put(`{"name":"${canary}`), 400, 'json.malformed'],
  ['nested 10,000 deep', intake, agreement, put('['.repeat(10_000)), 400, 'json.too-deep'],
  ['20 MB', intake, agreement, put({ name: 'x'.repeat(megabytes20) }), 413, 'body.too-large'],
  [
    'packed in an unknown way',
    intake,
    agreement,
    put({}, { 'content-encoding': canary }),
    415,
    'body.unsupported-encoding',
  ],
  [
    'written in an unknown way',
    intake,
    agreement,
    put({}, { 'content-type': `application/json; charset=${canary}` }),
    415,
    'body.unsupported-charset',
  ],
  ['nothing', intake, agreement, { method: 'PUT' }, ...invalid(...neededFields)],
  ['an empty object', intake, agreement, put({}), ...invalid(...neededFields)],
  ['a list', intake, agreement, put([canary]), ...invalid(...neededFields)],
  ['a form', intake, agreement, put(`name=${canary}`, asForm), ...invalid(...neededFields)],
  ['wrong everywhere', intake, agreement, put(wrongAgreement), ...invalid(...wrongFields)],
  [
    'an agency that is none',
    intake,
    `/agreements/${canary}`,
    put(wrongAgreement),
    ...invalid('agencyId', ...wrongFields),
  ],
  [
    'NUL in a text',
    intake,
    agreement,
    put({ name: `\0${canary}` }),
    ...invalid('name', ...neededFields.filter((field) => field !== 'name')),
  ],
  [
    'half a character',
    intake,
    agreement,
    put(surrogate),
    ...invalid('name', ...neededFields.filter((field) => field !== 'name')),
  ],
  ['an unknown agency', intake, '/agreements/DK-799900', {}, 404, 'agreement.unknown'],
  ['NUL in a path', intake, `/agreements/%00${canary}`, {}, ...invalid('agencyId')],
  ['half an escape', intake, `/agreements/${canary}%E0%A4%A`, {}, 400, 'http.bad-request'],
  ['a path that is none', intake, `/${canary}`, {}, 404, 'http.not-found'],
  [
    'another method',
    intake,
    agreement,
    { ...put({ canary }), method: 'PATCH' },
    405,
    'http.method-not-allowed',
  ],
  [
    'a day that never was',
    intake,
    `${agreement}/cut-off`,
    posted({ cutOffDate: `2026-02-30${canary}` }),
    ...invalid('cutOffDate'),
  ],
  [
    'a preview for nobody',
    intake,
    '/agreements/DK-799900/cut-off/preview',
    posted({ cutOffDate: '2026-11-01' }),
    404,
    'agreement.unknown',
  ],
  [
    'a query that is wrong everywhere',
    intake,
    `/balances?agencyId=${canary}&feeId=&patronId=${'x'.repeat(65)}&standing=${canary}&createdFrom=${canary}&createdTo=2026-02-30&after=`,
    {},
    ...invalid(
      ...['agencyId', 'feeId', 'patronId', 'standing', 'createdFrom', 'createdTo', 'after'],
    ),
  ],
  [
    'a long query',
    intake,
    `/balances?agencyId=${canary}${'x'.repeat(10_000)}`,
    {},
    ...invalid('agencyId'),
  ],
  [
    'an endless query',
    intake,
    `/balances?agencyId=${canary}${'x'.repeat(100_000)}`,
    {},
    431,
    'http.request-header-fields-too-large',
  ],
  [
    'a member said twice',
    intake,
    `/balances?agencyId=a&agencyId=${canary}`,
    {},
    ...invalid('agencyId'),
  ],
  [
    'a query that is wrong everywhere',
    'verification',
    `/held?reason=${canary}&kind=${canary}&olderThan=-1&amountFrom=1,5&amountTo=${canary}&agencyId=${canary}&after=${canary}&limit=0`,
    {},
    ...invalid(
      ...['reason', 'kind', 'olderThan', 'amountFrom', 'amountTo', 'agencyId', 'after', 'limit'],
    ),
  ],
  ['NUL in a query', 'verification', `/tasks?patronId=%00${canary}`, {}, ...invalid('patronId')],
  [
    'an unknown claim',
    'verification',
    `/held/DK-761500/${canary}/verify`,
    posted({}),
    404,
    'claim.unknown',
  ],
  ['no JSON', 'verification', '/held/DK-761500/1/verify', posted(canary), 400, 'json.malformed'],
  [
    'a kind of answer that there is not',
    'verification',
    '/held',
    { headers: { accept: `image/${canary}` } },
    406,
    'held.media-type',
  ],
  ['a path that is none', 'receivable-mapper', `/receivables/${canary}`, {}, 404, 'http.not-found'],
  [
    'a body where none belongs',
    'receivable-mapper',
    '/health/live',
    posted({ canary }),
    405,
    'http.method-not-allowed',
  ],
  [
    'a query that is wrong everywhere',
    gateway,
    `/deliveries?municipality=${canary}&agencyId=${canary}&feeId=&state=${canary}&before=1e400`,
    {},
    ...invalid('municipality', 'agencyId', 'feeId', 'state', 'before'),
  ],
  ['NUL in a query', gateway, `/deliveries?feeId=%00${canary}`, {}, ...invalid('feeId')],
  [
    'an unknown delivery',
    gateway,
    `/deliveries/${canary}/resend`,
    posted({}),
    404,
    'delivery.unknown',
  ],
  ['an unknown balance', books, `/balances/DK-761500/${canary}`, {}, 404, 'balance.unknown'],
  ['NUL in a path', books, `/balances/DK-761500/%00${canary}`, {}, ...invalid('feeId')],
  [
    'a correction that is wrong everywhere',
    books,
    '/balances/DK-761500/1/corrections',
    posted({
      ...{ transactionId: canary, type: canary, originalId: canary, amount: '-1.00' },
      ...{ effectiveDate: '2026-02-30', reason: { canary } },
    }),
    ...invalid('transactionId', 'type', 'originalId', 'amount', 'effectiveDate', 'reason'),
  ],
  [
    'a query that is wrong everywhere',
    books,
    `/reconciliations/615?from=${canary}&to=2026-02-30&after=${canary}`,
    {},
    ...invalid('from', 'to', 'after'),
  ],
  [
    'a kind of answer that there is not',
    books,
    '/reconciliations/615?from=2026-01-01&to=2026-01-31',
    { headers: { accept: `image/${canary}` } },
    406,
    'reconciliation.media-type',
  ],
  ['a period of nothing', books, '/reconciliations/615', posted({}), ...invalid('from', 'to')],
  [
    'a municipality that is none',
    books,
    `/reconciliations/${canary}`,
    posted({ from: '2026-01-01', to: '2026-01-31' }),
    404,
    'municipality.unknown',
  ],
  ['no date', intake, `${agreement}/cut-off`, { method: 'POST' }, ...invalid('cutOffDate')],
  [
    'a form for a date',
    intake,
    `${agreement}/cut-off/preview`,
    { ...put(`cutOffDate=2026-01-01`), method: 'POST', headers: asForm },
    ...invalid('', 'cutOffDate'),
  ],
  ['a list that is none', books, openList, posted({ canary }), 415, 'statement.media-type'],
  ['an empty list', books, openList, csv(''), ...invalid('line 1.receivable_id, outstanding')],
  [
    'a list of something else',
    books,
    openList,
    csv(`name,${canary}\r\nx,${canary}\r\n`),
    ...invalid('line 1.receivable_id, outstanding'),
  ],
  [
    'a list with a line of 20 MB',
    books,
    openList,
    csv(`receivable_id,outstanding\r\n"${'x'.repeat(megabytes20)}`),
    ...invalid('line 2.line'),
  ],
  [
    'a list with half a character and NUL',
    books,
    openList,
    csv(`receivable_id,outstanding\r\n\0${canary}\ud800,1.00\r\n`),
    ...invalid('line 2.receivable_id'),
  ],
];

describe('what callers send over HTTP', () => {
  it.each(refused)(
    'is refused with every fault named when it is %s (%s)',
    async (...[, house, path, sent, status, code, fields = []]: Refused) => {
      const { municipalityCode } = town.agency.agreement;
      const told = await refusalOf(house, path.replace('{own}', municipalityCode), sent);
      expect({ ...told, fields: [...new Set(told.fields)].sort() }).toEqual({
        ...{ status, code },
        fields: [...fields].sort(),
      });
    },
  );

  it.each(houseNames)('has harmed nobody: %s is ready', async (house) => {
    const { status, text } = await town.street.callRaw(house, '/health/ready', {});
    expect([status, text]).toEqual([200, expect.any(String)]);
  });

  it('has harmed nobody: the next good fee goes all the way', async () => {
    expect((await town.agency.put()).status).toBe(200);
    await town.isUnharmed();
  });
});
