import { spawn } from 'node:child_process';
import { mkdir, open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { root } from './place.mjs';

const installWaitMs = 10 * 60_000;

/** Installs what the lock file says, unless it is there already. */
export async function installPackages(tell) {
  if (await isInstalled()) return 'up to date';
  return alone(async () => {
    if (await isInstalled()) return 'up to date';
    tell('npm ci …');
    await npmCi();
    return 'installed';
  });
}

/**
 * npm writes `node_modules/.package-lock.json` last: it tells exactly what is there, also after an `npm install` by hand, and is
 * missing after an interrupted one. Packages for other systems may be absent.
 */
async function isInstalled() {
  const [wanted, present] = await Promise.all([
    packagesIn(join(root, 'package-lock.json')),
    packagesIn(join(root, 'node_modules', '.package-lock.json')),
  ]);
  if (wanted === undefined)
    throw new Error('package-lock.json is missing or no JSON: get it back from git.');
  if (present === undefined) return false;
  return Object.entries(wanted).every(([path, { version, integrity, ...rest }]) => {
    if (path === '') return true;
    const found = present[path];
    return found === undefined
      ? rest.optional === true && !isForHere(rest)
      : found.version === version && found.integrity === integrity;
  });
}

/** An optional package that names no system is only needed by those that do. */
function isForHere({ os, cpu, libc }) {
  if (os === undefined && cpu === undefined) return false;
  const fits = (allowed, own) => allowed === undefined || allowed.includes(own);
  return fits(os, process.platform) && fits(cpu, process.arch) && fits(libc, ownLibc);
}

const ownLibc =
  process.report.getReport().header.glibcVersionRuntime === undefined ? 'musl' : 'glibc';

async function packagesIn(file) {
  try {
    return JSON.parse(await readFile(file, 'utf8')).packages;
  } catch {
    return undefined;
  }
}

/** Of several that find packages missing at the same time, one installs and the others wait. */
async function alone(work) {
  const folder = join(root, '.local');
  const file = join(folder, 'installing');
  await mkdir(folder, { recursive: true });
  const deadline = Date.now() + installWaitMs;
  for (;;) {
    const handle = await open(file, 'wx').catch(() => undefined);
    if (handle !== undefined) {
      try {
        await handle.writeFile(String(process.pid));
        return await work();
      } finally {
        await handle.close();
        await rm(file, { force: true });
      }
    }
    const pid = Number(await readFile(file, 'utf8').catch(() => ''));
    if (pid > 0 && !isAlive(pid)) await rm(file, { force: true });
    else if (Date.now() > deadline)
      throw new Error(`Another installation does not end: remove ${file} if there is none.`);
    else await pause(300);
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** By the npm and the Node that were called, not by the pinned Node: that one is among what is replaced. */
function npmCi() {
  const { npm_execpath: npm, npm_node_execpath: node } = process.env;
  const [command, first] = npm === undefined ? ['npm', []] : [node ?? process.execPath, [npm]];
  const child = spawn(command, [...first, 'ci', '--no-fund', '--no-audit', '--loglevel=error'], {
    cwd: root,
    stdio: 'inherit',
  });
  return new Promise((resolve, reject) => {
    child.once('error', (error) =>
      reject(new Error(`npm could not be started (${error.message}): install npm.`)),
    );
    child.once('exit', (code) => {
      if (code === 0) resolve(undefined);
      else reject(new Error('npm ci failed; its reason stands above.'));
    });
  });
}
