import { isNumbered, type Arrival } from '../work/arrival.js';
import { streamKey } from '../work/stream.js';

/**
 * Lays a batch out so that one pass can decide it: each stream fills the places that it has in the batch with its own
 * messages by ascending number. What streams have said between one another, and what has no number, stays where it came;
 * of two with the same number the first stays the first.
 */
export function sortArrivals<Own extends Arrival>(arrivals: readonly Own[]): readonly Own[] {
  const numbered = arrivals.filter((arrival) => isNumbered(arrival));
  const byStream = Map.groupBy(numbered, ({ stream }) => streamKey(stream));
  const inLine = new Map(
    [...byStream].map(([key, own]) => [key, own.sort((a, b) => a.number - b.number).values()]),
  );
  return arrivals.map((arrival) =>
    isNumbered(arrival)
      ? (inLine.get(streamKey(arrival.stream))?.next().value ?? arrival)
      : arrival,
  );
}
