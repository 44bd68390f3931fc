import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export type ChildProcessOptions = {
  /** Path below `dist/`, e.g. `apps/claim-intake/src/main.js`. */
  readonly entry: string;
  readonly env: Readonly<Record<string, string>>;
};

export type RunningChild = {
  readonly pid: number;
  /** Everything it has written so far, to both outputs. */
  output(): string;
  /** Resolves with the addresses that it tells its parent; fails if it ends first. */
  readonly listening: Promise<Readonly<Record<string, string>>>;
  /** Resolves when it has ended, however. */
  readonly ended: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>;
  /** Signals it and waits for its end. Default SIGTERM. */
  stop(
    signal?: NodeJS.Signals,
  ): Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>;
};

/**
 * Starts a compiled entry in a process of its own, on the Node that runs the test and with nothing of its environment but the
 * PATH. Stop it in `afterAll`; it ends by itself when the test's process does.
 */
export function aChildProcess({ entry, env }: ChildProcessOptions): RunningChild {
  const file = fileURLToPath(new URL(`../../../dist/${entry}`, import.meta.url));
  const child = fork(file, {
    env: { PATH: process.env['PATH'], ...env },
    execArgv: ['--enable-source-maps'],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const pieces: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (piece: string) => pieces.push(piece));
  const output = (): string => pieces.join('');
  const ended: RunningChild['ended'] = new Promise((resolve) => {
    child.once('exit', (code, signal) => {
      resolve({ code, signal });
    });
  });
  const listening = addresses(child, output);
  listening.catch(() => undefined); // whoever waits for it is told
  const stop: RunningChild['stop'] = (signal = 'SIGTERM') => {
    child.kill(signal);
    return ended;
  };
  return { pid: child.pid ?? 0, output, listening, ended, stop };
}

function addresses(child: ChildProcess, output: () => string): RunningChild['listening'] {
  return new Promise((resolve, reject) => {
    child.on('message', (message: unknown) => {
      if (typeof message === 'object' && message !== null && 'listening' in message)
        resolve(message.listening as Record<string, string>);
    });
    child.once('exit', (code) => {
      reject(new Error(`It ended with code ${String(code)} before it listened:\n${output()}`));
    });
  });
}
