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
} from '../../bench/measuring/plain-fees.js';
import { RunFolder } from '../../deploy/local/run/run-folder.js';
import type { StackFile } from '../../deploy/local/stack/stack-file.js';
import { Stack, type StackOptions } from '../../deploy/local/stack/stack.js';
import type { KeptSpan } from '../../deploy/local/traces/kept-span.js';
import { root } from '../architecture/overlay.fixture.js';

const withinMs = 30_000;
export const compiled = join(root, 'dist');

/** A fee as the library tells of it, in a trace that began at the library. */
export type TracedFee = {
  readonly feeId: string;
  readonly agencyId: string;
  readonly traceId: string;
  /** The library's own span. */
  readonly libraryId: string;
  /** Whose it is, as the library knows them. */
  readonly patron: Readonly<Record<string, unknown>>;
};
export type Watching = Pick<StackOptions, 'services'> & {
  /** Beyond what every watched stack is told. */
  readonly env?: Readonly<Record<string, string>>;
};
type Envelope = Readonly<Record<string, unknown>> & { readonly data: Record<string, unknown> };

/** The whole of Debitorbro as processes of its own that export their spans by OTLP/HTTP, and the receiver's records. */
export class WatchedStack {
  private made = 0;

  private constructor(
    private readonly folder: RunFolder,
    private readonly stack: Stack,
    private where: StackFile,
    private readonly broker: ChannelModel,
    private readonly channel: ConfirmChannel,
    private readonly run: string,
  ) {}

  /** Messages that fail twice are parked, so that a test needn't wait for eight times. */
  static async open({ services, env: told }: Watching = {}): Promise<WatchedStack> {
    const run = randomUUID().slice(0, 8);
    const folder = await RunFolder.claim(join(root, '.local', 'tests', `traces-${run}`));
    const env = {
      PATH: process.env['PATH'],
      AMQP_ATTEMPTS_MAX: '2',
      OTEL_BSP_SCHEDULE_DELAY: '100',
      ...told,
    };
    const tell = (): void => undefined;
    const runs = services && { services };
    const stack = new Stack({ folder, compiled, env, tell, keepsTraces: true, ...runs });
    const where = await stack.open();
    const broker = await connect(where.amqpUrl);
    const channel = await broker.createConfirmChannel();
    const watched = new WatchedStack(folder, stack, where, broker, channel, run);
    await watched.agree();
    return watched;
  }

  async close(): Promise<void> {
    await this.broker.close();
    await this.stack.close();
    await this.folder.release();
    await rm(this.folder.path, { recursive: true, force: true });
  }

  /** @param sampled whether the library has its trace kept */
  async tell({
    sampled = true,
    other = {},
    also = [] as readonly object[],
  } = {}): Promise<TracedFee> {
    const number = benchAgencies.length * this.made;
    this.made += 1;
    const { agencyId, feeId, body } = feeOf(number, this.run);
    const { traceId, spanId: libraryId, traceparent } = aTrace(sampled);
    const envelope = { ...(JSON.parse(String(body)) as Envelope), traceparent };
    const data: Envelope['data'] = { ...envelope.data, ...other };
    await this.publish(agencyId, [
      ...also.map((each) => ({ ...envelope, ...each })),
      { ...envelope, data },
    ]);
    const patron = data['patron'] as TracedFee['patron'];
    return { feeId, agencyId, traceId, libraryId, patron };
  }

  /** The library tells who a fee's patron is now. @returns the trace in which it does */
  async tellOfPatron({ agencyId, patron }: TracedFee, now: object): Promise<string> {
    const { traceId, traceparent } = aTrace();
    const subject = String(patron['patronId']);
    const told = {
      specversion: '1.0',
      ...{
        id: `${subject}-1`,
        source: `/library/${agencyId}`,
        sequence: '1',
        subject,
        traceparent,
      },
      type: 'dk.debitorbro.patron.identity-changed.v1',
      time: '2026-11-22T08:30:00+01:00',
      data: { agencyId, patronId: subject, patron: { ...patron, ...now } },
    };
    await this.publish(agencyId, [told]);
    return traceId;
  }

  /** Somebody on the staff asks a service for something. @returns the trace in which they do */
  async ask(service: string, path: string, { method = 'POST', body = {} } = {}): Promise<string> {
    const { traceId, traceparent } = aTrace();
    const answer = await fetch(`${this.where.services[service] ?? ''}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.where.token}`,
        'content-type': 'application/json',
        traceparent,
      },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(await answer.text());
    return traceId;
  }

  /** What a service answers to somebody on the staff. */
  async read(service: string, path: string): Promise<Readonly<Record<string, unknown>>> {
    const headers = { authorization: `Bearer ${this.where.token}` };
    const answer = await fetch(`${this.where.services[service] ?? ''}${path}`, { headers });
    if (!answer.ok) throw new Error(await answer.text());
    return (await answer.json()) as Record<string, unknown>;
  }

  /** Puts the agreement of all the fees, varied. @returns the trace in which it was put */
  agree(varied: object = {}): Promise<string> {
    const [agencyId] = benchAgencies;
    const agreement = benchAgreement(0, this.where.simulators[benchProducts[0]] ?? '');
    const body = { ...agreement, ...varied };
    return this.ask('claim-intake', `/agreements/${agencyId}`, { method: 'PUT', body });
  }

  /** Its charge stands accepted at the library. */
  async isAccepted(fee: TracedFee): Promise<void> {
    await eventually(
      async () => {
        const { transfer } = await this.standing(fee);
        if (transfer !== 'accepted') throw new Error(`It stands ${String(transfer)}.`);
      },
      { withinMs },
    );
  }

  standing({ agencyId, feeId }: TracedFee): Promise<Readonly<Record<string, unknown>>> {
    return this.read('payment-reconciliation', `/balances/${agencyId}/${feeId}`);
  }

  /** At the debtor system of all the fees. */
  async control(path: string, body: object, method = 'POST'): Promise<void> {
    const url = `${this.where.simulators['kmd-opus'] ?? ''}/control/${path}`;
    const answer = await fetch(url, {
      method,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(await answer.text());
  }

  /** The fee's debtor pays a krone, and the debtor system reports it. */
  async pay(fee: TracedFee): Promise<void> {
    const url = this.where.services['serviceplatform-gateway'] ?? '';
    await this.control('callback', { url }, 'PUT');
    const { receivableId } = await this.standing(fee);
    await this.control('pay', { receivableId, amountKroner: '1.00' });
  }

  /** It listens elsewhere afterwards. */
  async crash(service: string, meanwhile: () => Promise<unknown>): Promise<void> {
    const addresses = await this.stack.crash(service, meanwhile);
    this.where = { ...this.where, services: { ...this.where.services, ...addresses } };
  }

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

  /** As they were received, in no order. */
  received(): string {
    return readFileSync(this.tracesFile, 'utf8');
  }

  get tracesFile(): string {
    return this.folder.within('traces.ndjson');
  }

  spans(): readonly KeptSpan[] {
    const whole = this.received();
    const lines = whole.slice(0, whole.lastIndexOf('\n') + 1).split('\n');
    return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as KeptSpan);
  }

  /** One trace's spans, as soon as what is expected of them is so. */
  trace(
    traceId: string,
    expected: (spans: readonly KeptSpan[]) => void,
  ): Promise<readonly KeptSpan[]> {
    return eventually(
      () => {
        const spans = this.spans().filter((span) => span.traceId === traceId);
        expected(spans);
        return spans;
      },
      { withinMs },
    );
  }

  private async publish(agencyId: string, told: readonly object[]): Promise<void> {
    for (const each of told)
      this.channel.publish(
        'library.balances',
        `balance.${agencyId}`,
        Buffer.from(JSON.stringify(each)),
        { persistent: true },
      );
    await this.channel.waitForConfirms();
  }
}

/** As somebody else begins it. */
function aTrace(sampled = true): { traceId: string; spanId: string; traceparent: string } {
  const [traceId, spanId] = [hex(32), hex(16)];
  return { traceId, spanId, traceparent: `00-${traceId}-${spanId}-${sampled ? '01' : '00'}` };
}

function hex(length: number): string {
  return randomUUID().replaceAll('-', '').slice(0, length);
}
