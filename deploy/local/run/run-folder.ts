import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { end, isRunning, markOf, type ProcessMark } from './processes.js';

export type Leftover = ProcessMark & { readonly name: string };
type Holder = ProcessMark & { readonly since: string };
type Record = { readonly processes: readonly Leftover[]; readonly folders: readonly string[] };

/** Another run holds the folder. */
export class AlreadyRunning extends Error {
  constructor({ pid, since }: Holder, path: string) {
    super(
      `Debitorbro is already running here: process ${String(pid)}, since ${since} (${path}). Stop it with Ctrl-C there, or with "kill ${String(pid)}".`,
    );
  }
}

const leftoverGraceMs = 3_000;

/**
 * Understands a folder that belongs to one run at a time: who holds it, which processes that run has started and which folders it
 * has made elsewhere. Whoever takes over from a run that was cut down ends and removes what it left.
 */
export class RunFolder {
  private processes: readonly Leftover[] = [];
  private folders: readonly string[] = [];

  private constructor(readonly path: string) {}

  /**
   * Takes the folder, after clearing up behind a holder that no longer runs.
   * @param tell hears what was left behind
   * @throws AlreadyRunning
   */
  static async claim(
    path: string,
    tell: (text: string) => void = () => undefined,
  ): Promise<RunFolder> {
    mkdirSync(path, { recursive: true, mode: 0o711 });
    const folder = new RunFolder(path);
    folder.lock();
    await folder.clearUp(tell);
    return folder;
  }

  within(...names: readonly string[]): string {
    return join(this.path, ...names);
  }

  /** Remembers a process, so that the next run can end it if this one can't. */
  note(name: string, pid: number): void {
    const mark = markOf(pid);
    if (mark === undefined) return;
    this.processes = [...this.processes.filter(isRunning), { ...mark, name }];
    this.write();
  }

  /** What this run has started and still runs. */
  get running(): readonly Leftover[] {
    return this.processes.filter(isRunning);
  }

  /** Remembers a folder elsewhere that is to be removed with this run. */
  noteFolder(path: string): void {
    this.folders = [...this.folders, path];
    this.write();
  }

  /** Ends what still runs, removes what was made elsewhere, and gives the folder free. */
  async release(): Promise<void> {
    await this.clearUp(() => undefined);
    rmSync(this.lockFile, { force: true });
  }

  /** At the end of the own process, when nothing can be waited for. */
  releaseNow(): void {
    for (const each of this.processes) if (isRunning(each)) process.kill(each.pid, 'SIGKILL');
    for (const path of this.folders) rmSync(path, { recursive: true, force: true });
    rmSync(this.recordFile, { force: true });
    rmSync(this.lockFile, { force: true });
  }

  private async clearUp(tell: (text: string) => void): Promise<void> {
    const { processes, folders } = this.read();
    const left = processes.filter(isRunning);
    if (left.length > 0)
      tell(
        `ending what an earlier run left: ${left.map(({ name, pid }) => `${name} (${String(pid)})`).join(', ')}`,
      );
    await Promise.all(left.map((each) => end(each, leftoverGraceMs)));
    for (const path of folders) await rm(path, { recursive: true, force: true });
    rmSync(this.recordFile, { force: true });
    this.processes = [];
    this.folders = [];
  }

  /** The lock appears with its content in one step (a hard link), so that nobody reads half of it. */
  private lock(): void {
    const own = this.within(`lock.${String(process.pid)}`);
    const mark = markOf(process.pid) ?? { pid: process.pid, startedAtTicks: 0 };
    writeFileSync(
      own,
      JSON.stringify({ ...mark, since: new Date().toISOString() } satisfies Holder),
      { mode: 0o600 },
    );
    try {
      for (let tries = 0; !linked(own, this.lockFile); tries += 1) {
        const holder = readJson(this.lockFile) as Holder | undefined;
        if (holder !== undefined && (isRunning(holder) || tries > 20))
          throw new AlreadyRunning(holder, this.path);
        this.takeAway(holder);
      }
    } finally {
      rmSync(own, { force: true });
    }
  }

  /** Moves a dead run's lock aside; if it was another's fresh one after all, puts it back. */
  private takeAway(dead: Holder | undefined): void {
    const aside = this.within(`lock.${String(process.pid)}.aside`);
    try {
      renameSync(this.lockFile, aside);
    } catch {
      return; // someone else was faster
    }
    const taken = readJson(aside) as Holder | undefined;
    if (taken !== undefined && taken.pid !== dead?.pid && isRunning(taken))
      linked(aside, this.lockFile);
    rmSync(aside, { force: true });
  }

  private get lockFile(): string {
    return this.within('lock.json');
  }

  private get recordFile(): string {
    return this.within('pids.json');
  }

  private read(): Record {
    return (readJson(this.recordFile) as Record | undefined) ?? { processes: [], folders: [] };
  }

  private write(): void {
    const draft = `${this.recordFile}.draft`;
    writeFileSync(
      draft,
      JSON.stringify({ processes: this.processes, folders: this.folders } satisfies Record),
      { mode: 0o600 },
    );
    renameSync(draft, this.recordFile);
  }
}

function linked(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}
