import { hops } from '../ways/hops.js';
import type { WayName } from '../ways/way.js';
import type { Observability } from '../rounds/observability.js';
import type { Summary } from './summary.js';

/** What was aimed at, and what was found. */
export type Target = {
  readonly what: string;
  readonly found: number;
  readonly atLeast?: number;
  readonly atMost?: number;
  readonly isReached: boolean;
};

const floorShareMin = 0.6;
const stockTimesMin = 10;
const latencyMsMax = 500;
export const serviceMegabytesMax = 250;
const observedShareMin = 0.9;

/** Those that the ways measured can tell of. */
export function targetsOf(all: readonly Summary[]): readonly Target[] {
  const by = new Map(all.map((summary) => [summary.way, summary]));
  const ours = by.get('ours');
  if (ours === undefined) return [];
  const times = (way: WayName): number | undefined => {
    const other = by.get(way);
    return other && ours.full.perSecond / other.full.perSecond;
  };
  const peak = Math.max(...ours.costs.filter(isService).map(({ peakMegabytes }) => peakMegabytes));
  return [
    atLeast('throughput, ours / floor', times('floor'), floorShareMin),
    atLeast('throughput, ours / stock', times('stock'), stockTimesMin),
    atMost('p99 at half load, ms', ours.half.p99Ms, latencyMsMax),
    atMost('p99 of payments, ms', ours.payments?.p99Ms, latencyMsMax),
    atMost('peak of the largest service, MB', peak, serviceMegabytesMax),
  ].flat();
}

/** What being looked at may cost. */
export function targetsOfObservability(found: Observability): readonly Target[] {
  const what = 'throughput with tracing and scraping / without';
  return atLeast(what, found.throughputRatio, observedShareMin);
}

export function isService({ name }: { readonly name: string }): boolean {
  return hops.some((hop) => hop.name === name);
}

export function atLeast(what: string, found: number | undefined, min: number): readonly Target[] {
  return found === undefined ? [] : [{ what, found, atLeast: min, isReached: found >= min }];
}

export function atMost(what: string, found: number | undefined, max: number): readonly Target[] {
  return found === undefined ? [] : [{ what, found, atMost: max, isReached: found <= max }];
}
