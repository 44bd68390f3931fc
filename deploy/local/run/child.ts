import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { RunFolder } from './run-folder.js';

export type ChildOptions = {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
  /** Runs as another user; root only. */
  readonly user?: { readonly uid: number; readonly gid: number };
  /** Opens a channel for messages between parent and child. */
  readonly channel?: boolean;
};

/** How a child ended, in words. */
export type Ending = { readonly how: string; readonly clean: boolean };

const lastLinesMax = 15;

/**
 * Understands a process that we have started: where its output goes, whether it still runs and how it is ended. It leads a
 * process group of its own, so that Ctrl-C at the keyboard reaches the runner only, which then stops all in order.
 */
export class Child {
  readonly name: string;
  readonly ended: Promise<Ending>;
  private ending: Ending | undefined;
  private stopping = false;

  private constructor(
    name: string,
    private readonly process: ChildProcess,
    readonly logFile: string,
  ) {
    this.name = name;
    this.ended = new Promise((resolve) => {
      const finish = (ending: Ending): void => {
        this.ending ??= ending;
        resolve(this.ending);
      };
      process.once('error', (error) => {
        finish({ how: `could not be started: ${error.message}`, clean: false });
      });
      process.once('exit', (code, signalled) => {
        finish({
          how: signalled === null ? `ended with code ${String(code)}` : `was ended by ${signalled}`,
          clean: code === 0,
        });
      });
    });
  }

  static start(folder: RunFolder, options: ChildOptions): Child {
    const logFile = folder.within('logs', `${options.name}.log`);
    mkdirSync(dirname(logFile), { recursive: true });
    const log = openSync(logFile, 'a', 0o600);
    const spawned = spawn(options.command, [...options.args], {
      env: options.env,
      detached: true,
      stdio: ['ignore', log, log, ...(options.channel === true ? (['ipc'] as const) : [])],
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
      ...options.user,
    });
    closeSync(log);
    const child = new Child(options.name, spawned, logFile);
    if (spawned.pid !== undefined) folder.note(options.name, spawned.pid);
    return child;
  }

  get pid(): number | undefined {
    return this.process.pid;
  }

  get isRunning(): boolean {
    return this.ending === undefined;
  }

  /** Whether we have asked it to end. */
  get isStopping(): boolean {
    return this.stopping;
  }

  /** By the channel, if it has one; a child that has ended hears nothing. */
  tell(message: object): void {
    if (this.process.connected) this.process.send(message, () => undefined);
  }

  onMessage(listener: (message: unknown) => void): void {
    this.process.on('message', listener);
  }

  /** Asks it to end, and ends it when `graceMs` have passed. */
  async stop(graceMs: number, ask: NodeJS.Signals = 'SIGTERM'): Promise<Ending> {
    this.stopping = true;
    this.process.kill(ask);
    const timer = setTimeout(() => {
      this.kill();
    }, graceMs);
    try {
      return await this.ended;
    } finally {
      clearTimeout(timer);
    }
  }

  /** It stands still, its sockets open, until it is thawed; it can be killed meanwhile. */
  freeze(): void {
    this.process.kill('SIGSTOP');
  }

  thaw(): void {
    this.process.kill('SIGCONT');
  }

  kill(): void {
    this.stopping = true;
    this.process.kill('SIGKILL');
  }

  /** The end of its log, indented, for whoever is told that it died. */
  lastLines(): string {
    try {
      const lines = readFileSync(this.logFile, 'utf8').trimEnd().split('\n');
      return lines
        .slice(-lastLinesMax)
        .map((line) => `    ${line}`)
        .join('\n');
    } catch {
      return '    (no log)';
    }
  }

  /** As `orItsEnd`, but never ends for a child that was asked to. */
  async orItsUnaskedEnd(): Promise<never> {
    await this.ended;
    return this.stopping ? new Promise<never>(() => undefined) : this.orItsEnd();
  }

  /** Ends with an error that names the child, how it ended and its last lines. Never ends otherwise. */
  async orItsEnd(): Promise<never> {
    const { how } = await this.ended;
    throw new Error(`${this.name} ${how}. The end of ${this.logFile}:\n${this.lastLines()}`);
  }
}
