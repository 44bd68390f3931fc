import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { jest } from '@jest/globals';
import {
  AgreementChanged,
  ClaimKept,
  ClaimReleased,
  eventOf,
  findEvent,
  ReceivableStep,
  StatementRequested,
  type StatedReceivable,
} from '@libs/contracts';
import { SlowFigures, startService, type RunningService } from '@libs/host';
import { Database } from '@libs/persistence';
import { KeySet, Sealer } from '@libs/sealing';
import { aPlace, eventually, Issuer, Neighbour, scraped } from '@libs/testing';
import { connect, type ConsumeMessage } from 'amqplib';
import { NightlyReconciliations } from './handlers/nightly-reconciliations.js';
import { PaymentReconciliationModule } from './payment-reconciliation.module.js';
import { PaymentReconciliationSettings } from './payment-reconciliation.settings.js';

/** Waiting (10 s at most, each time) must end before the test does, or nobody learns what it waited for. */
jest.setTimeout(240_000);

const toCharge = { answers: { kind: 'charge' }, personal: undefined };
const goldens = new URL('../../../libs/contracts/golden/', import.meta.url);
const keys = JSON.stringify({
  keys: [{ kty: 'oct', kid: 'spec', k: Buffer.alloc(32, 3).toString('base64url') }],
});
const roles = [
  ...['ledger:read', 'ledger:correct'],
  ...['reconciliations:read', 'reconciliations:ask'],
];

export const agencyId = 'DK-761500';
export const municipality = '615';

/** The golden event of that name, with other data here and there; nothing that it would wait for. */
export function told(name: string, other: object): object {
  const type = `dk.debitorbro.${name}.v1`;
  const { data } = JSON.parse(readFileSync(new URL(`${type}.json`, goldens), 'utf8')) as {
    data: object;
  };
  const of = findEvent(type)?.class;
  if (of === undefined) throw new Error(`There is no event ${type}.`);
  return Object.assign(new of(), data, { basis: {}, needs: [] }, other);
}

/** Whom a receivable is on; nobody who lives. */
export const someone = JSON.parse(
  readFileSync(new URL('sealed/ReceivablePersonal.json', goldens), 'utf8'),
) as object;

const aFeeId = (): string => randomUUID();

export type Charged = { readonly feeId: string; readonly receivableId: string };

type Envelope = {
  readonly type: string;
  readonly sequence?: string;
  readonly data: Readonly<Record<string, unknown>>;
};
type RequestOptions = RequestInit & {
  readonly roles?: readonly string[];
  readonly municipalities?: unknown;
};

/** Under which id, what it reverses (`of`), and when the debtor system registered it. */
type MovementTold = { readonly id?: string; readonly of?: string; readonly at?: string };
type House = Pick<RunningService, 'url' | 'stop'> & { readonly app?: RunningService['app'] };

function startHere(env: Readonly<Record<string, string>>): Promise<House> {
  return startService({
    name: 'payment-reconciliation',
    module: PaymentReconciliationModule,
    settings: PaymentReconciliationSettings,
    env,
    writeLog: () => undefined,
  });
}

/** payment-reconciliation alone, on a real broker and a real database, between neighbours that say what a test has them say. */
export class Bookkeeping {
  readonly heard: Envelope[] = [];

  private constructor(
    readonly databaseUrl: string,
    readonly database: Database,
    private readonly house: House,
    readonly neighbour: Neighbour,
    private readonly issuer: Issuer,
    private readonly ends: (() => Promise<unknown>)[],
  ) {}

  /** With an agreement of one agency, whose debtor system reports every so many hours; in this process, unless told otherwise. */
  static async open({ paymentsEveryHours = 24, start = startHere } = {}): Promise<Bookkeeping> {
    const [place, issuer] = await Promise.all([aPlace(), Issuer.start()]);
    const databaseUrl = await place.databaseUrl('payment-reconciliation');
    const env = {
      ...{ HTTP_HOST: '127.0.0.1', OIDC_ISSUER: issuer.url, OIDC_AUDIENCE: 'debitorbro' },
      ...{ DATABASE_URL: databaseUrl, AMQP_URL: place.amqpUrl },
      ...{ SEALING_KEYS: keys, HASH_KEYS: keys, RECONCILIATIONS_NIGHTLY: 'false' },
      RECONCILIATIONS_AT_HOUR: '0',
    };
    const house = await start(env);
    const database = await Database.open({
      url: databaseUrl,
      applicationName: 'spec',
      migrations: [],
      ...{ connectionsMax: 2, connectTimeoutMs: 3_000, statementTimeoutMs: 60_000 },
    });
    const sealer = new Sealer(KeySet.fromJwks(keys, 'sealing'));
    const time = '2026-02-02T09:00:00Z';
    const neighbour = await Neighbour.connect(place.amqpUrl, { sealer, sourceOf, time });
    const ends = [
      ...[() => neighbour.close(), () => house.stop(), () => database.close()],
      ...[() => issuer.stop(), () => place.dispose()],
    ];
    const of = new Bookkeeping(databaseUrl, database, house, neighbour, issuer, ends);
    ends.unshift(await of.listen(place.amqpUrl));
    await of.agree(paymentsEveryHours);
    return of;
  }

  async close(): Promise<void> {
    for (const end of this.ends) await end();
  }

  /** A charge that the debtor system has accepted, or has answered otherwise. @param at when it was raised */
  async charge(
    amount: string,
    { at = '2026-02-01T09:00:00Z', answer = 'accepted', feeId = aFeeId() } = {},
  ): Promise<Charged> {
    const charged = { feeId, receivableId: randomUUID() };
    const raised = told('receivable.raised', { ...charged, amount, personal: someone });
    await this.neighbour.publish(this.neighbour.write([raised], at));
    if (answer !== 'none')
      await this.tell(told(`receivable.${answer}`, { ...charged, ...toCharge }));
    await eventually(async () => (await this.standing(charged)).entries.length > 0);
    if (answer !== 'none')
      await eventually(async () => (await this.standing(charged)).transfer === answer);
    return charged;
  }

  /** A movement that the debtor system reports, heard and counted. */
  async report(
    { receivableId, feeId }: Charged,
    kind: 'covered' | 'coverage-reversed' | 'written-off' | 'write-off-reversed',
    amount: string,
    { id = randomUUID(), of, at = '2026-02-15T02:00:00Z' }: MovementTold = {},
  ): Promise<string> {
    const movement = { receivableId, transactionId: id, amount, registeredAt: at };
    const original = of === undefined ? {} : { originalId: of };
    await this.tell(told(`receivable.${kind}`, { ...movement, ...original }));
    await eventually(async () => {
      const { entries } = await this.standing({ receivableId, feeId });
      return entries.some(({ transactionId }) => transactionId === id);
    });
    return id;
  }

  tell(...events: readonly object[]): Promise<void> {
    return this.neighbour.tell(...events);
  }

  /** Has the night's work done now. @returns nothing once it is done */
  async night(): Promise<void> {
    await this.house.app?.get(NightlyReconciliations).look();
  }

  /** A metric of the service, by its own labels; what is counted now and then is counted now. */
  async figures(metric: string): Promise<Readonly<Record<string, number>>> {
    await this.house.app?.get(SlowFigures).refresh();
    return scraped(this.house.url, metric);
  }

  async standing({ feeId }: Charged): Promise<Standing> {
    const answer = await this.request(`/balances/${agencyId}/${feeId}`);
    return answer.status === 404 ? { entries: [] } : ((await answer.json()) as Standing);
  }

  async request(path: string, init: RequestOptions = {}): Promise<Response> {
    const { roles: held = roles, municipalities = '*', ...rest } = init;
    const token = await this.issuer.token({ claims: { roles: held, municipalities } });
    const headers = { authorization: `Bearer ${token}`, ...(init.headers as object | undefined) };
    return fetch(`${this.house.url}${path}`, { ...rest, headers });
  }

  postJson(path: string, body: object, init: RequestOptions = {}): Promise<Response> {
    const headers = { 'content-type': 'application/json' };
    return this.request(path, { method: 'POST', body: JSON.stringify(body), headers, ...init });
  }

  /** Waits until a statement is asked for, beside those that were asked for before, and tells it on so many pages. */
  async answerStatement(...pages: readonly (readonly StatedReceivable[])[]): Promise<string> {
    const statementId = await this.statementAsked();
    const of = { statementId, municipalityCode: municipality };
    const receivables = pages.reduce((sum, page) => sum + page.length, 0);
    await this.tell(
      ...pages.map((page) => told('statement.page-read', { ...of, receivables: page })),
      told('statement.completed', { ...of, receivables }),
    );
    return statementId;
  }

  async statementAsked(): Promise<string> {
    const asked = await eventually(() => {
      const open = this.heard.find((event) => this.isUnanswered(event));
      if (open === undefined) throw new Error('No statement has been asked for.');
      return open;
    });
    const statementId = String(asked.data['statementId']);
    this.answered.add(statementId);
    return statementId;
  }

  private readonly answered = new Set<string>();

  private isUnanswered({ type, data }: Envelope): boolean {
    const requested = eventOf(StatementRequested).type;
    return type === requested && !this.answered.has(String(data['statementId']));
  }

  private async agree(paymentsEveryHours: number): Promise<void> {
    const golden = told('agreement.changed', {}) as { agreement: { debtorSystem: object } };
    const { agreement } = golden;
    const debtorSystem = { ...agreement.debtorSystem, paymentsEveryHours };
    const changed = { ...agreement, municipalityCode: municipality, debtorSystem };
    const version = { agencyId, version: 1, agreement: changed };
    await this.tell(told('agreement.changed', version));
    await eventually(async () => {
      const answer = await this.request('/debtor-systems');
      return ((await answer.json()) as unknown[]).length > 0;
    });
  }

  private async listen(amqpUrl: string): Promise<() => Promise<void>> {
    const connection = await connect(amqpUrl);
    const channel = await connection.createChannel();
    const { queue } = await channel.assertQueue('', { exclusive: true });
    await channel.bindQueue(queue, 'library.updates', '#');
    await channel.bindQueue(queue, 'statements', 'statement.requested.#');
    const take = (message: ConsumeMessage | null): void => {
      if (message !== null) this.heard.push(JSON.parse(message.content.toString()) as Envelope);
    };
    await channel.consume(queue, take, { noAck: true });
    return () => connection.close();
  }
}

export type Standing = {
  readonly transfer?: string;
  readonly remainingAmount?: string;
  readonly credit?: string;
  readonly entries: readonly {
    readonly transactionId: string;
    readonly account: string;
    readonly type: string;
    readonly amount: string;
    readonly correctedBy: string | null;
    readonly correctionReason: string | null;
  }[];
};

function sourceOf(event: object, scope: string): string {
  if (event instanceof AgreementChanged || event instanceof ClaimKept)
    return `/claim-intake/${scope}`;
  if (event instanceof ClaimReleased) return `/verification/${scope}`;
  return event instanceof ReceivableStep ? '/receivable-mapper' : '/serviceplatform-gateway';
}
