import type { Instant } from '@libs/kernel';
import { Temporal } from '@libs/kernel';

/** What moved on a receivable, by our words, and when the debtor system registered it. */
export type BookedMovement = {
  readonly kind:
    | 'charge'
    | 'reduction'
    | 'cancellation'
    | 'reimbursement'
    | 'coverage'
    | 'coverage-reversal'
    | 'write-off'
    | 'write-off-reversal';
  readonly amountOre: number;
  readonly registeredAt: Instant;
};

/** A receivable of ours as the debtor system has it. Its own fees, interest and receivables are never among them (R51). */
export type BookedReceivable = {
  readonly receivableId: string;
  /** Below zero is a credit. */
  readonly outstandingOre: number;
  readonly movements: readonly BookedMovement[];
};

/** How much goes into one page. */
export type PageLimits = { readonly receivablesMax: number; readonly movementsMax: number };

/**
 * R53: the movements of a receivable, at most so many, oldest first. What is nothing is left out. Where there are more, the
 * oldest are told as one for each kind, at the time of the newest among them: the sums stay, and so does every moment after that.
 */
export function foldedMovements(
  movements: readonly BookedMovement[],
  movementsMax: number,
): readonly BookedMovement[] {
  const inOrder = movements
    .filter(({ amountOre }) => amountOre !== 0)
    .toSorted((one, other) => Temporal.Instant.compare(one.registeredAt, other.registeredAt));
  const cut = inOrder.length - (movementsMax - KINDS_MAX);
  const newestFolded = inOrder[cut - 1];
  if (inOrder.length <= movementsMax || newestFolded === undefined) return inOrder;
  const { registeredAt } = newestFolded;
  const folded = [...Map.groupBy(inOrder.slice(0, cut), ({ kind }) => kind)].map(([kind, of]) => ({
    ...{ kind, registeredAt },
    amountOre: of.reduce((sum, { amountOre }) => sum + amountOre, 0),
  }));
  return [...folded, ...inOrder.slice(cut)];
}

/** As many as there are kinds of movements. */
const KINDS_MAX = 8;

/** Each receivable on one page; a page ends where the next one would not fit. */
export function cutIntoPages(
  receivables: readonly BookedReceivable[],
  { receivablesMax, movementsMax }: PageLimits,
): readonly (readonly BookedReceivable[])[] {
  const pages: BookedReceivable[][] = [];
  let movements = Number.POSITIVE_INFINITY;
  for (const receivable of receivables) {
    const own = receivable.movements.length;
    const page = pages.at(-1);
    if (page === undefined || page.length >= receivablesMax || movements + own > movementsMax) {
      pages.push([receivable]);
      movements = own;
    } else {
      page.push(receivable);
      movements += own;
    }
  }
  return pages;
}
