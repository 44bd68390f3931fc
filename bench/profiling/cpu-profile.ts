/** What V8 writes down, as far as it is read here. Source: the Chrome DevTools protocol, Profiler.Profile. */
export type CpuProfile = {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string };
  }[];
  /** Of each sample, the node in which it was taken. */
  readonly samples: readonly number[];
  /** Microseconds from each sample to the one before it; of the first, to the start. */
  readonly timeDeltas: readonly number[];
  /** Microseconds by the machine's monotonic clock. */
  readonly startTime: number;
};

/** A stretch of the machine's monotonic clock, in microseconds. */
export type Stretch = { readonly from: number; readonly to: number };

/** Where CPU has gone: for each place its own microseconds, without what it called. */
export type SelfTimes = ReadonlyMap<string, number>;

/** Now, by the clock of the profiles. */
export function monotonicUs(): number {
  return Number(process.hrtime.bigint() / 1_000n);
}

/**
 * @param placeOf names what a frame counts for; nothing leaves its time out
 * @returns largest first
 */
export function selfTimes(
  { nodes, samples, timeDeltas, startTime }: CpuProfile,
  { from, to }: Stretch,
  placeOf: (functionName: string, url: string) => string | undefined,
): SelfTimes {
  const places = new Map(
    nodes.map(({ id, callFrame }) => [id, placeOf(callFrame.functionName, callFrame.url)]),
  );
  const sums = new Map<string, number>();
  let at = startTime;
  for (const [index, node] of samples.entries()) {
    const us = timeDeltas[index] ?? 0;
    at += us;
    const place = places.get(node);
    if (place === undefined || at < from || at > to) continue;
    sums.set(place, (sums.get(place) ?? 0) + us);
  }
  return new Map([...sums].sort(([, one], [, other]) => other - one));
}
