import { readdirSync, readFileSync } from 'node:fs';

/** CPU seconds and peak memory of a process and, for servers, of all of its kind. */
export type Cost = { readonly cpuSeconds: number; readonly peakMegabytes: number };

const ticksPerSecond = 100;

/** Source: proc(5), `stat` and `status`. A process that is gone cost nothing more. */
export function costOf(pid: number): Cost {
  try {
    const fields = readFileSync(`/proc/${String(pid)}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    const ticks = [11, 12].reduce((sum, field) => sum + Number(fields[field]), 0);
    const peak = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${String(pid)}/status`, 'utf8'))?.[1];
    return {
      cpuSeconds: ticks / ticksPerSecond,
      peakMegabytes: Math.round(Number(peak ?? 0) / 1_024),
    };
  } catch {
    return { cpuSeconds: 0, peakMegabytes: 0 };
  }
}

/** What of this name this process has started, by itself or by others; children that have ended count by their parent's sums. */
export function costByName(name: RegExp): Cost {
  const parents = parentsByPid();
  return [...parents.keys()]
    .filter((pid) => descends(pid, parents) && name.test(wordOf(pid)))
    .map(costOf)
    .reduce(
      (sum, own) => ({
        cpuSeconds: sum.cpuSeconds + own.cpuSeconds,
        peakMegabytes: sum.peakMegabytes + own.peakMegabytes,
      }),
      { cpuSeconds: 0, peakMegabytes: 0 },
    );
}

function parentsByPid(): ReadonlyMap<number, number> {
  const pids = readdirSync('/proc').filter((one) => /^\d+$/.test(one));
  return new Map(pids.map((pid) => [Number(pid), parentOf(pid)]));
}

function descends(pid: number, parents: ReadonlyMap<number, number>): boolean {
  for (let one = pid; one > 1; one = parents.get(one) ?? 0) if (one === process.pid) return true;
  return false;
}

function parentOf(pid: string): number {
  try {
    const [, , parent] = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, ') ')
      .split(' ');
    return Number(parent);
  } catch {
    return 0;
  }
}

function wordOf(pid: number): string {
  try {
    return readFileSync(`/proc/${String(pid)}/comm`, 'utf8').trim();
  } catch {
    return '';
  }
}
