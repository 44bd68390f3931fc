import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../architecture/overlay.fixture.js';

const kept = join(root, '.local', 'prometheus');
const waysOut = `There is no Prometheus to prove the alerts with. Any one of these helps:
  1. have it on the PATH:    prometheus and promtool (on Debian: apt-get install prometheus)
  2. a Debian-like system with package lists (apt-get update): it is then unpacked under .local by itself, nothing is installed`;

export type Said = { readonly status: number | null; readonly text: string };

/** Prometheus's own judge of rules. */
export function promtool(...args: readonly string[]): Said {
  return run(programOf('promtool'), args, join(root, 'deploy', 'prometheus'));
}

/**
 * A program of Prometheus: on the PATH, else unpacked from the system's package, which needs no root and starts nothing.
 * @throws Error with the ways out: a check that can't be made is no check passed
 */
export function programOf(name: 'prometheus' | 'promtool'): string {
  if (run(name, ['--version'], root).status === 0) return name;
  const unpacked = join(kept, 'usr', 'bin', name);
  if (!existsSync(unpacked)) unpack();
  if (!existsSync(unpacked)) throw new Error(waysOut);
  return unpacked;
}

function unpack(): void {
  const folder = join(root, '.local', `prometheus-${String(process.pid)}`);
  mkdirSync(folder, { recursive: true });
  try {
    const download = (): Said => run('apt-get', ['-q', 'download', 'prometheus'], folder);
    if (download().status !== 0) {
      run('apt-get', ['-q', 'update'], folder); // the lists may be missing, and root may fetch them
      download();
    }
    const archive = readdirSync(folder).find((file) => file.endsWith('.deb'));
    if (archive === undefined) return;
    if (run('dpkg-deb', ['--extract', archive, 'files'], folder).status !== 0) return;
    renameSync(join(folder, 'files'), kept);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function run(command: string, args: readonly string[], folder: string): Said {
  const { status, stdout, stderr } = spawnSync(command, [...args], {
    cwd: folder,
    encoding: 'utf8',
  });
  return { status, text: status === null ? '' : `${stdout}${stderr}` };
}
