import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { BrokerManagement } from '../rabbitmq/broker-management.js';
import { openPostgres } from './postgres/private-postgres.js';
import { openRabbit } from './rabbit/private-rabbit.js';
import { AlreadyRunning, RunFolder } from './run/run-folder.js';

export type TestServers = { stop(): Promise<void> };

/** What specs read; set beforehand, they name servers that run already. */
const variables = ['TEST_AMQP_URL', 'TEST_MANAGEMENT_URL', 'TEST_DATABASE_URL'] as const;

/**
 * Starts a private RabbitMQ and PostgreSQL for one test run, in a folder of its own, so that several runs and `npm start` go side
 * by side. Their addresses go into the environment, where `aPlace` of libs/testing looks for them.
 * @param root the folder with package.json
 */
export async function startTestServers(
  root: string,
  tell: (text: string) => void,
): Promise<TestServers> {
  if (variables.every((name) => process.env[name] !== undefined))
    return { stop: () => Promise.resolve() };
  const runs = join(root, '.local', 'tests');
  await clearUpBehindOthers(runs, tell);
  const folder = await RunFolder.claim(join(runs, String(process.pid)));
  const cut = endWithTheProcess(folder);
  const { env } = process;
  const [broker, database] = await Promise.all([
    openRabbit({ folder, env, tell }),
    openPostgres(folder, env),
  ]);
  if (broker.managementUrl === undefined) {
    throw new Error(
      'Tests give each file a virtual host of its own: set RABBITMQ_MANAGEMENT_URL, with name and password of an administrator.',
    );
  }
  await new BrokerManagement(broker.managementUrl).answers();
  Object.assign(env, {
    TEST_AMQP_URL: broker.amqpUrl,
    TEST_MANAGEMENT_URL: broker.managementUrl,
    TEST_DATABASE_URL: database.url,
  });
  return {
    stop: async () => {
      cut();
      await Promise.all([broker.stop(0), database.stop(0)]);
      await folder.release();
      await rm(folder.path, { recursive: true, force: true });
    },
  };
}

/** A run that was cut down leaves its folder, and perhaps its servers. */
async function clearUpBehindOthers(runs: string, tell: (text: string) => void): Promise<void> {
  for (const name of await readdir(runs).catch(() => [])) {
    try {
      const folder = await RunFolder.claim(join(runs, name), tell);
      await folder.release();
      await rm(folder.path, { recursive: true, force: true });
    } catch (error) {
      if (!(error instanceof AlreadyRunning)) throw error;
    }
  }
}

/** Jest does not tear down when it is interrupted: then nothing can be waited for. */
function endWithTheProcess(folder: RunFolder): () => void {
  const atExit = (): void => {
    folder.releaseNow();
  };
  const onSignal = (signal: NodeJS.Signals): void => {
    process.exit(signal === 'SIGINT' ? 130 : 143);
  };
  process.once('exit', atExit).once('SIGINT', onSignal).once('SIGTERM', onSignal);
  return () => {
    process.off('exit', atExit).off('SIGINT', onSignal).off('SIGTERM', onSignal);
  };
}
