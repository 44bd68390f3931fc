/** The value that `share` percent of all lie below. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return (
    sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * share) / 100))] ?? Number.NaN
  );
}

/** Leaves the first tenth out: connections are made and code is compiled then. */
export function millisecondsOf(took: readonly number[]): readonly number[] {
  return took.slice(Math.ceil(took.length / 10));
}
