import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

/** A process told apart from a later one with the same number. */
export type ProcessMark = { readonly pid: number; readonly startedAtTicks: number };

/** The mark of a running process; nothing if there is none. Source: proc_pid_stat(5), fields 3 and 22. */
export function markOf(pid: number): ProcessMark | undefined {
  try {
    const stat = readFileSync(`/proc/${String(pid)}/stat`, 'latin1');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const ended = fields[0] === 'Z' || fields[0] === 'X';
    return ended ? undefined : { pid, startedAtTicks: Number(fields[19]) };
  } catch {
    return undefined;
  }
}

export function isRunning({ pid, startedAtTicks }: ProcessMark): boolean {
  return markOf(pid)?.startedAtTicks === startedAtTicks;
}

/** Signals exactly that process; one that has ended meanwhile, or is another's, is left alone. */
export function signal(mark: ProcessMark, name: NodeJS.Signals): void {
  if (!isRunning(mark)) return;
  try {
    process.kill(mark.pid, name);
  } catch {
    // It has ended between the look and the signal, or belongs to another user.
  }
}

/** Ends a process that is no child of ours: asks with SIGTERM, then SIGKILL when `graceMs` have passed. */
export async function end(mark: ProcessMark, graceMs: number): Promise<void> {
  signal(mark, 'SIGTERM');
  if (await hasEnded(mark, graceMs)) return;
  signal(mark, 'SIGKILL');
  await hasEnded(mark, killedWithinMs);
}

const killedWithinMs = 5_000;
const lookEveryMs = 25;

async function hasEnded(mark: ProcessMark, withinMs: number): Promise<boolean> {
  const deadline = performance.now() + withinMs;
  while (isRunning(mark)) {
    if (performance.now() > deadline) return false;
    await pause(lookEveryMs);
  }
  return true;
}
