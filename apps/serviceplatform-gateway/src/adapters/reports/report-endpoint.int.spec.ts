import { Metrics } from '@libs/observability';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type INestApplication, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Clock } from '@libs/kernel';
import { soapContentType } from '@libs/soap';
import { createClientAsync, type Client } from 'soap';
import {
  startDebtorSystems,
  type DebtorSystems,
} from '../../../../../simulators/debtor-systems/index.js';
import { ReportReceiver } from '../../ports/report-receiver.js';
import { aRegistration } from '../serviceplatform/registration.fixture.js';
import { ContextSecurity } from '../serviceplatform/security.js';
import { ServiceplatformSettings } from '../serviceplatform/serviceplatform.settings.js';
import { SoapDebtorSystem } from '../serviceplatform/soap-debtor-system.js';
import { CallbackSettings } from '../tls/callback.settings.js';
import { CertificateSettings } from '../tls/certificate.settings.js';
import { ReportTrust } from '../tokens/report-trust.js';
import { ReportEndpoint } from './report-endpoint.js';
import {
  caller,
  ground,
  settings,
  StoppedClock,
  ToldReceiver,
  trusting,
} from './report-service.fixture.js';
import { ReportPages } from './report-pages.js';
import { ReportService } from './report-service.js';

const receiver = new ToldReceiver();

@Module({
  controllers: [ReportEndpoint],
  providers: [
    ReportPages,
    ReportService,
    { provide: CallbackSettings, useValue: {} },
    { provide: CertificateSettings, useValue: { plainHttp: 'loopback' } },
    { provide: ReportTrust, useValue: trusting() },
    { provide: ReportReceiver, useValue: receiver },
    { provide: ServiceplatformSettings, useValue: settings },
    { provide: Clock, useClass: StoppedClock },
  ],
})
class Gateway {}

let app: INestApplication;
let base: string;

beforeAll(async () => {
  app = await NestFactory.create(Gateway, { logger: false });
  await app.listen(0, '127.0.0.1');
  base = await app.getUrl();
});

beforeEach(() => {
  receiver.answer = { kind: 'accepted' };
  receiver.reports.length = 0;
});

afterAll(async () => {
  await app.close();
});

const path = '/DaekningAfskrivningRegistreringAfsend/1';

describe('the callback, to a client that knows only its WSDL', () => {
  type Answer = Record<string, Record<string, unknown>>;
  let client: Client;

  beforeAll(async () => {
    client = await createClientAsync(`${base}${path}?wsdl`, { forceSoap12Headers: true });
  });

  function call(operation: string, args: object): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const method = client[operation] as (
        args: object,
        done: (error: unknown, answer: Answer) => void,
      ) => void;
      method(args, (error, answer) => {
        if (error instanceof Error) reject(error);
        else resolve(answer);
      });
    });
  }

  const uuid = '6a1f0f5e-0000-4000-8000-000000000009';
  const head = {
    TransaktionsId: 'samtale 1',
    TransaktionsTid: '2026-11-23T04:00:00Z',
    RequestId: uuid,
  };
  const coverage = {
    FordringDækningIdentifikation: uuid,
    FordringDækningRegistreringDatoTid: '2026-11-23T03:00:00Z',
    FordringDækningBeløb: '120.50',
    IndbetalingDato: '2026-11-22',
    FordringIdentifikation: uuid,
  };
  const report = {
    HovedOplysninger: head,
    Debitorkonto: { DebitorkontoIdentifikation: uuid },
    FordringDækning: [coverage],
  };

  it('answers a report that is right', async () => {
    const answer = await call('OpretDækningAfskrivning', report);
    expect(answer['HovedOplysningerSvar']).toMatchObject({
      TransaktionsId: 'samtale 1',
      RequestId: uuid,
    });
    expect(answer['DækningRegistreringAcceptStruktur']).toEqual({
      AccepteretUdenBemærkninger: 'true',
    });
    expect(receiver.reports).toMatchObject([
      { items: [{ kind: 'covered', transactionId: uuid, receivableId: uuid }] },
    ]);
    expect(receiver.reports[0]?.items[0]?.amount.toKroner()).toBe('120.50');
  });

  it('answers a Ping', async () => {
    await expect(call('Ping', { HovedOplysninger: head })).resolves.toMatchObject({
      HovedOplysningerSvar: { TransaktionsId: 'samtale 1' },
    });
  });

  it('faults what is wrong, naming the element', async () => {
    const wrong = { ...report, FordringDækning: [{ ...coverage, FordringDækningBeløb: 'gratis' }] };
    await expect(call('OpretDækningAfskrivning', wrong)).rejects.toThrow(
      /FordringDækningBeløb: is of the wrong type/,
    );
    expect(receiver.reports).toEqual([]);
  });
});

describe('the callback, over HTTP', () => {
  const post = (body: string | Buffer, type: string): Promise<Response> =>
    fetch(base + path, { method: 'POST', body, headers: { 'content-type': type } });

  it.each([
    {
      what: '20 MB',
      status: 413,
      body: Buffer.alloc(20 * 1024 * 1024, ' '),
      type: soapContentType(),
    },
    { what: 'a JSON body', status: 415, body: '{}', type: 'application/json' },
    { what: 'a form', status: 415, body: 'a=b', type: 'application/x-www-form-urlencoded' },
    { what: 'an empty body', status: 400, body: '', type: soapContentType() },
  ])('answers $what with $status and a fault', async ({ status, body, type }) => {
    const answer = await post(body, type);
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toBe(soapContentType());
    expect(await answer.text()).toContain('<f:ServiceplatformFault>');
  });

  it('publishes its schemas and nothing else', async () => {
    const folder = `${base}/DaekningAfskrivningRegistreringAfsend`;
    expect(await (await fetch(`${folder}/Klasser.xsd`)).text()).toContain('FordringDækningType');
    for (const elsewhere of ['names.json', '..%2F1%2FKlasser.xsd', '%2Fetc%2Fpasswd', '1']) {
      expect((await fetch(`${folder}/${elsewhere}`)).status).toBe(404);
    }
  });
});

describe('R49 R50 a debtor system that reports by itself', () => {
  let systems: DebtorSystems;
  let gateway: SoapDebtorSystem;

  beforeAll(async () => {
    systems = await startDebtorSystems({ host: '127.0.0.1' });
    gateway = new SoapDebtorSystem(
      settings,
      new ContextSecurity(caller, ground),
      new Metrics({ service: 'spec', instance: 'a', ofProcess: false }),
    );
  });

  afterAll(async () => {
    await gateway.onApplicationShutdown();
    await systems.stop();
  });

  const told = async (
    path: string,
    body?: object,
    method = 'POST',
  ): Promise<Record<string, unknown>> =>
    (await (
      await fetch(
        systems.urls['kmd-opus'] + path,
        body ? { method, body: JSON.stringify(body) } : {},
      )
    ).json()) as Record<string, unknown>;

  async function allReported(): Promise<Record<string, unknown>> {
    for (;;) {
      const summary = await told('/control/summary');
      if (summary['pendingReports'] === 0) return summary;
      await new Promise((later) => setTimeout(later, 20));
    }
  }

  it('repeats a report with the same ids until it is answered; what it covered adds up', async () => {
    const lane = {
      municipalityCode: '615',
      municipalityCvr: '29189889',
      endpoint: systems.urls['kmd-opus'],
    };
    for (let nth = 0; nth < 40; nth += 1) await gateway.register(aRegistration(), lane);
    receiver.answer = 'away';
    await told('/control/callback', { url: base }, 'PUT');
    const night = await told('/control/night', { seed: 3, paidShare: 0.5 });
    while (receiver.reports.length < 20) await new Promise((later) => setTimeout(later, 20));
    receiver.answer = { kind: 'accepted' };
    const summary = await allReported();

    const coverages = new Map(
      receiver.reports
        .flatMap(({ items }) => items)
        .map((item) => [item.transactionId, item.amount.ore]),
    );
    const repeats =
      receiver.reports.length - new Set(receiver.reports.map(({ requestId }) => requestId)).size;
    expect(repeats).toBeGreaterThan(0);
    expect(coverages.size).toBe(night['movements']);
    expect([...coverages.values()].reduce((sum, ore) => sum + ore, 0)).toBe(night['coveredOre']);
    expect(summary).toMatchObject({ covered: { count: coverages.size, ore: night['coveredOre'] } });
  });

  it('R51 R52 is told of each report it may not make, and does not make it again', async () => {
    await told('/control/callback', { url: base }, 'PUT');
    const id = crypto.randomUUID();
    const original = crypto.randomUUID();
    receiver.answer = {
      kind: 'rejected',
      refusals: [
        { code: 'unknown-receivable', title: 'Kendes ikke', pointer: { element: 'Fordring', id } },
      ],
    };
    const before = (await told('/control/summary'))['rejectedReports'] as number;
    const movements = [
      { kind: 'covered', receivableId: id, amountKroner: '100.00' },
      { kind: 'coverage-reversed', receivableId: id, amountKroner: '50.00', originalId: original },
    ];
    await told('/control/report', {
      accountId: crypto.randomUUID(),
      municipalityCvr: '29189889',
      movements,
    });
    expect(await allReported()).toMatchObject({ rejectedReports: before + 1 });
    expect(receiver.reports).toMatchObject([
      { items: [{ kind: 'covered' }, { kind: 'coverage-reversed', originalId: original }] },
    ]);
  });
});
