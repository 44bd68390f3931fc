import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type Product, products } from '../../../../../simulators/debtor-systems/index.js';
import {
  type Outcome,
  RegistrationPersonal,
  type RegistrationRequest,
  type WriteDown,
} from '../../ports/debtor-system.js';
import { OtherEnd } from './other-end.fixture.js';
import { aPerson, aRegistration, aWriteDown, freshIds } from './registration.fixture.js';

let other: OtherEnd;

beforeAll(async () => {
  other = await OtherEnd.start();
});

afterEach(() => other.calm());

afterAll(() => other.stop());

describe('R54 a registration', () => {
  it.each(products)('is kept and accepted by %s', async (product) => {
    const request = aRegistration();
    await expect(other.gateway.register(request, other.lane(product))).resolves.toMatchObject({
      kind: 'accepted',
    });
    expect(await other.held(product, request)).toMatchObject([
      { amountOre: 23_000, municipalityCvr: '29189889', textLines: request.personal.textLines },
    ]);
  });

  it('can be accepted with remarks', async () => {
    await other.tell('kmd-opus', 'behave', { manner: 'accept-with-remarks', next: 1 });
    const request = aRegistration();
    const outcome = await other.gateway.register(request, other.lane('kmd-opus'));
    expect(outcome).toMatchObject({
      kind: 'accepted-with-remarks',
      reasons: [
        { kind: 'other', pointer: { element: 'receivable', id: request.charge?.receivableId } },
      ],
    });
    expect(await other.held('kmd-opus', request)).toHaveLength(1);
  });

  it('can be rejected, and is then not kept; a corrected one may follow', async () => {
    await other.tell('eg', 'behave', { manner: 'reject', next: 1 });
    const request = aRegistration();
    await expect(other.gateway.register(request, other.lane('eg'))).resolves.toMatchObject({
      kind: 'rejected',
      reasons: [{ local: { code: 'AFV-01' } }],
    });
    expect(await other.held('eg', request)).toEqual([]);
    const corrected = { ...request, requestId: crypto.randomUUID() };
    await expect(other.gateway.register(corrected, other.lane('eg'))).resolves.toMatchObject({
      kind: 'accepted',
    });
  });

  it('can meet a fault', async () => {
    await other.tell('eg', 'behave', { manner: 'fault', next: 1 });
    await expect(other.gateway.register(aRegistration(), other.lane('eg'))).resolves.toMatchObject({
      kind: 'fault',
      code: 'SIM-500',
    });
  });

  it.each<Product>(['prisme-2009', 'prisme-2015'])(
    'R26 of a person with a replacement CPR is rejected by %s',
    async (product) => {
      const stranger = { identifier: '6100000000', identifierKind: 'replacement' } as const;
      const request = aRegistration({
        personal: RegistrationPersonal.of({ account: stranger, liable: aPerson }),
      });
      await expect(other.gateway.register(request, other.lane(product))).resolves.toMatchObject({
        kind: 'rejected',
        reasons: [{ pointer: { element: 'account', id: request.accountId } }],
      });
      await expect(
        other.gateway.register(
          { ...request, requestId: crypto.randomUUID() },
          other.lane('kmd-opus'),
        ),
      ).resolves.toMatchObject({ kind: 'accepted' });
    },
  );

  it('R43 R45 R46 lowers, takes back and reimburses, each within its limit', async () => {
    const request = aRegistration();
    await other.gateway.register(request, other.lane('eg'));
    const send = (kind: WriteDown['kind'], ore: number): Promise<Outcome> =>
      other.gateway.register(aWriteDown(request, kind, ore), other.lane('eg'));
    await expect(send('reduction', 23_001)).resolves.toMatchObject({
      kind: 'rejected',
      reasons: [{ pointer: { element: 'write-down' } }],
    });
    await expect(send('reduction', 3_000)).resolves.toMatchObject({ kind: 'accepted' });
    await other.tell('eg', 'pay', {
      receivableId: request.charge?.receivableId,
      amountKroner: '150.00',
      channel: 'giro',
    });
    await expect(send('reduction', 5_001)).resolves.toMatchObject({ kind: 'rejected' });
    await expect(send('reimbursement', 15_001)).resolves.toMatchObject({ kind: 'rejected' });
    await expect(send('reimbursement', 5_000)).resolves.toMatchObject({ kind: 'accepted' });
    await expect(send('cancellation', 15_000)).resolves.toMatchObject({ kind: 'accepted' });
    expect(await other.held('eg', request)).toMatchObject([
      { sums: { writtenDownOre: 23_000, coveredOre: 15_000, outstandingOre: -15_000 } },
    ]);
  });

  it('of a write-down on an unknown receivable is rejected with a pointer to it', async () => {
    const change = aWriteDown(aRegistration(), 'reduction', 100);
    const id = change.writeDowns[0]?.receivableId;
    await expect(other.gateway.register(change, other.lane('eg'))).resolves.toMatchObject({
      kind: 'rejected',
      reasons: [{ pointer: { element: 'receivable', id } }],
    });
  });

  it('R31 of a new debtor replaces the old one, whose liability is ended', async () => {
    const request = aRegistration();
    await other.gateway.register(request, other.lane('eg'));
    const { accountId, charge, liability } = request;
    const closing = { accountId, liabilityId: liability?.liabilityId ?? '', to: '2026-11-23' };
    const close = (changes: object = {}): Promise<Outcome> =>
      other.gateway.closeLiability({ ...closing, ...freshIds(), ...changes }, other.lane('eg'));
    await expect(close()).resolves.toMatchObject({ kind: 'accepted' });

    const heir = { identifier: '0200000000', identifierKind: 'cpr' } as const;
    const receivableId = charge?.receivableId ?? '';
    const change: RegistrationRequest = {
      ...freshIds(),
      accountId,
      writeDowns: [],
      liability: { liabilityId: crypto.randomUUID(), receivableId, from: '2026-11-24' },
      personal: RegistrationPersonal.of({ account: heir, liable: heir }),
    };
    await expect(other.gateway.register(change, other.lane('eg'))).resolves.toMatchObject({
      kind: 'accepted',
    });
    expect(await other.held('eg', request)).toMatchObject([
      {
        liable: { identifier: '0200000000' },
        liabilities: [{ to: '2026-11-23' }, { from: '2026-11-24' }],
      },
    ]);

    await expect(close({ liabilityId: crypto.randomUUID() })).resolves.toMatchObject({
      kind: 'rejected',
      reasons: [{ pointer: { element: 'liability' } }],
    });
  });

  it('that breaks the schema is never sent', async () => {
    let sent = 0;
    const lane = await other.stranger(() => {
      sent += 1;
    });
    const request = aRegistration({
      personal: RegistrationPersonal.of({
        account: aPerson,
        liable: aPerson,
        textLines: ['a\u0000b'],
      }),
    });
    await expect(other.gateway.register(request, lane)).rejects.toMatchObject({
      code: 'serviceplatform.unsendable',
      field: 'FordringTekstLinjeTekst',
    });
    expect(sent).toBe(0);
  });
});

it('goes to the path of the service under the endpoint, with an ASCII action', async () => {
  const seen: unknown[] = [];
  const listening = await other.stranger((request, response) => {
    seen.push([request.method, request.url, request.headers['content-type']]);
    response.writeHead(503).end();
  });
  await other.gateway.register(aRegistration(), listening);
  const action =
    'http://www.kombit.dk/2017/01/01/DebitorRegistreringAfsendService_3#OpretDebitorkontoRegistrering';
  expect(seen).toEqual([
    [
      'POST',
      '/service/OIR/DebitorRegistreringAfsend/1',
      `application/soap+xml; charset=utf-8; action="${action}"`,
    ],
  ]);
});
