import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { Child } from '../run/child.js';
import { fate } from '../run/fate.js';
import { freePorts, listens } from '../run/ports.js';
import type { RunFolder } from '../run/run-folder.js';
import { until } from '../run/until.js';
import { answersAmqp } from './answers-amqp.js';
import { BrokerManagement } from '../../rabbitmq/broker-management.js';
import type { Broker, Killable } from './broker.js';

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

const startWithinMs = 60_000;
const epmdWithinMs = 30_000;
const triesMax = 3;

type Ports = {
  readonly amqp: number;
  readonly management: number;
  readonly metrics: number;
  readonly distribution: number;
  readonly epmd: number;
};

/** A node with its port mapper, from a start to a stop. */
type Life = {
  readonly node: Child;
  readonly mapper: Child | undefined;
  readonly failed: Promise<never>;
};

export type RestartableBroker = Broker & {
  readonly managementUrl: string;
  readonly killable: Killable;
  /** Starts it after a stop, at the same addresses and with the data that it had. */
  startAgain(): Promise<void>;
};

export function installedServer(): string | undefined {
  return servers.find((path) => existsSync(path));
}

/** Starts the installed RabbitMQ as a node of our own: own name, ports, data, cookie and port mapper, on the loopback only. */
export async function startInstalledRabbit(
  server: string,
  folder: RunFolder,
): Promise<RestartableBroker> {
  for (let tries = 1; ; tries += 1) {
    const ports = await portsForNode();
    try {
      return await start(server, folder, ports);
    } catch (error) {
      // Between finding a free port and using it, another may have taken it.
      if (tries >= triesMax || !String(error).includes('eaddrinuse')) throw error;
    }
  }
}

async function portsForNode(): Promise<Ports> {
  const [amqp = 0, management = 0, metrics = 0, distribution = 0, epmd = 0] = await freePorts(5);
  return { amqp, management, metrics, distribution, epmd };
}

async function start(server: string, folder: RunFolder, ports: Ports): Promise<RestartableBroker> {
  const password = randomBytes(18).toString('base64url');
  const amqpUrl = `amqp://debitorbro:${password}@127.0.0.1:${String(ports.amqp)}/`;
  const managementUrl = `http://debitorbro:${password}@127.0.0.1:${String(ports.management)}`;
  const env = prepareNode(folder, ports, password);
  const begin = async (): Promise<Life> => {
    const mapper = await startPortMapper(folder, env, ports.epmd);
    const node = Child.start(folder, { name: 'rabbitmq', command: server, args: [], env });
    const begun = { mapper, node, failed: fate(node.orItsUnaskedEnd()) };
    try {
      await Promise.race([ready(amqpUrl, managementUrl), begun.failed]);
    } catch (error) {
      await end(begun, 0);
      throw error;
    }
    return begun;
  };
  let life = await begin();
  const startAgain = async (): Promise<void> => {
    life = await begin();
  };
  const kill = async (): Promise<void> => {
    life.node.kill();
    await life.node.ended;
    await life.mapper?.stop(epmdWithinMs);
  };
  return {
    origin: 'installed server, private node',
    amqpUrl,
    managementUrl,
    metricsUrl: `http://127.0.0.1:${String(ports.metrics)}`,
    isPrivate: true,
    failed: life.failed,
    killable: { kill, startAgain },
    stop: (graceMs) => end(life, graceMs),
    startAgain,
  };
}

async function end({ node, mapper }: Life, graceMs: number): Promise<void> {
  await node.stop(graceMs);
  await mapper?.stop(epmdWithinMs);
}

async function ready(amqpUrl: string, managementUrl: string): Promise<void> {
  await until("RabbitMQ's handshake", startWithinMs, () => answersAmqp(amqpUrl));
  await until("RabbitMQ's management", startWithinMs, () =>
    new BrokerManagement(managementUrl).answers(),
  );
}

/** A port mapper that RabbitMQ starts by itself outlives it and can't be told to stop; one that is our own child can. */
async function startPortMapper(
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

function prepareNode(
  folder: RunFolder,
  ports: Ports,
  password: string,
): Readonly<Record<string, string | undefined>> {
  const place = folder.within('rabbitmq');
  rmSync(place, { recursive: true, force: true });
  mkdirSync(`${place}/home`, { recursive: true, mode: 0o700 });
  writeFileSync(`${place}/enabled_plugins`, '[rabbitmq_management,rabbitmq_prometheus].\n');
  writeFileSync(`${place}/env.conf`, '');
  writeFileSync(`${place}/rabbitmq.conf`, configuration(ports, password), { mode: 0o600 });
  return {
    PATH: process.env['PATH'],
    LANG: 'C.UTF-8',
    HOME: `${place}/home`,
    // One process that takes signals itself, instead of a shell around it; without systemd's socket it changes nothing else.
    RUNNING_UNDER_SYSTEMD: '1',
    ERL_EPMD_PORT: String(ports.epmd),
    ERL_EPMD_ADDRESS: '127.0.0.1',
    ERL_CRASH_DUMP: folder.within('logs', 'rabbitmq-crash.dump'),
    RABBITMQ_NODENAME: `debitorbro${String(ports.amqp)}@localhost`,
    RABBITMQ_DIST_PORT: String(ports.distribution),
    RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: '-kernel inet_dist_use_interface {127,0,0,1}',
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
