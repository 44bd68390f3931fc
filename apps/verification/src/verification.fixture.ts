import { startService, type RunningService } from '@libs/host';
import { eventNameOf, eventOf, sealedFieldsOf } from '@libs/contracts';
import { placeOf } from '@libs/messaging';
import { Database } from '@libs/persistence';
import { KeySet, Sealer } from '@libs/sealing';
import { aPlace, eventually, Issuer, type Neighbour } from '@libs/testing';
import { connect } from 'amqplib';
import { connectIntake } from './intake.fixture.js';
import { ReconsiderClaims } from './handlers/reconsider-claims.js';
import { VerificationModule } from './verification.module.js';
import { VerificationSettings } from './verification.settings.js';

/** An event that verification announced, its personal part opened. */
export type Heard = {
  readonly feeId: string;
  readonly agencyId: string;
  readonly name: string;
  readonly sequence: number;
  readonly data: Readonly<Record<string, unknown>>;
};

const keys = (kid: string, byte: number): string =>
  JSON.stringify({
    keys: [{ kty: 'oct', kid, k: Buffer.alloc(32, byte).toString('base64url') }],
  });

/** Verification running against a real broker and a real database, with a neighbour that talks and one that listens. */
export class VerificationFixture {
  readonly heard: Heard[] = [];
  readonly bodies: string[] = [];

  private constructor(
    readonly service: RunningService<VerificationSettings>,
    readonly intake: Neighbour,
    readonly issuer: Issuer,
    readonly database: Database,
    readonly logLines: readonly string[],
    private readonly sealer: Sealer,
    private readonly ends: (() => Promise<unknown>)[],
  ) {}

  static async start(): Promise<VerificationFixture> {
    const [place, issuer] = await Promise.all([aPlace(), Issuer.start()]);
    const databaseUrl = await place.databaseUrl('verification');
    const logLines: string[] = [];
    const env = {
      HTTP_HOST: '127.0.0.1',
      OIDC_ISSUER: issuer.url,
      OIDC_AUDIENCE: 'debitorbro',
      DATABASE_URL: databaseUrl,
      AMQP_URL: place.amqpUrl,
      SEALING_KEYS: keys('seal', 1),
      HASH_KEYS: keys('hash', 2),
      LOG_LEVEL: 'debug',
      RECONSIDER_CLAIMS_MAX: '2', // chunks that a handful of claims fill
    };
    const service = await startService({
      name: 'verification',
      module: VerificationModule,
      settings: VerificationSettings,
      env,
      writeLog: (line) => logLines.push(line),
    });
    const sealer = new Sealer(KeySet.fromJwks(env.SEALING_KEYS, 'sealing'));
    const intake = await connectIntake(place.amqpUrl, sealer);
    const database = await Database.open({
      url: databaseUrl,
      applicationName: 'spec',
      migrations: [],
      connectionsMax: 2,
      connectTimeoutMs: 3_000,
      statementTimeoutMs: 30_000,
    });
    const ends = [() => intake.close(), () => service.stop(), () => database.close()];
    const last = [() => issuer.stop(), () => place.dispose()];
    const fixture = new VerificationFixture(
      service,
      intake,
      issuer,
      database,
      logLines,
      sealer,
      ends,
    );
    fixture.ends.unshift(await fixture.listen(place.amqpUrl));
    fixture.ends.push(...last);
    return fixture;
  }

  async stop(): Promise<void> {
    for (const end of this.ends) await end();
  }

  of(feeId: string, agency?: string): Heard[] {
    return this.heard
      .filter((each) => each.feeId === feeId && (agency ?? each.agencyId) === each.agencyId)
      .sort((a, b) => a.sequence - b.sequence);
  }

  names(feeId: string, agency?: string): string[] {
    return this.of(feeId, agency).map(({ name }) => name);
  }

  /** Waits until verification has said so much of a claim. */
  async said(feeId: string, ...names: readonly string[]): Promise<Heard[]> {
    await eventually(() => this.names(feeId).length >= names.length);
    const said = this.names(feeId);
    if (said.join() !== names.join()) throw new Error(`Of ${feeId} was said: ${said.join(', ')}.`);
    return this.of(feeId);
  }

  async request(
    path: string,
    init: RequestInit & { readonly roles?: string[]; readonly municipalities?: unknown } = {},
  ): Promise<Response> {
    const { roles = ['held:read', 'held:verify', 'tasks:read'], municipalities = '*' } = init;
    const token = await this.issuer.token({ claims: { roles, municipalities } });
    const headers = { authorization: `Bearer ${token}`, ...(init.headers as object | undefined) };
    return fetch(`${this.service.url}${path}`, { ...init, headers });
  }

  /** Has the timer's work done now. */
  async round(): Promise<void> {
    await this.service.app.get(ReconsiderClaims).round();
  }

  open(sealed: string, place: string): unknown {
    return this.sealer.open(sealed, place);
  }

  /** Every row of every table, or of these, as text. */
  async dump(tables?: readonly string[]): Promise<string> {
    const all = await this.database.query<{ name: string }>(
      `SELECT schemaname || '.' || tablename AS name FROM pg_tables WHERE schemaname IN ('public', 'messaging')`,
    );
    const rows: string[] = [];
    for (const name of tables ?? all.map((table) => table.name)) {
      const texts = await this.database.query<{ row: string }>(
        `SELECT each::text AS row FROM ${name} AS each`,
      );
      rows.push(...texts.map(({ row }) => row));
    }
    return rows.join('\n');
  }

  async standing(feeId: string): Promise<Record<string, unknown> | undefined> {
    const [row] = await this.database.query(
      `SELECT standing, reasons, tasks, intake_number FROM claim WHERE fee_id = $1`,
      [feeId],
    );
    return row;
  }

  private async listen(amqpUrl: string): Promise<() => Promise<void>> {
    const connection = await connect(amqpUrl);
    const channel = await connection.createChannel();
    const { queue } = await channel.assertQueue('', { exclusive: true });
    await channel.bindQueue(queue, 'claims', '#');
    await channel.consume(
      queue,
      (message) => {
        const body = message?.content.toString('utf8') ?? '{}';
        this.bodies.push(body);
        const heard = heardIn(body, this.sealer);
        if (heard !== undefined) this.heard.push(heard);
      },
      { noAck: true },
    );
    return () => connection.close();
  }
}

type Envelope = {
  readonly source: string;
  readonly type: string;
  readonly sequence: string;
  readonly data: Record<string, unknown>;
};

function heardIn(body: string, sealer: Sealer): Heard | undefined {
  const { source, type, sequence, data } = JSON.parse(body) as Envelope;
  if (!source.startsWith('/verification/')) return undefined;
  const { agencyId, feeId } = data as { agencyId: string; feeId: string };
  for (const field of sealedFieldsOf(eventOf(type).class).keys()) {
    const place = placeOf({ kind: 'balance', scope: agencyId, key: feeId }, field);
    if (typeof data[field] === 'string') data[field] = sealer.open(data[field], place);
  }
  return { agencyId, feeId, name: eventNameOf(type), sequence: Number(sequence), data };
}
