import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { Child } from '../run/child.js';
import { fate } from '../run/fate.js';
import type { RunFolder } from '../run/run-folder.js';
import { UnaskedEnd } from '../run/unasked-end.js';
import { until } from '../run/until.js';
import type { Broker, Killable } from './broker.js';
import {
  epmdWithinMs,
  nodeIsReady,
  portsForNode,
  prepareNode,
  startPortMapper,
  startWithinMs,
  type Ports,
} from './rabbit-node.js';

const triesMax = 3;
/** After a kill it reads its logs again, on a machine that does more than this. */
const startsAgainWithinMs = 240_000;

/** A node with its port mapper, from a start to a stop. */
type Life = { readonly node: Child; readonly mapper: Child | undefined };

export type RestartableBroker = Broker & {
  readonly managementUrl: string;
  readonly killable: Killable;
  /** Runs `rabbitmqctl` against it. @throws Error with its words */
  control(...args: readonly string[]): Promise<void>;
  /** Starts it after a stop, at the same addresses and with the data that it had. */
  startAgain(): Promise<void>;
};

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

async function start(server: string, folder: RunFolder, ports: Ports): Promise<RestartableBroker> {
  const password = randomBytes(18).toString('base64url');
  const amqpUrl = `amqp://debitorbro:${password}@127.0.0.1:${String(ports.amqp)}/`;
  const managementUrl = `http://debitorbro:${password}@127.0.0.1:${String(ports.management)}`;
  const place = folder.within('rabbitmq');
  rmSync(place, { recursive: true, force: true });
  const name = `debitorbro${String(ports.amqp)}@localhost`;
  const env = prepareNode(folder, { place, home: `${place}/home`, name, ports, password });
  const unasked = new UnaskedEnd();
  const begin = async (withinMs: number): Promise<Life> => {
    const mapper = await startPortMapper(folder, env, ports.epmd);
    const node = Child.start(folder, { name: 'rabbitmq', command: server, args: [], env });
    const ready = nodeIsReady(amqpUrl, managementUrl, withinMs);
    ready.catch(() => undefined); // it goes on asking after a node that has ended
    try {
      await Promise.race([ready, fate(node.orItsUnaskedEnd())]);
    } catch (error) {
      await end({ mapper, node }, 0);
      throw error;
    }
    unasked.watch(node);
    return { mapper, node };
  };
  let life = await begin(startWithinMs);
  const startAgain = async (): Promise<void> => {
    life = await until('RabbitMQ, started again', startsAgainWithinMs, () =>
      begin(startsAgainWithinMs),
    );
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
    failed: unasked.failed,
    killable: { kill, startAgain },
    stop: (graceMs) => end(life, graceMs),
    control: (...args) => control(server, env, ['-n', name, ...args]),
    startAgain,
  };
}

async function end({ node, mapper }: Life, graceMs: number): Promise<void> {
  await node.stop(graceMs);
  await mapper?.stop(epmdWithinMs);
}

/** Runs `rabbitmqctl` in a node's surroundings. @throws Error with its words */
export async function control(
  server: string,
  env: Readonly<Record<string, string | undefined>>,
  args: readonly string[],
): Promise<void> {
  await promisify(execFile)(join(dirname(server), 'rabbitmqctl'), [...args], { env });
}
