import { Money } from '@libs/kernel';
import { mapMovements } from '../domain/reconciliation/identity.js';
import type { BalanceAlone, Identity, Totals } from '../domain/reconciliation/totals.js';

/** Amounts are øre. */
type IdentityDocument = {
  readonly receivables: number;
  readonly opening: number;
  readonly moved: Readonly<Record<string, number>>;
  readonly closing: number;
};
export type TotalsDocument = {
  readonly ours: IdentityDocument;
  readonly theirs: IdentityDocument | { readonly receivables: number; readonly closing: number };
  readonly differences: Totals['differences'];
};

export function totalsDocument({ ours, theirs, differences }: Totals): TotalsDocument {
  return {
    ours: identityDocument(ours),
    theirs: 'moved' in theirs ? identityDocument(theirs) : balanceDocument(theirs),
    differences,
  };
}

export function totalsOf({ ours, theirs, differences }: TotalsDocument): Totals {
  return {
    ours: identityOf(ours),
    theirs:
      'moved' in theirs
        ? identityOf(theirs)
        : { receivables: theirs.receivables, closing: Money.ofOre(theirs.closing) },
    differences,
  };
}

function identityDocument({ receivables, opening, moved, closing }: Identity): IdentityDocument {
  const ore = mapMovements((type) => moved[type].ore);
  return { receivables, opening: opening.ore, moved: ore, closing: closing.ore };
}

function balanceDocument({ receivables, closing }: BalanceAlone): TotalsDocument['theirs'] {
  return { receivables, closing: closing.ore };
}

function identityOf({ receivables, opening, moved, closing }: IdentityDocument): Identity {
  return {
    receivables,
    opening: Money.ofOre(opening),
    moved: mapMovements((type) => Money.ofOre(moved[type] ?? 0)),
    closing: Money.ofOre(closing),
  };
}
