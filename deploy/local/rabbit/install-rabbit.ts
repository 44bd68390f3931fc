import { spawn } from 'node:child_process';
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { userInfo } from 'node:os';
import { dirname } from 'node:path';

const policyFile = '/usr/sbin/policy-rc.d';
const setAside = `${policyFile}.before-debitorbro`;
const refusal =
  '#!/bin/sh\n# Put here by Debitorbro while it installs a package; it is removed again.\nexit 101\n';

/** Whether this is a Debian-like system, and we may install packages on it. */
export function canInstall(): boolean {
  return userInfo().uid === 0 && existsSync('/usr/bin/apt-get');
}

/**
 * Installs RabbitMQ from the system's packages without starting the system's own broker, now or at the next boot.
 * @param logFile takes apt's output
 * @throws Error naming the log file
 */
export async function installRabbit(logFile: string): Promise<void> {
  mkdirSync(dirname(logFile), { recursive: true });
  const restore = refuseServices();
  try {
    await run('apt-get', ['-q', 'update'], logFile).catch(() => undefined); // perhaps the lists and packages are there already
    await run(
      'apt-get',
      ['-q', '-y', '--no-install-recommends', 'install', 'rabbitmq-server'],
      logFile,
    );
    await run(
      'systemctl',
      ['disable', 'rabbitmq-server.service', 'epmd.service', 'epmd.socket'],
      logFile,
    ).catch(() => undefined);
  } finally {
    restore();
  }
}

/** Package scripts ask this file whether a service may be started. Source: Debian Policy 9.3.3.1, invoke-rc.d(8). */
function refuseServices(): () => void {
  if (existsSync(policyFile) && !existsSync(setAside)) renameSync(policyFile, setAside);
  writeFileSync(policyFile, refusal, { mode: 0o755 });
  const restore = (): void => {
    rmSync(policyFile, { force: true });
    if (existsSync(setAside)) renameSync(setAside, policyFile);
    process.off('exit', restore);
  };
  process.once('exit', restore);
  return restore;
}

function run(command: string, args: readonly string[], logFile: string): Promise<void> {
  const log = openSync(logFile, 'a');
  const child = spawn(command, [...args], {
    stdio: ['ignore', log, log],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C.UTF-8' },
  });
  closeSync(log);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`${command} ${args.join(' ')} failed; see ${logFile}.`));
    });
  });
}
