import { jest } from '@jest/globals';
import type { RunningService } from '@libs/host';
import { aPlace, eventually, type Place } from '@libs/testing';
import { connect, type ChannelModel, type ConfirmChannel } from 'amqplib';
import { operatorToken } from '../../deploy/local/stack/operator-token.js';
import { startDebtorSystems, type DebtorSystems } from '../../simulators/debtor-systems/index.js';
import {
  startIdentityProvider,
  type IdentityProvider,
} from '../../simulators/identity-provider/index.js';
import { Agency } from './street/agency.fixture.js';
import type { AgreementVaried } from './street/agreement.fixture.js';
import { routingKeyOf, type LibraryEvent } from './street/events.fixture.js';
import {
  audience,
  openHouses,
  type House,
  type Houses,
  type OpenHouses,
} from './street/houses.fixture.js';
import { askOverHttp, type HttpAnswer } from './street/http.fixture.js';
import { invented } from './street/people.fixture.js';
import type { Surroundings } from './street/surroundings.fixture.js';
import { Updates } from './street/updates.fixture.js';

const operatorSecret = 'the operator of a test';
const warningsShownMax = 20;

/** Waiting (10 s at most, each time) must end before the test does, or nobody learns what it waited for. */
jest.setTimeout(240_000);

type Foreigners = {
  readonly debtorSystems: DebtorSystems;
  readonly identityProvider: IdentityProvider;
  readonly token: string;
};

/**
 * The five houses in one process, on a broker and databases of their own, between real simulators of the four debtor systems
 * and an identity provider. A journey speaks and listens only where the public contract lets anybody speak and listen.
 */
export class Street implements Surroundings {
  private number = 8_000_000;
  private municipalities = 100;
  private neighbour: Promise<Agency> | undefined;

  private constructor(
    private readonly place: Place,
    private readonly foreigners: Foreigners,
    private readonly houses: Houses,
    private readonly broker: ChannelModel,
    private readonly channel: ConfirmChannel,
    readonly updates: Updates,
    private readonly log: readonly string[],
  ) {}

  /** Takes some seconds: one for a spec file, in `beforeAll`. The houses are in this process, unless told otherwise. */
  static async open(openAll?: OpenHouses): Promise<Street> {
    const { street } = await Street.openWithPlace(openAll);
    return street;
  }

  /** The same for tests that also look behind the public contract, at broker and databases. */
  static async openWithPlace(
    openAll: OpenHouses = openHouses,
  ): Promise<{ readonly street: Street; readonly place: Place }> {
    const [place, foreigners] = await Promise.all([aPlace(), startForeigners()]);
    const log: string[] = [];
    const houses = await openAll(place, foreigners.identityProvider.issuer, (line) => {
      log.push(line);
    });
    const broker = await connect(place.amqpUrl);
    const updates = await Updates.listen(broker);
    const channel = await broker.createConfirmChannel();
    const street = new Street(place, foreigners, houses, broker, channel, updates, log);
    await street.letDebtorSystemsCallBack();
    return { street, place };
  }

  get debtorSystems(): DebtorSystems {
    return this.foreigners.debtorSystems;
  }

  /** An agency that has joined, with an agreement put over HTTP. */
  async agency(varied: AgreementVaried = {}): Promise<Agency> {
    const agency = this.agencyWithoutAgreement(varied);
    const { status, body } = await agency.put();
    if (status !== 200) throw new Error(`The agreement was refused: ${JSON.stringify(body)}`);
    return agency;
  }

  /** An agency that has not joined; `varied` goes for the agreement that it may put later. */
  agencyWithoutAgreement(varied: AgreementVaried = {}): Agency {
    this.municipalities += 1;
    return new Agency(this, `DK-7${String(this.municipalities)}00`, varied);
  }

  async publish(events: readonly LibraryEvent[]): Promise<void> {
    for (const event of events)
      this.channel.publish(
        'library.balances',
        routingKeyOf(event),
        Buffer.from(JSON.stringify(event)),
        { persistent: true, contentType: 'application/cloudevents+json' },
      );
    await this.channel.waitForConfirms();
  }

  /** Asks a house over HTTP with the operator's token. */
  ask(
    method: 'GET' | 'PUT' | 'POST',
    house: House,
    path: string,
    { accept, ...body }: { readonly accept?: string; readonly [member: string]: unknown } = {},
  ): Promise<HttpAnswer> {
    const { token } = this.foreigners;
    return askOverHttp(`${this.house(house).url}${path}`, {
      ...{ method, token },
      ...(method !== 'GET' && { body }),
      ...(accept !== undefined && { accept }),
    });
  }

  /** Waits for what comes true some time; when it doesn't, the failure tells what the services have warned of. */
  async eventually<Result>(attempt: () => Result | Promise<Result>): Promise<Result> {
    try {
      return await eventually(attempt);
    } catch (failure) {
      const warnings = this.warnings();
      if (!(failure instanceof Error) || warnings.length === 0) throw failure;
      const told = warnings.slice(-warningsShownMax).join('\n');
      throw new Error(`${failure.message}\n\nThe services warned:\n${told}`, { cause: failure });
    }
  }

  /**
   * Waits until a fee that a neighbouring agency tells of now has been accepted: what was told before has passed the same
   * queues then, so whatever has not happened does not happen.
   */
  async letEverythingPass(): Promise<void> {
    const agency = await (this.neighbour ??= this.agency());
    await agency.hasAccepted(agency.fee());
  }

  /** The same for what is said of patrons, which reaches their claims by a way of its own (R31). */
  async letWordsOfPatronsPass(): Promise<void> {
    const agency = await (this.neighbour ??= this.agency());
    const fee = agency.fee();
    await agency.hasAccepted(fee);
    const { patron } = fee.creation;
    const change = agency.identityChanged({ ...patron, personIdentifier: invented.cpr() });
    await agency.tell(change);
    await fee.answerTo(change);
  }

  /** What the operator's own tools show at the doors. */
  get operatorToken(): string {
    return this.foreigners.token;
  }

  /** Where a house listens, for callers that are no clients. */
  urlOf(name: House): string {
    return this.house(name).url;
  }

  /** Asks as nobody should; with the operator's token and as JSON, unless told otherwise. */
  async callRaw(
    house: House,
    path: string,
    sent: RequestInit,
  ): Promise<{ readonly status: number; readonly type: string; readonly text: string }> {
    const headers = new Headers({
      authorization: `Bearer ${this.foreigners.token}`,
      'content-type': 'application/json',
    });
    new Headers(sent.headers).forEach((value, name) => {
      headers.set(name, value);
    });
    const answer = await fetch(`${this.urlOf(house)}${path}`, { ...sent, headers });
    const type = answer.headers.get('content-type') ?? '';
    return { status: answer.status, type, text: await answer.text() };
  }

  nextNumber(prefix: string): string {
    this.number += 1;
    return `${prefix}${String(this.number)}`;
  }

  async close(): Promise<void> {
    await this.broker.close();
    await Promise.all([...this.houses.values()].map((service) => service.stop()));
    await Promise.all([
      this.foreigners.debtorSystems.stop(),
      this.foreigners.identityProvider.stop(),
    ]);
    await this.place.dispose();
  }

  private warnings(): string[] {
    return this.log.filter((line) => /"level":"(warn|error)"/.test(line));
  }

  private house(name: House): Pick<RunningService, 'url' | 'stop'> {
    const house = this.houses.get(name);
    if (house === undefined) throw new Error(`${name} does not run.`);
    return house;
  }

  private async letDebtorSystemsCallBack(): Promise<void> {
    const { url } = this.house('serviceplatform-gateway');
    for (const system of Object.values(this.debtorSystems.urls))
      await fetch(`${system}/control/callback`, {
        method: 'PUT',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ url }),
      });
  }
}

async function startForeigners(): Promise<Foreigners> {
  const host = '127.0.0.1';
  const debtorSystems = await startDebtorSystems({ host });
  const identityProvider = await startIdentityProvider({ host, operatorSecret, audience });
  const token = await operatorToken(identityProvider.issuer, operatorSecret);
  return { debtorSystems, identityProvider, token };
}
