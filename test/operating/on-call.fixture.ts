import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { eventually } from '@libs/testing';
import { connect, type ChannelModel, type ConfirmChannel } from 'amqplib';
import pg from 'pg';
import {
  benchAgencies,
  benchAgreement,
  benchProducts,
  feeOf,
  type Fee,
} from '../../bench/measuring/plain-fees.js';
import { RunFolder } from '../../deploy/local/run/run-folder.js';
import type { StackFile } from '../../deploy/local/stack/stack-file.js';
import { Stack } from '../../deploy/local/stack/stack.js';
import { root } from '../architecture/overlay.fixture.js';
import { Authority, CertificateFolder } from '../serviceplatform/authority.fixture.js';
import { expressionOf } from './quick-rules.fixture.js';
import { Prometheus, type Series } from './prometheus.fixture.js';

/** One municipality for each debtor system; agencies are in the same order. */
export const towns = benchAgencies.map((agencyId) => agencyId.slice(4, 7));

/** An alert comes after its pause, a minute of which takes a second, and once a rule or two have been looked at. */
const alertWithinMs = 90_000;

/** Understands the whole of Debitorbro in operation: its processes, a Prometheus that watches them, and hands to break something with. */
export class OnCall {
  /** Alerts that were waited for. */
  readonly provoked = new Set<string>();

  private constructor(
    private readonly folder: RunFolder,
    private readonly files: CertificateFolder,
    private readonly authority: Authority,
    private readonly stack: Stack,
    private readonly where: StackFile,
    private readonly broker: ChannelModel,
    readonly channel: ConfirmChannel,
    readonly prometheus: Prometheus,
  ) {}

  static async open(): Promise<OnCall> {
    const path = join(root, '.local', 'tests', `operating-${randomUUID().slice(0, 8)}`);
    const folder = await RunFolder.claim(path);
    const [files, authority] = [new CertificateFolder(), await Authority.make()];
    const { cert, key } = await authority.issue({ name: 'Debitorbro_FKT' });
    const env = {
      PATH: process.env['PATH'],
      FIGURES_EVERY_MS: '500',
      RECONCILIATIONS_NIGHTLY: 'false', // a minute after the start, it would be the last one instead of the one provoked
      SP_LANES_FILE: files.put('lanes.json', '{}'),
      SP_LANES_FILE_CHECK_MS: '50',
      SP_CLIENT_CERTIFICATE_FILE: files.put('client.pem', cert),
      SP_CLIENT_KEY_FILE: files.put('client.key', key),
      SP_CERTIFICATES_CHECK_MS: '50',
    };
    const compiled = join(root, 'dist');
    const tell = (): void => undefined;
    const stack = new Stack({ folder, compiled, env, tell, keepsTraces: true });
    const where = await stack.open();
    const broker = await connect(where.amqpUrl);
    broker.on('error', () => undefined); // it is killed in the end
    const channel = await broker.createConfirmChannel();
    channel.on('error', () => undefined);
    const prometheus = await Prometheus.start(folder, {
      services: where.services,
      brokerUrl: stack.servers.metricsUrl ?? '',
    });
    const of = new OnCall(folder, files, authority, stack, where, broker, channel, prometheus);
    await of.agree();
    return of;
  }

  get amqpUrl(): string {
    return this.where.amqpUrl;
  }

  async close(): Promise<void> {
    await this.prometheus.stop();
    await this.broker.close().catch(() => undefined);
    await this.stack.close();
    await this.folder.release();
    await rm(this.folder.path, { recursive: true, force: true });
    this.files.remove();
  }

  /** The library tells of plain fees, one after the other of each town. @param time when it says that it was, if not long ago */
  async tellFees(run: string, count: number, time?: string): Promise<readonly Fee[]> {
    const fees = Array.from({ length: count }, (_, number) => feeOf(number, run));
    for (const { agencyId, body } of fees) {
      const told = { ...(JSON.parse(String(body)) as object), ...(time !== undefined && { time }) };
      this.tell(`balance.created.${agencyId}`, Buffer.from(JSON.stringify(told)));
    }
    await this.channel.waitForConfirms();
    return fees;
  }

  tell(routingKey: string, body: Buffer, exchange = 'library.balances'): void {
    this.channel.publish(exchange, routingKey, body, { persistent: true });
  }

  /** In a service's own database, as nobody but an operator can. */
  async sql(service: string, text: string): Promise<readonly Record<string, unknown>[]> {
    const url = new URL(this.where.databaseUrl);
    url.pathname = `/${service.replaceAll('-', '_')}`;
    const client = new pg.Client({ connectionString: String(url) });
    await client.connect();
    try {
      return (await client.query<Record<string, unknown>>(text)).rows;
    } finally {
      await client.end();
    }
  }

  /** A GET, or with a body a POST; as the operator, unless as nobody (`anonymous`). */
  async ask(
    service: string,
    path: string,
    body?: string,
    type: 'application/json' | 'text/csv' | 'anonymous' = 'application/json',
  ): Promise<unknown> {
    const answer = await fetch(`${this.where.services[service] ?? ''}${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers:
        type === 'anonymous'
          ? {}
          : { authorization: `Bearer ${this.where.token}`, 'content-type': type },
      ...(body !== undefined && { body }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${path}: ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  }

  async behave(product: string, order: object): Promise<void> {
    const url = `${this.where.simulators[product] ?? ''}/control/behave`;
    await fetch(url, { method: 'POST', body: JSON.stringify(order) });
  }

  /** Takes away all queues of an exchange. */
  async unbind(exchange: string): Promise<void> {
    type Binding = { readonly destination: string; readonly properties_key: string };
    const answer = await this.manage('GET', `exchanges/debitorbro/${exchange}/bindings/source`);
    for (const { destination, properties_key: key } of (await answer.json()) as readonly Binding[])
      await this.manage(
        'DELETE',
        `bindings/debitorbro/e/${exchange}/q/${destination}/${encodeURIComponent(key)}`,
      );
  }

  /** A fee of somebody whose number can't be anybody's: it is held. */
  async tellOfNobody(): Promise<void> {
    const { agencyId, body } = feeOf(1, 'n');
    const envelope = JSON.parse(String(body)) as { data: { patron: object } };
    const patron = { ...envelope.data.patron, personIdentifier: '9999999999' };
    const told = { ...envelope, data: { ...envelope.data, patron } };
    this.tell(`balance.created.${agencyId}`, Buffer.from(JSON.stringify(told)));
    await this.channel.waitForConfirms();
  }

  private manage(method: string, path: string): Promise<Response> {
    const { managementUrl = '' } = this.stack.servers;
    const { username, password, origin } = new URL(managementUrl);
    const authorization = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
    return fetch(`${origin}/api/${path}`, { method, headers: { authorization } });
  }

  putLanes(lanes: object): void {
    this.files.put('lanes.json', JSON.stringify(lanes));
  }

  async putCertificate(toDays: number): Promise<void> {
    const { cert, key } = await this.authority.issue({ name: 'Debitorbro_FKT', toDays });
    this.files.put('client.key', key);
    this.files.put('client.pem', cert);
  }

  /** Ends a process of the run as a crash does. */
  kill(name: string): void {
    const { processes } = JSON.parse(readFileSync(this.folder.within('pids.json'), 'utf8')) as {
      processes: readonly { name: string; pid: number }[];
    };
    const found = processes.find((each) => each.name === name);
    if (found === undefined) throw new Error(`There is no process ${name}.`);
    process.kill(found.pid, 'SIGKILL');
  }

  /** Waits until an expression comes to something. */
  comesTo(query: string): Promise<readonly Series[]> {
    return eventually(
      async () => {
        const series = await this.prometheus.query(query);
        if (series.length === 0) throw new Error(`Nothing came of ${query}.`);
        return series;
      },
      { withinMs: alertWithinMs, everyMs: 200 },
    );
  }

  /** Waits until an alert fires with at least these labels. */
  async fires(alertname: string, labels: Readonly<Record<string, string>> = {}): Promise<void> {
    this.provoked.add(alertname);
    const wanted = Object.entries({ alertname, alertstate: 'firing', ...labels });
    await this.comesTo(
      `ALERTS{${wanted.map(([label, value]) => `${label}="${value}"`).join(',')}}`,
    );
  }

  /** Waits until what an alert asks for is so, by its own windows: for what comes seldom, beside which a second is no minute. */
  async turnsTrue(alertname: string): Promise<void> {
    this.provoked.add(alertname);
    await this.comesTo(expressionOf(alertname));
  }

  private async agree(): Promise<void> {
    for (const [place, agencyId] of benchAgencies.entries()) {
      const endpoint = this.where.simulators[benchProducts[place] ?? ''] ?? '';
      const answer = await fetch(
        `${this.where.services['claim-intake'] ?? ''}/agreements/${agencyId}`,
        {
          method: 'PUT',
          headers: {
            authorization: `Bearer ${this.where.token}`,
            'content-type': 'application/json',
          },
          body: JSON.stringify(benchAgreement(place, endpoint)),
        },
      );
      if (!answer.ok) throw new Error(await answer.text());
    }
  }
}
