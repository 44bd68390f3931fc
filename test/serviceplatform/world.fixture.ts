import { jest } from '@jest/globals';
import { startService, type RunningService } from '@libs/host';
import { aPlace, eventually, Issuer, type Place } from '@libs/testing';
import { connect, type ChannelModel } from 'amqplib';
import pg from 'pg';
import { ReportListener } from '../../apps/serviceplatform-gateway/src/adapters/reports/report-listener.js';
import { ServiceplatformGatewayModule } from '../../apps/serviceplatform-gateway/src/serviceplatform-gateway.module.js';
import { ServiceplatformGatewaySettings } from '../../apps/serviceplatform-gateway/src/serviceplatform-gateway.settings.js';
import {
  ContextGatekeeper,
  type DebtorSystems,
  type Product,
  ReportSigner,
  startDebtorSystems,
  TokenGatekeeper,
} from '../../simulators/debtor-systems/index.js';
import {
  type RunningTokenService,
  startTokenService,
} from '../../simulators/security-token-service/index.js';
import { DebtorSystemDesk } from '../journeys/street/debtor-system.fixture.js';
import { type Callback, callbackEntityId, Certificates } from './certificates.fixture.js';
import { Ear } from './heard.fixture.js';
import { Mapper, type Municipality } from './mapper.fixture.js';
import { Statements } from './statements.fixture.js';

jest.setTimeout(300_000);

const host = '127.0.0.1';
export const entityId = 'http://oir.serviceplatformen.dk/service/debitorregistreringafsend/1';
export const queryEntityId = 'http://oir.serviceplatformen.dk/service/debitorforespoergselafsend/1';
export const serviceAgreement = '6a1f0f5e-0000-4000-8000-000000000001';
/** Municipalities that the token service knows of are made beforehand. */
type Model = 'context' | 'token';

/**
 * The gateway in this process, on a broker and a database of its own, and around it what it speaks with in production: the platform
 * with four debtor systems behind mutual TLS, and in the token model the security token service. Nothing is plain HTTP but the
 * simulators' controls and the operators' own requests.
 */
export class World {
  /** What came over the wire to the platform, in order. */
  readonly wire: Buffer[] = [];
  readonly log: string[] = [];
  private service: RunningService | undefined;
  private env: Record<string, string> = {};

  private constructor(
    private readonly place: Place,
    readonly certificates: Certificates,
    readonly gatekeeper: ContextGatekeeper | TokenGatekeeper,
    readonly debtorSystems: DebtorSystems,
    readonly tokens: RunningTokenService,
    private readonly issuer: Issuer,
    private readonly broker: ChannelModel,
    readonly mapper: Mapper,
  ) {}

  ear!: Ear;
  /** Asks as payment-reconciliation does. */
  statements!: Statements;

  static async open(
    model: Model,
    env: Record<string, string> = {},
    callback: Callback = 'certificate',
  ): Promise<World> {
    const [place, certificates, issuer] = await Promise.all([
      aPlace(),
      Certificates.make(),
      Issuer.start(),
    ]);
    const gatekeeper =
      model === 'context'
        ? new ContextGatekeeper([serviceAgreement])
        : new TokenGatekeeper(certificates.tokenSigning.cert, entityId, queryEntityId);
    const ca = certificates.authority.pem;
    const tokens = await startTokenService(host, certificates.platform, {
      ...certificates.tokenSigning,
      authority: ca,
      audiences: [entityId, queryEntityId, callbackEntityId],
      cvrs: '*',
    });
    const { caller } = certificates;
    const signsWith = { tokenService: tokens.url, audience: callbackEntityId, ca, ...caller };
    const debtorSystems = await startDebtorSystems({
      host,
      guard: { ...certificates.platform, ca, gatekeeper },
      reportsWith:
        callback === 'certificate'
          ? { ca, shown: caller }
          : { ca, signer: new ReportSigner(signsWith) },
    });
    const broker = await connect(place.amqpUrl);
    const mapper = new Mapper();
    const world = new World(
      ...([
        place,
        certificates,
        gatekeeper,
        debtorSystems,
        tokens,
        issuer,
        broker,
        mapper,
      ] as const),
    );
    world.listenToTheWire();
    world.env = { ...world.settings(model, callback), ...env };
    await world.startGateway(world.env);
    await mapper.connect(broker);
    world.ear = await Ear.listen(broker);
    world.statements = await Statements.listen(broker);
    await world.reportTo(world.callbackUrl);
    return world;
  }

  get gateway(): RunningService {
    if (this.service === undefined) throw new Error('The gateway does not run.');
    return this.service;
  }

  /** Where the platform calls the gateway. */
  get callbackUrl(): string {
    return this.gateway.app.get(ReportListener).url ?? '';
  }

  municipality(product: Product): Promise<Municipality> {
    return this.mapper.municipality(product, this.debtorSystems.urls[product]);
  }

  desk(product: Product, { cvr }: Municipality): DebtorSystemDesk {
    return new DebtorSystemDesk(this.debtorSystems.controls[product], cvr);
  }

  /** Asks the gateway as an operator. */
  async ask(path: string, method: 'GET' | 'POST' = 'GET'): Promise<Record<string, unknown>> {
    const token = await this.issuer.token({
      claims: {
        roles: ['deliveries:read', 'deliveries:resend', 'lanes:read'],
        municipalities: '*',
      },
    });
    const headers = { authorization: `Bearer ${token}` };
    const answer = await fetch(`${this.gateway.url}${path}`, { method, headers });
    return (await answer.json()) as Record<string, unknown>;
  }

  async lane({ code }: Municipality): Promise<Record<string, unknown>> {
    const lanes = (await this.ask('/lanes')) as unknown as Record<string, unknown>[];
    return lanes.find(({ municipalityCode }) => municipalityCode === code) ?? {};
  }

  /** The deliveries of a balance, oldest first. */
  async deliveries(feeId: string): Promise<Record<string, unknown>[]> {
    const { deliveries } = await this.ask(`/deliveries?feeId=${feeId}`);
    return (deliveries as Record<string, unknown>[]).toReversed();
  }

  /** Lines of the log with this message. */
  logged(message: string): Record<string, unknown>[] {
    return this.log
      .map((line) => JSON.parse(line) as Record<string, unknown>)
      .filter((line) => JSON.stringify(line).includes(message));
  }

  async eventually<Result>(
    attempt: () => Result | Promise<Result>,
    withinMs = 20_000,
  ): Promise<Result> {
    try {
      return await eventually(attempt, { withinMs });
    } catch (failure) {
      const told = this.log.filter((line) => /"level":"(warn|error)"/.test(line)).slice(-10);
      const message = failure instanceof Error ? failure.message : String(failure);
      throw new Error([message, ...told].join('\n'), { cause: failure });
    }
  }

  /** What the gateway's database answers. */
  async rows(sql: string, values: readonly unknown[]): Promise<readonly unknown[]> {
    const client = new pg.Client({ connectionString: await this.place.databaseUrl('gateway') });
    await client.connect();
    try {
      return (await client.query<Record<string, unknown>>(sql, [...values])).rows;
    } finally {
      await client.end();
    }
  }

  /** Stops the gateway as SIGTERM would, and starts it again, with other settings perhaps; false if it was cut off. */
  async restart(env: Record<string, string> = {}): Promise<boolean> {
    const drained = await this.gateway.stop();
    await this.startGateway({ ...this.env, ...env });
    await this.reportTo(this.callbackUrl);
    return drained;
  }

  async close(): Promise<void> {
    await this.service?.stop();
    await this.broker.close();
    await Promise.all([this.debtorSystems.stop(), this.tokens.stop(), this.issuer.stop()]);
    await this.place.dispose();
    this.certificates.folder.remove();
  }

  async startGateway(env: Record<string, string>): Promise<void> {
    this.service = await startService({
      name: 'serviceplatform-gateway',
      module: ServiceplatformGatewayModule,
      settings: ServiceplatformGatewaySettings,
      env: {
        HTTP_HOST: host,
        AMQP_URL: this.place.amqpUrl,
        DATABASE_URL: await this.place.databaseUrl('gateway'),
        SEALING_KEYS: this.mapper.keys,
        HASH_KEYS: this.mapper.keys,
        OIDC_ISSUER: this.issuer.url,
        OIDC_AUDIENCE: 'debitorbro',
        SP_TIMEOUT_MS: '1500',
        ...env,
      },
      writeLog: (line) => this.log.push(line),
    });
  }

  settings(model: Model, callback?: Callback): Record<string, string> {
    const certificates = this.certificates.settings(callback);
    return model === 'context'
      ? {
          ...certificates,
          SP_SERVICE_AGREEMENT_UUID: serviceAgreement,
          SP_USER_SYSTEM_UUID: serviceAgreement,
          SP_USER_UUID: serviceAgreement,
        }
      : {
          ...certificates,
          ...{ SP_SECURITY_MODEL: 'token', SP_STS_URL: this.tokens.url, SP_ENTITY_ID: entityId },
          SP_QUERY_ENTITY_ID: queryEntityId,
        };
  }

  private listenToTheWire(): void {
    const ask = this.gatekeeper.refusal.bind(this.gatekeeper);
    this.gatekeeper.refusal = (bytes) => {
      this.wire.push(Buffer.from(bytes));
      return ask(bytes);
    };
  }

  /** Where the debtor systems report from now on. */
  async reportTo(url: string): Promise<void> {
    for (const controls of Object.values(this.debtorSystems.controls))
      await fetch(`${controls}/control/callback`, {
        method: 'PUT',
        body: JSON.stringify({ url }),
      });
  }
}
