/** The shares of all that took at most so long: what a latency distribution is drawn from. */
export const shares = [0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999, 1] as const;

export type Measured = {
  readonly count: number;
  readonly seconds: number;
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
  /** For each of `shares`, how long that share took at most. */
  readonly distributionMs: readonly number[];
};

/** @param took how long each took, in ms; @param seconds all together */
export function spreadOf(took: readonly number[], seconds: number): Measured {
  const sorted = took.toSorted((a, b) => a - b);
  const at = (share: number): number =>
    Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0);
  return {
    ...{ count: took.length, seconds, perSecond: took.length / seconds },
    ...{ p50Ms: at(0.5), p99Ms: at(0.99), maxMs: at(1) },
    distributionMs: shares.map(at),
  };
}

/** Of an even number the mean of the two in the middle; of none not a number. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const upper = sorted[sorted.length >> 1] ?? Number.NaN;
  return sorted.length % 2 === 1
    ? upper
    : ((sorted[(sorted.length >> 1) - 1] ?? upper) + upper) / 2;
}

/** Figure by figure the median of several rounds. */
export function medianOf(rounds: readonly Measured[]): Measured {
  const of = (figure: (round: Measured) => number): number => median(rounds.map(figure));
  return {
    count: of(({ count }) => count),
    seconds: of(({ seconds }) => seconds),
    perSecond: of(({ perSecond }) => perSecond),
    p50Ms: of(({ p50Ms }) => p50Ms),
    p99Ms: of(({ p99Ms }) => p99Ms),
    maxMs: of(({ maxMs }) => maxMs),
    distributionMs: shares.map((_, at) => of(({ distributionMs }) => distributionMs[at] ?? 0)),
  };
}
