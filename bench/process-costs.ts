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

/** Everything that belongs to a server, found by its processes' name; children that have ended count by their parent's sums. */
export function costByName(name: RegExp): Cost {
  let cost: Cost = { cpuSeconds: 0, peakMegabytes: 0 };
  for (const entry of readdirSync('/proc').filter((one) => /^\d+$/.test(one))) {
    try {
      if (!name.test(readFileSync(`/proc/${entry}/comm`, 'utf8').trim())) continue;
    } catch {
      continue;
    }
    const own = costOf(Number(entry));
    cost = {
      cpuSeconds: cost.cpuSeconds + own.cpuSeconds,
      peakMegabytes: cost.peakMegabytes + own.peakMegabytes,
    };
  }
  return cost;
}
