import { Money } from '@libs/kernel';
import {
  compare,
  type Difference,
  type DifferenceType,
  type Ours,
  type Terms,
  type Theirs,
} from './compare.js';
import type { Side } from './cut.js';
import { NO_MOVEMENTS, plusMovements, type MovementSums } from './identity.js';

/** R53 for one side: what stood, what moved, what stands. */
export type Identity = {
  readonly receivables: number;
  readonly opening: Money;
  readonly moved: MovementSums;
  readonly closing: Money;
};

/** Of a side that tells balances alone, what is outstanding is all there is. */
export type BalanceAlone = { readonly receivables: number; readonly closing: Money };

export type Totals = {
  readonly ours: Identity;
  readonly theirs: Identity | BalanceAlone;
  readonly differences: Readonly<Record<DifferenceType, number>>;
};

export const NOTHING: Identity = {
  receivables: 0,
  opening: Money.zero,
  moved: NO_MOVEMENTS,
  closing: Money.zero,
};

/** Understands a reconciliation as it goes along: each receivable once, in any order, in the memory of one. */
export class Reconciling {
  private ours = NOTHING;
  private itemised = NOTHING;
  private balances: BalanceAlone = { receivables: 0, closing: Money.zero };
  private readonly differences: Record<DifferenceType, number> = {
    'missing-here': 0,
    'missing-there': 0,
    amount: 0,
    state: 0,
    timing: 0,
  };

  constructor(private readonly terms: Terms) {}

  take(ours: Ours | undefined, theirs: Theirs | undefined): Difference | undefined {
    if (ours !== undefined) this.ours = withSide(this.ours, ours);
    if (theirs?.kind === 'itemised') this.itemised = withSide(this.itemised, theirs.side);
    if (theirs?.kind === 'balance')
      this.balances = {
        receivables: this.balances.receivables + 1,
        closing: this.balances.closing.plus(theirs.closing),
      };
    const difference = compare(ours, theirs, this.terms);
    if (difference !== undefined) this.differences[difference.type] += 1;
    return difference;
  }

  totals(): Totals {
    const { ours, itemised, balances, differences, terms } = this;
    const theirs = terms.coverage === 'everything' ? itemised : balances;
    return { ours, theirs, differences };
  }
}

function withSide(identity: Identity, side: Side): Identity {
  return {
    receivables: identity.receivables + 1,
    opening: identity.opening.plus(side.opening),
    moved: plusMovements(identity.moved, side.moved),
    closing: identity.closing.plus(side.closing),
  };
}
