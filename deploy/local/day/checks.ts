import type { Reconciled } from './reconciliations.js';
import { plus, type DebtorSide, type LibrarySide, type Sum } from './sides.js';

/** Two figures that come from different systems and have to be the same. */
export type Check = {
  readonly what: string;
  readonly one: string;
  readonly other: string;
  readonly agrees: boolean;
};

const none: Sum = { count: 0, ore: 0 };
const underWay = ['queued', 'sent'] as const;

/** Balances of which the end is not known yet. */
export function withoutEnd({ byTransfer, unanswered }: LibrarySide): number {
  return unanswered + underWay.reduce((count, state) => count + (byTransfer[state]?.count ?? 0), 0);
}

export function accepted({ byTransfer }: LibrarySide): Sum {
  return plus(byTransfer['accepted'] ?? none, byTransfer['accepted-with-remarks'] ?? none);
}

/** What has to agree between what the library published, what it heard, and what the debtor systems hold. */
export function checksOf(
  library: LibrarySide,
  debtors: DebtorSide,
  { hereOre, thereOre, refused, differences }: Reconciled,
): readonly Check[] {
  const ends = Object.values(library.byTransfer).reduce(plus, none);
  const { receivables, writtenDown, covered, writtenOff, outstanding } = debtors;
  return [
    same(
      'every balance has an end',
      count(library.published.count),
      count(library.published.count - withoutEnd(library)),
    ),
    same('the ends add up to what was published', sum(library.published), sum(ends)),
    same(
      'accepted, as the library heard = held by the debtor systems',
      count(accepted(library).count),
      count(receivables.count),
    ),
    same(
      'paid, as the library heard = covered in the debtor systems',
      sum(library.paid),
      sum(covered),
    ),
    same(
      'written off, as the library heard = in the debtor systems',
      sum(library.writtenOff),
      sum(writtenOff),
    ),
    same(
      'charged − written down = covered + written off + outstanding',
      kroner(receivables.ore - writtenDown.ore),
      kroner(covered.ore + writtenOff.ore + outstanding.ore),
    ),
    same(
      'outstanding in our ledger − refused = outstanding in the debtor systems',
      kroner(hereOre - refused.ore),
      kroner(thereOre),
    ),
    same('receivables on which the two differ otherwise', '0', count(differences)),
    same(
      'every report was taken, no update is missing',
      '0, 0, 0',
      [debtors.pendingReports, debtors.rejectedReports, library.gaps].join(', '),
    ),
  ];
}

/** Whether the library has heard of everything that the debtor systems have registered. */
export function paymentsArrived(library: LibrarySide, debtors: DebtorSide): boolean {
  const { covered, writtenOff, pendingReports } = debtors;
  return (
    pendingReports === 0 &&
    sum(library.paid) === sum(covered) &&
    sum(library.writtenOff) === sum(writtenOff)
  );
}

function same(what: string, one: string, other: string): Check {
  return { what, one, other, agrees: one === other };
}

export function count(figure: number): string {
  return String(figure).replaceAll(/\B(?=(\d{3})+$)/g, '.');
}

/** Whole øre as kroner, as Danes write them: `1.234,50`. */
export function kroner(ore: number): string {
  const digits = String(Math.abs(ore)).padStart(3, '0');
  return `${ore < 0 ? '−' : ''}${count(Number(digits.slice(0, -2)))},${digits.slice(-2)}`;
}

function sum({ count: figure, ore }: Sum): string {
  return `${count(figure)} · ${kroner(ore)}`;
}
