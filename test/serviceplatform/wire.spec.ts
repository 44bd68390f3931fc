import { spawnSync } from 'node:child_process';
import { createServer, type Server } from 'node:https';
import { request } from 'node:https';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MessageSchema } from '@libs/soap';
import { XmlDocument } from 'libxml2-wasm';
import { ClientSSLSecurity, createClientAsync, type Client } from 'soap';
import { type DebtorSystems, startDebtorSystems } from '../../simulators/debtor-systems/index.js';
import { CertificateFolder } from './authority.fixture.js';
import type { Raised } from './mapper.fixture.js';
import { World } from './world.fixture.js';

const contract = new URL('../../libs/contracts/serviceplatformen/1/', import.meta.url);
const files = new CertificateFolder();
/** The independent tool; where it is not installed, libxml2 as the services carry it is what judges, and the run says so. */
const hasXmllint = spawnSync('xmllint', ['--version']).status === 0;

let world: World;
let raised: Raised;

beforeAll(async () => {
  process.stdout.write(
    `wire       messages are validated by ${hasXmllint ? 'xmllint and' : ''} libxml2-wasm${hasXmllint ? '' : ' only: xmllint (Debian: libxml2-utils) is not installed'}\n`,
  );
  world = await World.open('context');
  raised = await world.mapper.raise(await world.municipality('kmd-opus'));
  await world.mapper.writeDown(raised, 'reduced', '30.00');
  await world.mapper.changeDebtor(raised, '0200000000');
  await world.eventually(() => {
    expect(world.ear.answersOn(raised.receivableId)).toHaveLength(3);
  });
});

afterAll(async () => {
  await world.close();
  files.remove();
});

/** What xmllint and our own validator complain of. */
function complaints(message: string, schema: string): string[] {
  const own = MessageSchema.load(contract, schema, {});
  using document = XmlDocument.fromString(message);
  const violation = own.violation(document);
  const told = violation === undefined ? [] : [`${violation.place} ${violation.rule}`];
  return hasXmllint ? [...told, ...complaintsOfXmllint(message, schema)] : told;
}

function complaintsOfXmllint(message: string, schema: string): string[] {
  const path = files.put('message.xml', message);
  const xsd = fileURLToPath(new URL(schema, contract));
  const { status, stderr } = spawnSync('xmllint', ['--nonet', '--noout', '--schema', xsd, path], {
    encoding: 'utf8',
  });
  return status === 0 ? [] : [stderr];
}

const sent = (operation: string): string[] =>
  world.wire.map(String).filter((message) => message.includes(`<m:${operation}_I>`));

const uuid = (): string => crypto.randomUUID();

const head = (cvr: string) => ({
  TransaktionsId: uuid(),
  TransaktionsTid: new Date().toISOString(),
  RequestId: uuid(),
  AuthorityContext: { MunicipalityCVR: cvr },
});

function callOf(client: Client, operation: string, told: object): Promise<Record<string, unknown>> {
  return new Promise((resolve, reject) => {
    const method = client[operation] as (
      told: object,
      done: (error: unknown, answer: Record<string, unknown>) => void,
    ) => void;
    method(told, (error, answer) => {
      if (error instanceof Error) reject(error);
      else resolve(answer);
    });
  });
}

describe('a captured request to a debtor system', () => {
  it.each([
    ['OpretDebitorkontoRegistrering', 3],
    ['AfslutHæftelse', 1],
  ])('%s follows the published schema', (operation, times) => {
    const messages = sent(operation);

    expect(messages).toHaveLength(times);
    for (const message of messages)
      expect(complaints(message, 'DebitorRegistrering.soap.xsd')).toEqual([]);
  });

  it('would be found out if it did not', () => {
    const [message = ''] = sent('OpretDebitorkontoRegistrering');
    const wrong = message.replace(/<m:FordringBeløb>[^<]*/, '<m:FordringBeløb>gratis');

    expect(wrong).not.toBe(message);
    expect(complaints(wrong, 'DebitorRegistrering.soap.xsd')).toHaveLength(hasXmllint ? 2 : 1);
  });
});

describe('R53 a captured question to a debtor system', () => {
  it.each(['SøgDebitorregistrering', 'HentDebitorkonto'])(
    '%s follows the published schema',
    async (operation) => {
      const statementId = await world.statements.request(raised.of.code);
      await world.eventually(() => world.statements.endOf(statementId) !== undefined);

      const messages = sent(operation);
      expect(messages.length).toBeGreaterThan(0);
      for (const message of messages)
        expect(complaints(message, 'DebitorForespoergsel.soap.xsd')).toEqual([]);
    },
  );
});

describe('R53 an independent client that knows only the WSDL of DebitorForespørgselAfsend', () => {
  const cvr = '29189889';
  const receivableId = uuid();
  let systems: DebtorSystems;
  let client: Client;

  beforeAll(async () => {
    systems = await startDebtorSystems({ host: '127.0.0.1' });
    await fetch(`${systems.controls.eg}/control/invent`, {
      method: 'POST',
      body: JSON.stringify({ municipalityCvr: cvr, receivableId, amountKroner: '230.00' }),
    });
    const wsdl = fileURLToPath(new URL('DebitorForespoergselAfsend.wsdl', contract));
    const endpoint = `${systems.urls.eg}/DebitorForespoergselAfsend/1`;
    client = await createClientAsync(wsdl, { forceSoap12Headers: true, endpoint });
  });

  afterAll(() => systems.stop());

  async function ask(operation: string, told: object): Promise<Record<string, unknown>> {
    const answer = await callOf(client, operation, { HovedOplysninger: head(cvr), ...told });
    for (const message of [client.lastRequest, client.lastResponse as unknown])
      expect(complaints(String(message), 'DebitorForespoergsel.soap.xsd')).toEqual([]);
    return answer;
  }

  it('can ask which accounts there are, and what is on one; both ways follow the published schema', async () => {
    const part = { DebitorSvarSegmenteringStruktur: { SvarSegmentAntal: 10 } };
    const found = await ask('SøgDebitorregistrering', { RestanceMarkering: false, ...part });
    const accounts = JSON.stringify(found['SøgDebitorregistreringForretningssvar']);
    const [, accountId = ''] = /"DebitorkontoIdentifikation":"([^"]+)"/.exec(accounts) ?? [];
    const told = await ask('HentDebitorkonto', {
      Debitorkonto: { DebitorkontoIdentifikation: accountId },
      ...{ UdeladSupplerendeInformationMarkering: true, RestanceMarkering: false },
      ...part,
    });

    expect(JSON.stringify(told['HentDebitorkontoForretningssvar'])).toContain(receivableId);
  });

  it('can ask whether they are there', async () => {
    expect(await ask('Ping', {})).toHaveProperty('HovedOplysningerSvar');
  });
});

describe('a captured report of a debtor system, and its answer', () => {
  let server: Server;
  let report = '';

  beforeAll(async () => {
    const tls = { ...world.certificates.callback, ca: world.certificates.authority.pem };
    server = createServer({ ...tls, requestCert: true }, (incoming, response) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('end', () => {
        report = Buffer.concat(chunks).toString();
        response.writeHead(503).end();
      });
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const { port } = server.address() as AddressInfo;
    await world.reportTo(`https://127.0.0.1:${String(port)}`);
    const desk = world.desk('kmd-opus', raised.of);
    await desk.pay(raised.receivableId, '50.00', 'giro');
    await world.eventually(() => report !== '');
    await world.reportTo(world.callbackUrl);
  });

  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  it('follows the published schema, as does what the gateway answers', async () => {
    expect(complaints(report, 'DaekningAfskrivning.soap.xsd')).toEqual([]);
    const answer = await post(report);
    expect(answer).toContain('OpretDækningAfskrivning_O');
    expect(complaints(answer, 'DaekningAfskrivning.soap.xsd')).toEqual([]);
  });

  it('R52 sent twice is answered twice and counted once', async () => {
    const [one, other] = [await post(report), await post(report)];

    for (const answer of [one, other]) expect(answer).toContain('AccepteretUdenBemærkninger');
    await world.eventually(() => {
      expect(world.ear.movementsOn(raised.receivableId)).toHaveLength(1);
    });
  });
});

function post(body: string): Promise<string> {
  const { caller, authority } = world.certificates;
  return new Promise((resolve, reject) => {
    const calling = request(
      `${world.callbackUrl}/DaekningAfskrivningRegistreringAfsend/1`,
      {
        ...{ method: 'POST', ...caller, ca: authority.pem, agent: false },
        headers: { 'content-type': 'application/soap+xml; charset=utf-8' },
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => {
          resolve(Buffer.concat(chunks).toString());
        });
      },
    );
    calling.once('error', reject);
    calling.end(body);
  });
}

describe('an independent client that knows only the WSDL, over mutual TLS', () => {
  let client: Client;
  beforeAll(async () => {
    const { caller, authority } = world.certificates;
    const pem = (text: string): Buffer => Buffer.from(text);
    const security = new ClientSSLSecurity(pem(caller.key), pem(caller.cert), [pem(authority.pem)]);
    client = await createClientAsync(
      `${world.gateway.url}/DaekningAfskrivningRegistreringAfsend/1?wsdl`,
      {
        ...{ forceSoap12Headers: true },
        endpoint: `${world.callbackUrl}/DaekningAfskrivningRegistreringAfsend/1`,
      },
    );
    client.setSecurity(security);
  });

  const call = (operation: string, told: object): Promise<Record<string, unknown>> =>
    callOf(client, operation, told);
  const coverage = (receivableId: string) => ({
    FordringDækningIdentifikation: uuid(),
    FordringDækningRegistreringDatoTid: new Date().toISOString(),
    FordringDækningBeløb: '12.50',
    IndbetalingDato: '2026-11-22',
    FordringIdentifikation: receivableId,
  });

  it('can ask whether we are there', async () => {
    const answer = await call('Ping', { HovedOplysninger: head(raised.of.cvr) });

    expect(answer).toHaveProperty('HovedOplysningerSvar');
  });

  it('can report, and R51 is refused with a pointer what is not ours', async () => {
    const stranger = uuid();
    const answer = await call('OpretDækningAfskrivning', {
      HovedOplysninger: head(raised.of.cvr),
      Debitorkonto: { DebitorkontoIdentifikation: raised.accountId },
      FordringDækning: [coverage(raised.receivableId), coverage(stranger)],
    });

    expect(JSON.stringify(answer['DækningRegistreringAcceptStruktur'])).toContain(stranger);
    await world.eventually(() => {
      const amounts = world.ear.movementsOn(raised.receivableId).map(({ data }) => data['amount']);
      expect(amounts).toContain('12.50');
    });
    expect(complaints(client.lastRequest ?? '', 'DaekningAfskrivning.soap.xsd')).toEqual([]);
  });
});
