import { randomBytes } from 'node:crypto';
import { BrokerManagement, withVhost } from '../../rabbitmq/broker-management.js';
import { Databases } from '../postgres/databases.js';
import { openPostgres } from '../postgres/private-postgres.js';
import type { Broker, Killable } from '../rabbit/broker.js';
import { openRabbit } from '../rabbit/private-rabbit.js';
import { fate } from '../run/fate.js';
import type { RunFolder } from '../run/run-folder.js';

export type Servers = {
  readonly amqpUrl: string;
  readonly managementUrl: string | undefined;
  readonly metricsUrl: string | undefined;
  readonly databaseUrl: string;
  readonly databases: Databases;
  /** One line about where both come from. */
  readonly origin: string;
  /** Where they are processes of our own. */
  readonly killable: { readonly broker?: Killable; readonly database?: Killable };
  readonly failed: Promise<never>;
  stop(): Promise<void>;
};

export type ServersOptions = {
  readonly folder: RunFolder;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly tell: (text: string) => void;
  /** Opens another broker than `openRabbit` finds. */
  readonly openBroker?: () => Promise<Broker>;
};

const databaseGraceMs = 5_000;

/** Broker and database side by side, with a virtual host of this run's own wherever the broker's management allows it. */
export async function openServers(options: ServersOptions): Promise<Servers> {
  const { folder, env, tell } = options;
  const [broker, database] = await both(openBroker(options), openPostgres(folder, env));
  const run = randomBytes(3).toString('hex');
  const vhost = broker.isPrivate ? 'debitorbro' : `debitorbro-${run}`;
  const databases = new Databases(database.url, database.isPrivate ? '' : `debitorbro_${run}_`);
  const management =
    broker.managementUrl === undefined ? undefined : new BrokerManagement(broker.managementUrl);
  if (management === undefined)
    tell(
      'the broker has no management side that answers: put deploy/rabbitmq/definitions.json in force there yourself',
    );
  await management?.openVhost(vhost);
  const stop = async (): Promise<void> => {
    if (!database.isPrivate) await databases.removeAll();
    if (broker.isPrivate)
      await broker.stop(0); // what it holds is thrown away with it
    else await management?.removeVhost(vhost);
    await database.stop(databaseGraceMs);
  };
  return {
    amqpUrl: management === undefined ? broker.amqpUrl : withVhost(broker.amqpUrl, vhost),
    managementUrl: broker.managementUrl,
    metricsUrl: broker.metricsUrl,
    databaseUrl: database.url,
    databases,
    origin: `RabbitMQ: ${broker.origin} · PostgreSQL: ${database.origin}`,
    killable: killableOf(broker.killable, database.killable),
    failed: fate(broker.failed, database.failed),
    stop,
  };
}

function openBroker(options: ServersOptions): Promise<Broker> {
  return options.openBroker?.() ?? openRabbit(options);
}

function killableOf(broker?: Killable, database?: Killable): Servers['killable'] {
  return { ...(broker !== undefined && { broker }), ...(database !== undefined && { database }) };
}

/** If one does not come up, the other is stopped again. */
async function both<One extends Stoppable, Other extends Stoppable>(
  one: Promise<One>,
  other: Promise<Other>,
): Promise<[One, Other]> {
  const [first, second] = await Promise.allSettled([one, other]);
  if (first.status === 'fulfilled' && second.status === 'fulfilled')
    return [first.value, second.value];
  for (const each of [first, second]) if (each.status === 'fulfilled') await each.value.stop(0);
  throw first.status === 'rejected' ? first.reason : (second as PromiseRejectedResult).reason;
}

type Stoppable = { stop(graceMs: number): Promise<void> };
