import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { soapContentType } from '@libs/soap';
import {
  type DebtorSystems,
  type Product,
  products,
  startDebtorSystems,
} from '../../../../../simulators/debtor-systems/index.js';
import {
  type Lane,
  type Outcome,
  RegistrationPersonal,
  type RegistrationRequest,
  type WriteDown,
} from '../../ports/debtor-system.js';
import { settings } from '../reports/report-service.fixture.js';
import { aPerson, aRegistration } from './registration.fixture.js';
import { ContextSecurity } from './security.js';
import { SoapDebtorSystem } from './soap-debtor-system.js';

let systems: DebtorSystems;
let gateway: SoapDebtorSystem;
const others: Server[] = [];

const lane = (product: Product): Lane => ({
  municipalityCode: '615',
  municipalityCvr: '29189889',
  endpoint: systems.urls[product],
});

async function told(
  product: Product,
  path: string,
  body?: object,
  method = body ? 'POST' : 'GET',
): Promise<Record<string, unknown>> {
  const answer = await fetch(systems.urls[product] + path, {
    method,
    ...(body && { body: JSON.stringify(body) }),
  });
  const json = (await answer.json()) as Record<string, unknown>;
  if (!answer.ok) throw new Error(JSON.stringify(json));
  return json;
}

type Held = Record<string, unknown> & {
  readonly sums: Readonly<Record<string, number>>;
  readonly liabilities: readonly Record<string, unknown>[];
};

async function held(product: Product, { charge }: RegistrationRequest): Promise<readonly Held[]> {
  const { receivables } = await told(
    product,
    `/control/receivables?receivableId=${charge?.receivableId ?? ''}`,
  );
  return receivables as readonly Held[];
}

/** Some other server, which answers everything as it is told. */
async function another(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<Lane> {
  const server = createServer((request, response) => {
    request.resume();
    answer(request, response);
  });
  others.push(server);
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  return { ...lane('eg'), endpoint: `http://127.0.0.1:${port}/service/OIR/` };
}

const writeDown = (
  { charge }: RegistrationRequest,
  kind: WriteDown['kind'],
  amountOre: number,
): RegistrationRequest => {
  const { charge: _none, liability: _nor, ...empty } = aRegistration();
  const receivableId = charge?.receivableId ?? '';
  return {
    ...empty,
    personal: RegistrationPersonal.of({}),
    writeDowns: [{ writeDownId: crypto.randomUUID(), receivableId, kind, amountOre }],
  };
};

const on = (accountId: string, request: RegistrationRequest): RegistrationRequest => ({
  ...request,
  accountId,
});

beforeAll(async () => {
  systems = await startDebtorSystems({ host: '127.0.0.1' });
  gateway = new SoapDebtorSystem(settings, new ContextSecurity(settings));
});

afterEach(async () => {
  for (const product of products) await told(product, '/control/behave', {});
  for (const server of others.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

afterAll(async () => {
  await gateway.onApplicationShutdown();
  await systems.stop();
});

describe('R54 a registration', () => {
  it.each(products)('is kept and accepted by %s', async (product) => {
    const request = aRegistration();
    await expect(gateway.register(request, lane(product))).resolves.toMatchObject({
      kind: 'accepted',
    });
    expect(await held(product, request)).toMatchObject([
      { amountOre: 23_000, municipalityCvr: '29189889', textLines: request.personal.textLines },
    ]);
  });

  it('can be accepted with remarks', async () => {
    await told('kmd-opus', '/control/behave', { manner: 'accept-with-remarks', next: 1 });
    const request = aRegistration();
    const outcome = await gateway.register(request, lane('kmd-opus'));
    expect(outcome).toMatchObject({
      kind: 'accepted-with-remarks',
      reasons: [
        { kind: 'other', pointer: { element: 'receivable', id: request.charge?.receivableId } },
      ],
    });
    expect(await held('kmd-opus', request)).toHaveLength(1);
  });

  it('can be rejected, and is then not kept; a corrected one may follow', async () => {
    await told('eg', '/control/behave', { manner: 'reject', next: 1 });
    const request = aRegistration();
    await expect(gateway.register(request, lane('eg'))).resolves.toMatchObject({
      kind: 'rejected',
      reasons: [{ local: { code: 'AFV-01' } }],
    });
    expect(await held('eg', request)).toEqual([]);
    const corrected = { ...request, requestId: crypto.randomUUID() };
    await expect(gateway.register(corrected, lane('eg'))).resolves.toMatchObject({
      kind: 'accepted',
    });
  });

  it('can meet a fault', async () => {
    await told('eg', '/control/behave', { manner: 'fault', next: 1 });
    await expect(gateway.register(aRegistration(), lane('eg'))).resolves.toMatchObject({
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
      await expect(gateway.register(request, lane(product))).resolves.toMatchObject({
        kind: 'rejected',
        reasons: [{ pointer: { element: 'account', id: request.accountId } }],
      });
      await expect(
        gateway.register({ ...request, requestId: crypto.randomUUID() }, lane('kmd-opus')),
      ).resolves.toMatchObject({ kind: 'accepted' });
    },
  );

  it('R43 R45 R46 lowers, takes back and reimburses, each within its limit', async () => {
    const request = aRegistration();
    await gateway.register(request, lane('eg'));
    const send = (kind: WriteDown['kind'], ore: number): Promise<Outcome> =>
      gateway.register(on(request.accountId, writeDown(request, kind, ore)), lane('eg'));
    await expect(send('reduction', 23_001)).resolves.toMatchObject({
      kind: 'rejected',
      reasons: [{ pointer: { element: 'write-down' } }],
    });
    await expect(send('reduction', 3_000)).resolves.toMatchObject({ kind: 'accepted' });
    await told('eg', '/control/pay', {
      receivableId: request.charge?.receivableId,
      amountKroner: '150.00',
      channel: 'giro',
    });
    await expect(send('reduction', 5_001)).resolves.toMatchObject({ kind: 'rejected' });
    await expect(send('reimbursement', 15_001)).resolves.toMatchObject({ kind: 'rejected' });
    await expect(send('reimbursement', 5_000)).resolves.toMatchObject({ kind: 'accepted' });
    await expect(send('cancellation', 15_000)).resolves.toMatchObject({ kind: 'accepted' });
    expect(await held('eg', request)).toMatchObject([
      { sums: { writtenDownOre: 23_000, coveredOre: 15_000, outstandingOre: -15_000 } },
    ]);
  });

  it('of a write-down on an unknown receivable is rejected with a pointer to it', async () => {
    const change = writeDown(aRegistration(), 'reduction', 100);
    const id = change.writeDowns[0]?.receivableId;
    await expect(gateway.register(change, lane('eg'))).resolves.toMatchObject({
      kind: 'rejected',
      reasons: [{ pointer: { element: 'receivable', id } }],
    });
  });

  it('R31 of a new debtor replaces the old one, whose liability is ended', async () => {
    const request = aRegistration();
    await gateway.register(request, lane('eg'));
    const receivableId = request.charge?.receivableId ?? '';
    const ids = (): { requestId: string; transactionId: string; registeredAt: string } => ({
      requestId: crypto.randomUUID(),
      transactionId: crypto.randomUUID(),
      registeredAt: '2026-11-24T08:00:00Z',
    });
    const closing = {
      ...ids(),
      accountId: request.accountId,
      liabilityId: request.liability?.liabilityId ?? '',
      to: '2026-11-23',
    };
    await expect(gateway.closeLiability(closing, lane('eg'))).resolves.toMatchObject({
      kind: 'accepted',
    });
    const heir = { identifier: '0200000000', identifierKind: 'cpr' } as const;
    const { charge: _none, ...rest } = request;
    const change = {
      ...rest,
      ...ids(),
      liability: { liabilityId: crypto.randomUUID(), receivableId, from: '2026-11-24' },
      personal: RegistrationPersonal.of({ account: heir, liable: heir }),
    };
    await expect(gateway.register(change, lane('eg'))).resolves.toMatchObject({ kind: 'accepted' });
    const [now] = await held('eg', request);
    expect(now).toMatchObject({
      liable: { identifier: '0200000000' },
      liabilities: [{ to: '2026-11-23' }, { from: '2026-11-24' }],
    });
    await expect(
      gateway.closeLiability(
        { ...closing, ...ids(), liabilityId: crypto.randomUUID() },
        lane('eg'),
      ),
    ).resolves.toMatchObject({
      kind: 'rejected',
      reasons: [{ pointer: { element: 'liability' } }],
    });
  });

  it('that breaks the schema is never sent', async () => {
    const lane = await another(() => {
      throw new Error('it was sent');
    });
    const request = aRegistration({
      personal: RegistrationPersonal.of({
        account: aPerson,
        liable: aPerson,
        textLines: ['a\u0000b'],
      }),
    });
    await expect(gateway.register(request, lane)).rejects.toMatchObject({
      code: 'serviceplatform.unsendable',
      field: 'FordringTekstLinjeTekst',
    });
  });
});

describe('R55 without an answer', () => {
  it.each(products)(
    'after %s has committed, a repeat is told apart from a second charge, and it is kept once',
    async (product) => {
      await told(product, '/control/behave', { manner: 'drop-after-commit', next: 1 });
      const request = aRegistration();
      await expect(gateway.register(request, lane(product))).resolves.toEqual({
        kind: 'no-answer',
        why: 'connection',
      });
      const repeated = await gateway.register(request, lane(product));
      const forgets = product === 'prisme-2009';
      expect(repeated).toMatchObject(
        forgets
          ? { kind: 'rejected', reasons: [{ kind: 'already-exists' }] }
          : { kind: 'accepted' },
      );
      expect(await held(product, request)).toHaveLength(1);
    },
  );

  it('in time, the outcome is unknown', async () => {
    await told('eg', '/control/behave', { manner: 'slow', next: 1, slowMs: 5_000 });
    const request = aRegistration();
    await expect(gateway.register(request, lane('eg'))).resolves.toEqual({
      kind: 'no-answer',
      why: 'timeout',
    });
    expect(await held('eg', request)).toHaveLength(1);
  });

  it('while it trickles, the time is up all the same', async () => {
    const slow = await another((_request, response) => {
      response.writeHead(200, { 'content-type': soapContentType() });
      const drip = setInterval(() => response.write(' '), 50);
      response.once('close', () => {
        clearInterval(drip);
      });
    });
    await expect(gateway.register(aRegistration(), slow)).resolves.toEqual({
      kind: 'no-answer',
      why: 'timeout',
    });
  });

  it('because nobody is there, nothing was sent', async () => {
    const gone = await another(() => undefined);
    others.splice(0).forEach((server) => server.close());
    await expect(gateway.register(aRegistration(), gone)).resolves.toEqual({
      kind: 'no-answer',
      why: 'not-connected',
    });
  });

  it.each<[string, string, string | Buffer]>([
    ['a web page', 'text/html', '<html></html>'],
    ['no XML', soapContentType(), 'OK'],
    ['a document type', soapContentType(), '<!DOCTYPE a><a/>'],
    [
      'SOAP 1.1',
      soapContentType(),
      '<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body/></e:Envelope>',
    ],
    ['more than the limit', soapContentType(), Buffer.alloc(100_000, ' ')],
    ['nothing', soapContentType(), ''],
  ])('that can be read, but %s, the outcome is unknown', async (_what, type, body) => {
    const strange = await another((_request, response) =>
      response.writeHead(200, { 'content-type': type }).end(body),
    );
    await expect(gateway.register(aRegistration(), strange)).resolves.toEqual({
      kind: 'no-answer',
      why: 'unreadable',
    });
  });

  it('a Ping says so', async () => {
    await expect(gateway.ping(lane('eg'))).resolves.toBeUndefined();
    await told('eg', '/control/behave', { manner: 'down' });
    await expect(gateway.ping(lane('eg'))).rejects.toMatchObject({
      code: 'serviceplatform.unavailable',
    });
  });

  it('of one municipality, another at the same address is served', async () => {
    await told('eg', '/control/behave', {
      manner: 'slow',
      slowMs: 5_000,
      municipalityCvr: '29189889',
    });
    let given = 0;
    const busy = Array.from({ length: 12 }, async () => {
      await gateway.register(aRegistration(), lane('eg'));
      given += 1;
    });
    const neighbour = { ...lane('eg'), municipalityCode: '751', municipalityCvr: '55133018' };
    await expect(gateway.register(aRegistration(), neighbour)).resolves.toMatchObject({
      kind: 'accepted',
    });
    expect(given).toBe(0);
    await Promise.all(busy);
  });
});

it('goes to the path of the service under the endpoint, with an ASCII action', async () => {
  const seen: unknown[] = [];
  const listening = await another((request, response) => {
    seen.push([request.method, request.url, request.headers['content-type']]);
    response.writeHead(503).end();
  });
  await gateway.register(aRegistration(), listening);
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
