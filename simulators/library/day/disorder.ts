import type { Dice } from './chance/dice.js';
import type { Envelope } from './events.js';

/** A message, and the second of the day at which it comes through. */
export type Heard = { readonly at: number; readonly envelope: Envelope };

/** Share of the subjects with several events whose first two change places. */
const swappedShare = 0.1;
/** A repeated message comes at most that many seconds after the first. */
const repeatAfterMax = 1_800;

/** Puts messages into the order in which they come through: some overtake each other, and some come twice. */
export function disordered(heard: readonly Heard[], repeats: number, dice: Dice): Envelope[] {
  const swapped = swapSome(heard, dice);
  const again = Array.from({ length: repeats }, () => {
    const { at, envelope } = dice.oneOf(swapped);
    return { at: at + dice.between(1, repeatAfterMax), envelope };
  });
  return [...swapped, ...again]
    .toSorted((one, other) => one.at - other.at)
    .map(({ envelope }) => envelope);
}

function swapSome(heard: readonly Heard[], dice: Dice): Heard[] {
  const bySubject = Map.groupBy(
    heard,
    ({ envelope: { source, subject } }) => `${source} ${subject}`,
  );
  return [...bySubject.values()].flatMap(([first, second, ...rest]) => {
    if (first === undefined || second === undefined) return first ?? [];
    if (!dice.isLucky(swappedShare)) return [first, second, ...rest];
    return [{ ...first, at: second.at }, { ...second, at: first.at }, ...rest];
  });
}
