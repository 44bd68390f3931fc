import type { Backlog } from '../past/backlog.js';
import type { KeptCompared } from '../past/kept.js';
import type { Moved } from '../past/move.js';
import type { Peak } from '../past/standing.js';
import { atLeast, atMost, serviceMegabytesMax, type Target } from './targets.js';

const keptShareMin = 0.9;
const timesAsNewMax = 1.3;
const besideTimesMax = 1.2;
const growthMax = 1.2;

export function targetsOfKept({ few, many, ratio }: KeptCompared): readonly Target[] {
  const what = `throughput, ${String(many.kept)} kept / ${String(few.kept)} kept`;
  return [
    ...atLeast(what, ratio, keptShareMin),
    ...atMost(peakName, largest([...few.peaks, ...many.peaks]), serviceMegabytesMax),
  ];
}

export function targetsOfMove({ timesAsNew, p99Ratio, peaks }: Moved): readonly Target[] {
  return [
    ...atMost('time of the move / of as many new ones', timesAsNew, timesAsNewMax),
    ...atMost('p99 of new ones, beside the move / alone', p99Ratio, besideTimesMax),
    ...atMost(peakName, largest(peaks), serviceMegabytesMax),
  ];
}

export function targetsOfBacklog({ memory, growth }: Backlog): readonly Target[] {
  const peaks = memory.map(({ name, peak }) => ({ name, megabytes: peak }));
  return [
    ...atMost('memory, last quarter / second quarter', growth, growthMax),
    ...atMost(peakName, largest(peaks), serviceMegabytesMax),
  ];
}

const peakName = 'peak of the largest service, MB';

function largest(peaks: readonly Peak[]): number {
  return Math.max(...peaks.map(({ megabytes }) => megabytes));
}
