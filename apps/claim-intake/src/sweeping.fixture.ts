import { readFile } from 'node:fs/promises';
import {
  BalanceCreated,
  BalanceTransferChanged,
  eventNameOf,
  readMessage,
  type Transfer,
} from '@libs/contracts';
import { startService, type RunningService } from '@libs/host';
import { Database } from '@libs/persistence';
import { KeySet, Sealer } from '@libs/sealing';
import { aPlace, eventually, Issuer, Neighbour, type Place } from '@libs/testing';
import { connect, type ChannelModel } from 'amqplib';
import { ClaimIntakeModule } from './claim-intake.module.js';
import { ClaimIntakeSettings } from './claim-intake.settings.js';

export const agencyId = 'DK-761500';
const golden = new URL('../../../libs/contracts/golden/', import.meta.url);
const at = '2026-11-20T09:14:27+01:00';

type Json = Readonly<Record<string, unknown>>;
export type Lease = {
  readonly leased_by: string;
  readonly leased_until: Date;
  readonly ended_at: Date | null;
  readonly looked_at: string;
};

/** claim-intake by itself, with a library that tells it of old balances, and a line after it that ends them when it is told to. */
export class Sweeping {
  /** What has gone on, in order, and what of it has not been ended. */
  readonly registered: string[] = [];
  readonly unfinished = new Set<string>();
  /** Lines of the log. */
  readonly warnings: string[] = [];
  private readonly kept = new Set<string>();
  private endsAll = false;
  private readonly replicas: RunningService[] = [];

  private constructor(
    private readonly place: Place,
    private readonly issuer: Issuer,
    private readonly database: Database,
    private readonly env: Readonly<Record<string, string>>,
    private readonly listener: ChannelModel,
    private readonly library: Neighbour,
    private readonly created: BalanceCreated,
  ) {}

  /** @param settings of the service, on top of what it needs */
  static async open(settings: Readonly<Record<string, string>>): Promise<Sweeping> {
    const [place, issuer] = await Promise.all([aPlace(), Issuer.start()]);
    const keys = JSON.stringify({
      keys: [{ kty: 'oct', kid: 'a', k: Buffer.alloc(32, 3).toString('base64url') }],
    });
    const env = {
      ...{ HTTP_HOST: '127.0.0.1', OIDC_ISSUER: issuer.url, OIDC_AUDIENCE: 'debitorbro' },
      DATABASE_URL: await place.databaseUrl('intake'),
      ...{ AMQP_URL: place.amqpUrl, SEALING_KEYS: keys, HASH_KEYS: keys },
      ...settings,
    };
    const database = await Database.open({
      url: env.DATABASE_URL,
      ...{ applicationName: 'spec', migrations: [], connectionsMax: 2 },
      ...{ connectTimeoutMs: 3_000, statementTimeoutMs: 30_000 },
    });
    const library = await Neighbour.connect(place.amqpUrl, {
      sealer: new Sealer(KeySet.fromJwks(keys, 'sealing')),
      sourceOf: (event) =>
        `/${event instanceof BalanceCreated ? 'library' : 'payment-reconciliation'}/${agencyId}`,
      time: at,
    });
    const listener = await connect(place.amqpUrl);
    const read = readMessage(await goldenOf('balance.created'), 100_000);
    if (read.kind !== 'read' || !(read.event instanceof BalanceCreated))
      throw new Error('The golden balance is none.');
    const sweeping = new Sweeping(place, issuer, database, env, listener, library, read.event);
    await sweeping.replica();
    await sweeping.listen();
    await sweeping.agree();
    return sweeping;
  }

  /** One more of the service, on the same database and broker. */
  async replica(): Promise<RunningService> {
    const service = await startService({
      name: 'claim-intake',
      module: ClaimIntakeModule,
      settings: ClaimIntakeSettings,
      env: this.env,
      writeLog: (line) => {
        if (line.includes('"warn"')) this.warnings.push(line);
      },
    });
    this.replicas.push(service);
    return service;
  }

  async stopReplica(nth: number): Promise<void> {
    await this.replicas[nth]?.stop();
  }

  /** The library tells of balances created on that day. @returns when they are known */
  async tell(creationDate: string, ...feeIds: readonly string[]): Promise<void> {
    const { created } = this;
    await this.library.tell(
      ...feeIds.map((feeId) =>
        Object.assign(new BalanceCreated(), created, { agencyId, feeId, creationDate }),
      ),
    );
    await eventually(() =>
      feeIds.every((feeId) => this.kept.has(feeId) || this.registered.includes(feeId)),
    );
  }

  async moveCutOff(cutOffDate: string): Promise<void> {
    await this.ask('POST', '/cut-off', { cutOffDate });
  }

  /** The library is told of these, which ends them, if it is not `queued` or `sent`. */
  async end(feeIds: readonly string[], transfer: Transfer = 'accepted'): Promise<void> {
    for (const feeId of feeIds) this.unfinished.delete(feeId);
    await this.library.tell(
      ...feeIds.map((feeId) =>
        Object.assign(new BalanceTransferChanged(), { agencyId, feeId, transfer, at }),
      ),
    );
  }

  /** From now on whatever goes on is ended at once. */
  async endAll(): Promise<void> {
    this.endsAll = true;
    await this.end([...this.unfinished]);
  }

  holdAll(): void {
    this.endsAll = false;
  }

  /** Lets the sweep look for more, at least once from beginning to end. @returns how many are unfinished then */
  async rest(): Promise<number> {
    for (let looks = 0; looks < 2; looks += 1) {
      const before = (await this.lease())?.leased_until;
      await eventually(
        async () => (await this.lease())?.leased_until.getTime() !== before?.getTime(),
      );
    }
    return this.unfinished.size;
  }

  /** Makes a claim's row unreadable. @returns what mends it */
  async spoil(feeId: string): Promise<() => Promise<void>> {
    const set = `UPDATE claim SET document = $2 WHERE fee_id = $1`;
    const [row] = await this.database.query<{ document: unknown }>(
      `SELECT document FROM claim WHERE fee_id = $1`,
      [feeId],
    );
    await this.database.query(set, [feeId, '{}']);
    return async () => {
      await this.database.query(set, [feeId, JSON.stringify(row?.document)]);
    };
  }

  async lease(): Promise<Lease | undefined> {
    const [lease] = await this.database.query<Lease>(
      `SELECT leased_by, leased_until, ended_at, looked_at FROM sweep_job, sweep_lease ORDER BY version DESC LIMIT 1`,
    );
    return lease;
  }

  async close(): Promise<void> {
    for (const replica of this.replicas) await replica.stop();
    await Promise.all([this.listener.close(), this.library.close(), this.database.close()]);
    await this.issuer.stop();
    await this.place.dispose();
  }

  private async listen(): Promise<void> {
    const channel = await this.listener.createChannel();
    const { queue } = await channel.assertQueue('', { exclusive: true });
    await channel.bindQueue(queue, 'claims', '#');
    await channel.consume(
      queue,
      (message) => {
        const { type, data } = JSON.parse(message?.content.toString() ?? '{}') as {
          readonly type: string;
          readonly data: { readonly feeId: string };
        };
        this.hear(eventNameOf(type), data.feeId);
      },
      { noAck: true },
    );
  }

  private hear(name: string, feeId: string): void {
    if (name === 'claim.kept') this.kept.add(feeId);
    if (name !== 'claim.registered') return;
    this.registered.push(feeId);
    this.unfinished.add(feeId);
    if (this.endsAll) void this.end([feeId]);
  }

  private async agree(): Promise<void> {
    const { data } = JSON.parse((await goldenOf('agreement.changed')).toString()) as {
      readonly data: { readonly agreement: Json };
    };
    await this.ask('PUT', '', data.agreement);
  }

  private async ask(method: string, path: string, body: object): Promise<void> {
    const roles = ['agreements:read', 'agreements:write'];
    const token = await this.issuer.token({ claims: { roles, municipalities: '*' } });
    const [service] = this.replicas;
    const answer = await fetch(`${service?.url ?? ''}/agreements/${agencyId}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(await answer.text());
  }
}

function goldenOf(event: string): Promise<Buffer> {
  return readFile(new URL(`dk.debitorbro.${event}.v1.json`, golden));
}
