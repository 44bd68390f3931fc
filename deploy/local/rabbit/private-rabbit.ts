import type { RunFolder } from '../run/run-folder.js';
import type { Broker } from './broker.js';
import { hasDocker, startDockerRabbit } from './docker-rabbit.js';
import { useGivenRabbit } from './given-rabbit.js';
import { canInstall, installRabbit } from './install-rabbit.js';
import { startInstalledRabbit } from './installed-rabbit.js';
import { installedServer } from './rabbit-node.js';

export type RabbitOptions = {
  readonly folder: RunFolder;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly tell: (text: string) => void;
};

const waysOut = `There is no RabbitMQ to work with. Any one of these helps:
  1. install it:             sudo apt-get install rabbitmq-server   (it need not run; as root, this is done for you)
  2. name one that runs:     AMQP_URL=amqp://user:password@host:5672 npm start
  3. start Docker:           it then runs in a container`;

/** Finds a broker: the one that AMQP_URL names, else the installed server, else one that is installed now (root), else Docker. */
export async function openRabbit({ folder, env, tell }: RabbitOptions): Promise<Broker> {
  const given = env['AMQP_URL'];
  if (given !== undefined && given !== '')
    return useGivenRabbit(given, env['RABBITMQ_MANAGEMENT_URL']);
  const server = installedServer() ?? (await installed(folder, tell));
  if (server !== undefined) return startInstalledRabbit(server, folder);
  if (hasDocker()) return startDockerRabbit(folder);
  throw new Error(waysOut);
}

async function installed(
  folder: RunFolder,
  tell: (text: string) => void,
): Promise<string | undefined> {
  if (!canInstall()) return undefined;
  const logFile = folder.within('logs', 'apt.log');
  tell("installing rabbitmq-server by apt-get; the system's own broker is not started …");
  try {
    await installRabbit(logFile);
  } catch (error) {
    tell(`that did not work: ${error instanceof Error ? error.message : 'unknown'}`);
  }
  return installedServer();
}
