import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { BrokerManagement } from '../../rabbitmq/broker-management.js';
import { Child } from '../run/child.js';
import { freePorts, listens } from '../run/ports.js';
import type { RunFolder } from '../run/run-folder.js';
import { until } from '../run/until.js';
import { answersAmqp } from './answers-amqp.js';

/** Where packages put the server. The wrapper in /usr/sbin refuses ordinary users, so it is not among them. */
const servers = [
  '/usr/lib/rabbitmq/bin/rabbitmq-server',
  '/opt/rabbitmq/sbin/rabbitmq-server',
  '/opt/homebrew/sbin/rabbitmq-server',
];
const epmds = [
  '/usr/bin/epmd',
  '/usr/lib/erlang/bin/epmd',
  '/usr/local/bin/epmd',
  '/opt/homebrew/bin/epmd',
];

export const startWithinMs = 180_000;
export const epmdWithinMs = 90_000;

export type Ports = {
  readonly amqp: number;
  readonly management: number;
  readonly metrics: number;
  readonly distribution: number;
  readonly epmd: number;
};

/** One node: where its files are, whose cookie it has (`home`), and how it is reached. */
export type NodeSpec = {
  readonly place: string;
  readonly home: string;
  readonly name: string;
  readonly ports: Ports;
  readonly password: string;
  /** Beyond what every private node has. */
  readonly more?: { readonly configuration: string; readonly erlangArgs: string };
};

export function installedServer(): string | undefined {
  return servers.find((path) => existsSync(path));
}

export async function portsForNode(): Promise<Ports> {
  const [amqp = 0, management = 0, metrics = 0, distribution = 0, epmd = 0] = await freePorts(5);
  return { amqp, management, metrics, distribution, epmd };
}

/** Its handshake and its management answer. */
export async function nodeIsReady(
  amqpUrl: string,
  managementUrl: string,
  withinMs = startWithinMs,
): Promise<void> {
  await until("RabbitMQ's handshake", withinMs, () => answersAmqp(amqpUrl));
  await until("RabbitMQ's management", withinMs, () =>
    new BrokerManagement(managementUrl).answers(),
  );
}

/** A port mapper that RabbitMQ starts by itself outlives it and can't be told to stop; one that is our own child can. */
export async function startPortMapper(
  folder: RunFolder,
  env: Readonly<Record<string, string | undefined>>,
  port: number,
): Promise<Child | undefined> {
  const command = epmds.find((path) => existsSync(path));
  if (command === undefined) return undefined;
  const mapper = Child.start(folder, {
    name: 'epmd',
    command,
    args: ['-port', String(port), '-address', '127.0.0.1'],
    env,
  });
  await Promise.race([until('epmd', epmdWithinMs, () => listens(port)), mapper.orItsEnd()]);
  return mapper;
}

/** Writes what a node reads, and says in which environment it runs. */
export function prepareNode(
  folder: RunFolder,
  { place, home, name, ports, password, more }: NodeSpec,
): Readonly<Record<string, string | undefined>> {
  mkdirSync(place, { recursive: true, mode: 0o700 });
  mkdirSync(home, { recursive: true, mode: 0o700 });
  writeFileSync(`${place}/enabled_plugins`, '[rabbitmq_management,rabbitmq_prometheus].\n');
  writeFileSync(`${place}/env.conf`, '');
  writeFileSync(
    `${place}/rabbitmq.conf`,
    configuration(ports, password) + (more?.configuration ?? ''),
    { mode: 0o600 },
  );
  return {
    PATH: process.env['PATH'],
    LANG: 'C.UTF-8',
    HOME: home,
    // One process that takes signals itself, instead of a shell around it; without systemd's socket it changes nothing else.
    RUNNING_UNDER_SYSTEMD: '1',
    ERL_EPMD_PORT: String(ports.epmd),
    ERL_EPMD_ADDRESS: '127.0.0.1',
    ERL_CRASH_DUMP: folder.within('logs', 'rabbitmq-crash.dump'),
    RABBITMQ_NODENAME: name,
    RABBITMQ_DIST_PORT: String(ports.distribution),
    RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: `-kernel inet_dist_use_interface {127,0,0,1} ${more?.erlangArgs ?? ''}`,
    RABBITMQ_CONF_ENV_FILE: `${place}/env.conf`,
    RABBITMQ_CONFIG_FILE: `${place}/rabbitmq.conf`,
    RABBITMQ_ADVANCED_CONFIG_FILE: `${place}/advanced.config`,
    RABBITMQ_ENABLED_PLUGINS_FILE: `${place}/enabled_plugins`,
    RABBITMQ_MNESIA_BASE: `${place}/nodes`,
    RABBITMQ_GENERATED_CONFIG_DIR: `${place}/generated`,
    RABBITMQ_PID_FILE: `${place}/pid`,
    RABBITMQ_LOG_BASE: folder.within('logs'),
    RABBITMQ_LOGS: '-',
  };
}

function configuration({ amqp, management, metrics }: Ports, password: string): string {
  return `listeners.tcp.default = 127.0.0.1:${String(amqp)}
management.tcp.ip = 127.0.0.1
management.tcp.port = ${String(management)}
management.rates_mode = none
prometheus.tcp.ip = 127.0.0.1
prometheus.tcp.port = ${String(metrics)}
default_user = debitorbro
default_pass = ${password}
log.console.level = warning
disk_free_limit.absolute = 200MB
raft.wal_max_size_bytes = 67108864
`;
}
