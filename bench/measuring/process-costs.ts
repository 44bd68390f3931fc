import { readdirSync, readFileSync } from 'node:fs';

/** What a process has cost since it started, with all that it has started. */
export type Cost = {
  readonly cpuSeconds: number;
  readonly writtenBytes: number;
  readonly peakMegabytes: number;
};

/** What one cost while so many claims went through. */
export type CostPerThousand = {
  readonly name: string;
  readonly cpuSeconds: number;
  readonly writtenMegabytes: number;
  readonly peakMegabytes: number;
};

const ticksPerSecond = 100;
const kilobyte = 1_024;
const megabyte = 1_024 * kilobyte;

/** Of a process and its descendants; one that has ended counts by its parent's sums. Nothing for a process that is gone. */
export function costOf(pid: number): Cost {
  const [root, ...others] = [pid, ...descendantsOf(pid)].map(costsOf);
  const of = (figure: (one: Single) => number): number =>
    [...(root === undefined ? [] : [root]), ...others].reduce((sum, one) => sum + figure(one), 0);
  const shared = Math.max(0, ...others.map(({ sharedBytes }) => sharedBytes));
  const ownOfOthers = others.reduce((sum, { ownBytes }) => sum + ownBytes, 0);
  return {
    cpuSeconds: of(({ ticks }) => ticks) / ticksPerSecond,
    writtenBytes: of(({ writtenBytes }) => writtenBytes),
    peakMegabytes: Math.round(((root?.peakBytes ?? 0) + shared + ownOfOthers) / megabyte),
  };
}

/** What a process has in memory now; nothing for one that is gone. */
export function residentMegabytes(pid: number): number {
  return (figureIn(textOf(pid, 'status'), 'VmRSS') * kilobyte) / megabyte;
}

/** The cost of the same process alone, as this one measures itself. */
export function ownCost(): Cost {
  const { ticks, writtenBytes, peakBytes } = costsOf(process.pid);
  const peakMegabytes = Math.round(peakBytes / megabyte);
  return { cpuSeconds: ticks / ticksPerSecond, writtenBytes, peakMegabytes };
}

export function perThousand(
  before: ReadonlyMap<string, Cost>,
  after: ReadonlyMap<string, Cost>,
  claims: number,
): readonly CostPerThousand[] {
  return [...after].map(([name, { cpuSeconds, writtenBytes, peakMegabytes }]) => ({
    name,
    cpuSeconds: ((cpuSeconds - (before.get(name)?.cpuSeconds ?? 0)) * 1_000) / claims,
    writtenMegabytes:
      ((writtenBytes - (before.get(name)?.writtenBytes ?? 0)) * 1_000) / claims / megabyte,
    peakMegabytes,
  }));
}

type Single = {
  readonly ticks: number;
  readonly writtenBytes: number;
  readonly peakBytes: number;
  readonly ownBytes: number;
  readonly sharedBytes: number;
};

/** Source: proc_pid_stat(5) fields 14 to 17, proc_pid_io(5), proc_pid_status(5). */
function costsOf(pid: number): Single {
  const stat = textOf(pid, 'stat')
    .replace(/^.*\) /s, '')
    .split(' ');
  const io = textOf(pid, 'io');
  const status = textOf(pid, 'status');
  const kilobytes = (name: string): number => kilobyte * figureIn(status, name);
  return {
    ticks: stat.slice(11, 15).reduce((sum, field) => sum + Number(field), 0),
    writtenBytes: figureIn(io, 'write_bytes'),
    peakBytes: kilobytes('VmHWM'),
    ownBytes: kilobytes('RssAnon'),
    sharedBytes: kilobytes('RssShmem'),
  };
}

function figureIn(text: string, name: string): number {
  return Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(text)?.[1] ?? 0);
}

/** Empty for what is gone, or is not ours to see. */
function textOf(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${String(pid)}/${file}`, 'utf8');
  } catch {
    return '';
  }
}

function descendantsOf(root: number): readonly number[] {
  const pids = readdirSync('/proc').filter((one) => /^\d+$/.test(one));
  const children = Map.groupBy(pids.map(Number), parentOf);
  const below = (pid: number): number[] =>
    (children.get(pid) ?? []).flatMap((child) => [child, ...below(child)]);
  return below(root);
}

function parentOf(pid: number): number {
  const [, parent] = textOf(pid, 'stat')
    .replace(/^.*\) /s, '')
    .split(' ');
  return Number(parent);
}
