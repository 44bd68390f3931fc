import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { BrokerManagement } from '../../rabbitmq/broker-management.js';
import { Child } from '../run/child.js';
import { fate } from '../run/fate.js';
import { freePorts } from '../run/ports.js';
import type { RunFolder } from '../run/run-folder.js';
import { until } from '../run/until.js';
import { answersAmqp } from './answers-amqp.js';
import type { Broker } from './broker.js';

const image = 'rabbitmq:4-management';
const askWithinMs = 5_000;
/** The first time the image is fetched. */
const startWithinMs = 300_000;

/** Whether Docker is there and its daemon answers. */
export function hasDocker(): boolean {
  return (
    spawnSync('docker', ['version', '--format', '{{.Server.Version}}'], {
      timeout: askWithinMs,
      stdio: 'ignore',
    }).status === 0
  );
}

/** Runs RabbitMQ in a container that is removed when it ends; the client process in the foreground hands signals on to it. */
export async function startDockerRabbit(folder: RunFolder): Promise<Broker> {
  const [amqp = 0, management = 0] = await freePorts(2);
  const password = randomBytes(18).toString('base64url');
  const args = dockerRun(`debitorbro-${String(amqp)}`, { amqp, management });
  // Name and password go by the environment: a command line can be read by everybody.
  const env = {
    ...process.env,
    RABBITMQ_DEFAULT_USER: 'debitorbro',
    RABBITMQ_DEFAULT_PASS: password,
  };
  const container = Child.start(folder, { name: 'rabbitmq', command: 'docker', args, env });
  const amqpUrl = `amqp://debitorbro:${password}@127.0.0.1:${String(amqp)}/`;
  const managementUrl = `http://debitorbro:${password}@127.0.0.1:${String(management)}`;
  const failed = fate(container.orItsEnd());
  const stop = async (graceMs: number): Promise<void> => {
    await container.stop(graceMs);
    spawnSync('docker', ['rm', '--force', `debitorbro-${String(amqp)}`], { stdio: 'ignore' });
  };
  const ready = async (): Promise<void> => {
    await until("RabbitMQ's handshake", startWithinMs, () => answersAmqp(amqpUrl));
    await until("RabbitMQ's management", startWithinMs, () =>
      new BrokerManagement(managementUrl).answers(),
    );
  };
  try {
    await Promise.race([ready(), failed]);
  } catch (error) {
    await stop(0);
    throw error;
  }
  return { origin: `Docker, ${image}`, amqpUrl, managementUrl, isPrivate: true, failed, stop };
}

/** What Docker is told; ports are opened on the loopback only. */
export function dockerRun(
  name: string,
  { amqp, management }: { readonly amqp: number; readonly management: number },
): readonly string[] {
  return [
    ...['run', '--rm', '--name', name],
    ...[
      '--publish',
      `127.0.0.1:${String(amqp)}:5672`,
      '--publish',
      `127.0.0.1:${String(management)}:15672`,
    ],
    ...['--env', 'RABBITMQ_DEFAULT_USER', '--env', 'RABBITMQ_DEFAULT_PASS'],
    image,
  ];
}
