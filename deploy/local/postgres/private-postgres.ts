import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { Child } from '../run/child.js';
import { freePorts } from '../run/ports.js';
import type { RunFolder } from '../run/run-folder.js';
import { UnaskedEnd } from '../run/unasked-end.js';
import { until } from '../run/until.js';
import type { DatabaseServer } from './database-server.js';
import { findServer, type ServerPlace } from './server-binaries.js';

const startWithinMs = 60_000;
/** After a kill it reads its log again, on a machine that does more than this. */
const startsAgainWithinMs = 240_000;
const triesMax = 3;
const connectionsMax = 200;
/** PostgreSQL's fast shutdown: transactions are rolled back, connections closed. */
const stopSignal = 'SIGINT';

/** Durability stays as in production; the rest fits a machine that does other things too. */
const settings: Readonly<Record<string, string>> = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: String(connectionsMax),
  shared_buffers: '256MB',
  fsync: 'on',
  synchronous_commit: 'on',
  full_page_writes: 'on',
  max_wal_size: '2GB',
  checkpoint_timeout: '15min',
  deadlock_timeout: '200ms',
  random_page_cost: '1.1',
  log_min_messages: 'warning',
  log_min_error_statement: 'panic', // the text of a statement might hold what nobody should read in a log
};

/** Finds a database server: the one that DATABASE_URL names, else a private one from the packages. */
export async function openPostgres(
  folder: RunFolder,
  env: Readonly<Record<string, string | undefined>>,
): Promise<DatabaseServer> {
  const given = env['DATABASE_URL'];
  if (given !== undefined && given !== '') return useGivenPostgres(given);
  const place = await findServer(folder);
  const password = randomBytes(18).toString('base64url');
  initialise(place, password, folder);
  for (let tries = 1; ; tries += 1) {
    const [port = 0] = await freePorts(1);
    try {
      return await start(place, folder, { port, password });
    } catch (error) {
      // Between finding a free port and using it, another may have taken it.
      if (tries >= triesMax || !String(error).includes('could not bind')) throw error;
    }
  }
}

async function useGivenPostgres(url: string): Promise<DatabaseServer> {
  try {
    await answers(url);
  } catch (error) {
    throw new Error(
      `The server of DATABASE_URL (${new URL(url).host}) can't be used: ${error instanceof Error ? error.message : 'no answer'}`,
      { cause: error },
    );
  }
  const failed = new Promise<never>(() => undefined);
  return {
    origin: `DATABASE_URL (${new URL(url).host})`,
    url,
    isPrivate: false,
    failed,
    stop: () => Promise.resolve(),
  };
}

/** Makes an empty cluster; it need not be synced to disk, for it has nothing to lose yet. */
function initialise(
  { initdb, dataFolder, user }: ServerPlace,
  password: string,
  folder: RunFolder,
): void {
  rmSync(dataFolder, { recursive: true, force: true });
  mkdirSync(dataFolder, { mode: 0o700 });
  const passwordFile = join(dataFolder, '..', 'password');
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  if (user !== undefined)
    for (const path of [dataFolder, passwordFile]) chownSync(path, user.uid, user.gid);
  const args = [
    `--pgdata=${dataFolder}`,
    '--username=postgres',
    '--auth=scram-sha-256',
    `--pwfile=${passwordFile}`,
    '--encoding=UTF8',
    '--locale=C',
    '--no-sync',
    '--no-instructions',
  ];
  const made = spawnSync(initdb, args, {
    ...user,
    cwd: dataFolder,
    env: { PATH: process.env['PATH'], LC_ALL: 'C' },
    encoding: 'utf8',
  });
  rmSync(passwordFile, { force: true });
  if (made.status !== 0)
    throw new Error(
      `PostgreSQL's data folder could not be made in ${folder.path}:\n${made.error?.message ?? made.stderr}`,
    );
}

async function start(
  { postgres, dataFolder, user }: ServerPlace,
  folder: RunFolder,
  { port, password }: { readonly port: number; readonly password: string },
): Promise<DatabaseServer> {
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const url = `postgres://postgres:${password}@127.0.0.1:${String(port)}/postgres`;
  const unasked = new UnaskedEnd();
  const begin = async (): Promise<Child> => {
    const server = Child.start(folder, {
      name: 'postgres',
      command: postgres,
      args: ['-D', dataFolder, '-p', String(port), ...flags],
      env: { PATH: process.env['PATH'], LC_ALL: 'C' },
      cwd: dataFolder,
      ...(user === undefined ? {} : { user }),
    });
    const ready = until('PostgreSQL', startWithinMs, () => answers(url));
    ready.catch(() => undefined); // it goes on asking after a server that has ended
    try {
      await Promise.race([ready, server.orItsEnd()]);
    } catch (error) {
      await server.stop(0, stopSignal);
      throw error;
    }
    unasked.watch(server);
    return server;
  };
  let server = await begin();
  return {
    origin: `embedded server on port ${String(port)}`,
    url,
    isPrivate: true,
    failed: unasked.failed,
    killable: {
      kill: async () => {
        server.kill();
        await server.ended;
      },
      startAgain: async () => {
        server = await until(
          'PostgreSQL, once those that served its sessions have ended',
          startsAgainWithinMs,
          begin,
        );
      },
    },
    stop: async (graceMs) => {
      await server.stop(graceMs, stopSignal);
    },
  };
}

async function answers(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  await client.connect();
  await client.end();
}
