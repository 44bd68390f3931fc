import { connect, type ChannelModel, type ConfirmChannel } from 'amqplib';
import { aPlace, eventually, type Place } from '@libs/testing';
import { operatorToken } from '../../deploy/local/stack/operator-token.js';
import {
  startIdentityProvider,
  type IdentityProvider,
} from '../../simulators/identity-provider/index.js';
import {
  startDebtorSystems,
  type DebtorSystems,
  type Product,
} from '../../simulators/debtor-systems/index.js';
import {
  audience,
  openHouses,
  type House,
  type Houses,
} from '../journeys/street/houses.fixture.js';
import type { Told } from './agency.fixture.js';
import type { Held } from './plain-rules.fixture.js';
import type { Stage } from './play.fixture.js';
import { Traffic } from './traffic.fixture.js';

type Parts = {
  readonly place: Place;
  readonly identity: IdentityProvider;
  readonly debtorSystems: DebtorSystems;
  readonly houses: Houses;
  readonly broker: ChannelModel;
  readonly channel: ConfirmChannel;
  readonly traffic: Traffic;
  readonly token: string;
};

/** The five services in one process, with broker, databases, debtor systems and identity provider of their own. */
export class RunningStage implements Stage {
  private constructor(private readonly parts: Parts) {}

  static async open(): Promise<RunningStage> {
    const place = await aPlace();
    const operatorSecret = 'only for this test';
    const [identity, debtorSystems] = await Promise.all([
      startIdentityProvider({ host: '127.0.0.1', operatorSecret, audience }),
      startDebtorSystems({ host: '127.0.0.1' }),
    ]);
    const houses = await openHouses(place, identity.issuer, () => undefined);
    const broker = await connect(place.amqpUrl);
    const channel = await broker.createConfirmChannel();
    await aListener(channel);
    const token = await operatorToken(identity.issuer, operatorSecret);
    const traffic = await Traffic.watch(place);
    const parts = { place, identity, debtorSystems, houses, broker, channel, traffic, token };
    const stage = new RunningStage(parts);
    for (const url of Object.values(debtorSystems.urls))
      await ask(`${url}/control/callback`, 'PUT', { url: stage.url('serviceplatform-gateway') });
    return stage;
  }

  async agree(agencyId: string, agreement: object): Promise<void> {
    await this.put(`/agreements/${agencyId}`, 'PUT', agreement);
  }

  async moveCutOff(agencyId: string, cutOffDate: string): Promise<void> {
    await this.put(`/agreements/${agencyId}/cut-off`, 'POST', { cutOffDate });
  }

  async publish(messages: readonly Told[]): Promise<void> {
    const { channel, traffic } = this.parts;
    for (const { key, body } of messages) {
      traffic.tell(body);
      channel.publish('library.balances', key, body, {
        persistent: true,
        contentType: 'application/cloudevents+json',
      });
    }
    await channel.waitForConfirms();
  }

  /** The deadline is on one phase of all histories together. */
  async quiet(): Promise<void> {
    await eventually(() => this.parts.traffic.isOver(), { withinMs: 300_000, everyMs: 150 });
  }

  endpointOf(product: Product): string {
    return this.parts.debtorSystems.urls[product];
  }

  async receivableIdOf(agencyId: string, feeId: string): Promise<string | undefined> {
    const { token } = this.parts;
    const url = `${this.url('payment-reconciliation')}/balances/${agencyId}/${feeId}`;
    const answer = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
    if (answer.status === 404) return undefined;
    return ((await answer.json()) as { receivableId?: string }).receivableId;
  }

  async pay(product: Product, receivableId: string, amountKroner: string): Promise<void> {
    const url = `${this.endpointOf(product)}/control/pay`;
    await ask(url, 'POST', { receivableId, amountKroner });
    this.parts.traffic.paid();
  }

  async heldBy(product: Product): Promise<ReadonlyMap<string, Held>> {
    const answer = await ask(`${this.endpointOf(product)}/control/receivables`, 'GET');
    const { receivables } = answer as { receivables: { receivableId: string; sums: Held }[] };
    return new Map(
      receivables.map(({ receivableId, sums }) => {
        const { chargedOre, writtenDownOre, coveredOre } = sums;
        return [receivableId, { chargedOre, writtenDownOre, coveredOre }];
      }),
    );
  }

  parked(): Promise<readonly string[]> {
    return this.parts.traffic.parked();
  }

  async close(): Promise<void> {
    const { broker, houses, debtorSystems, identity, traffic, place } = this.parts;
    await broker.close();
    await Promise.all([...houses.values()].map((house) => house.stop()));
    await Promise.all([debtorSystems.stop(), identity.stop(), traffic.end()]);
    await place.dispose();
  }

  private async put(path: string, method: string, body: object): Promise<void> {
    const { token } = this.parts;
    await ask(`${this.url('claim-intake')}${path}`, method, body, {
      authorization: `Bearer ${token}`,
    });
  }

  private url(name: House): string {
    const house = this.parts.houses.get(name);
    if (house === undefined) throw new Error(`${name} does not run.`);
    return house.url;
  }
}

/** A library that listens: without a queue its messages would go round. */
async function aListener(channel: ConfirmChannel): Promise<void> {
  await channel.assertQueue('library-backend.updates', {
    durable: true,
    arguments: { 'x-queue-type': 'quorum' },
  });
  await channel.bindQueue('library-backend.updates', 'library.updates', '#');
  await channel.consume('library-backend.updates', () => undefined, { noAck: true });
}

async function ask(url: string, method: string, body?: object, headers = {}): Promise<unknown> {
  const answer = await fetch(url, {
    method,
    headers: { 'content-type': 'application/json', ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${url}: ${String(answer.status)} ${text}`);
  return text === '' ? undefined : JSON.parse(text);
}
