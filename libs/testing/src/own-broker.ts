import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { startInstalledRabbit } from '../../../deploy/local/rabbit/installed-rabbit.js';
import { installedServer } from '../../../deploy/local/rabbit/rabbit-node.js';
import { RunFolder } from '../../../deploy/local/run/run-folder.js';
import { BrokerManagement } from '../../../deploy/rabbitmq/broker-management.js';

/** A RabbitMQ that one spec file has to itself and may stop and start, with the policies of deploy/rabbitmq. */
export type OwnBroker = {
  readonly amqpUrl: string;
  /** With name and password of an administrator. */
  readonly managementUrl: string;
  /** @param graceMs how long it may take to end by itself; with 0 it is killed */
  stop(graceMs: number): Promise<void>;
  /** Runs `rabbitmqctl` against it. */
  control(...args: readonly string[]): Promise<void>;
  /** After a stop: the same addresses, the same data. */
  startAgain(): Promise<void>;
  dispose(): Promise<void>;
};

/** Whether this machine has a RabbitMQ of which a node can be started; a test run may also use one that was given, or Docker. */
export function canStartBroker(): boolean {
  return installedServer() !== undefined;
}

/** Where a test run looks for what an earlier one left when it was cut down (deploy/local/test-servers.ts). */
const runs = new URL('../../../.local/tests/', import.meta.url);

/** Starts a private node; some four seconds. Dispose of it in `afterAll`. */
export async function anOwnBroker(): Promise<OwnBroker> {
  const server = installedServer();
  if (server === undefined) throw new Error('There is no installed RabbitMQ to start a node of.');
  const path = fileURLToPath(new URL(`broker-${randomUUID().slice(0, 8)}`, runs));
  const folder = await RunFolder.claim(path);
  const atExit = (): void => {
    folder.releaseNow();
  };
  process.once('exit', atExit);
  const broker = await startInstalledRabbit(server, folder);
  await new BrokerManagement(broker.managementUrl).define('/');
  return {
    amqpUrl: broker.amqpUrl,
    managementUrl: broker.managementUrl,
    stop: (graceMs) => broker.stop(graceMs),
    control: (...args) => broker.control(...args),
    startAgain: () => broker.startAgain(),
    dispose: async () => {
      process.off('exit', atExit);
      await broker.stop(0);
      await folder.release();
      await rm(path, { recursive: true, force: true });
    },
  };
}
