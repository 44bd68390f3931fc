import type { LedgerEvent } from './ledger-event.js';
import type { LedgerTask, LedgerTaskKind } from './ledger-outcome.js';
import type { OpenTasks, ReceivableLedger } from './receivable-ledger.js';
import { credit } from './receivable-ledger.js';

const TEXTS: Readonly<Record<LedgerTaskKind, string>> = {
  credit:
    'Der er betalt eller afskrevet mere, end der skyldes. Mellemværendet står til 0,00 kr., og resten er en kredit, som debitorsystemet afregner. Spørg økonomiafdelingen, hvis det ikke er sket inden for en måned.',
  'disputed-report':
    'Debitorsystemet har tilbageført mere, end der var at tilbageføre. Det overskydende er ikke lagt til det skyldige beløb. Bed økonomiafdelingen kontrollere tilbageførslen.',
};

/**
 * A payment or write-off that finds a credit or leaves one has enlarged it, and asks for attention (R52). A credit
 * that the library's own cancellation or reimbursement made is meant, and doesn't (R45, R46). The task clears when
 * the credit is gone.
 */
export function openTasksAfter(
  before: ReceivableLedger,
  sums: ReceivableLedger['sums'],
  event: LedgerEvent,
): OpenTasks {
  const reported = event.kind === 'covered' || event.kind === 'written-off';
  return {
    credit: (before.openTasks.credit || reported) && credit(sums).isPositive(),
    disputed: !sums.disputed.isZero(),
  };
}

/** What to tell staff when the open tasks go from one to the other: each is raised once, and cleared once. */
export function tasksTurned(before: ReceivableLedger, after: OpenTasks): readonly LedgerTask[] {
  return [
    ...turned(before, 'credit', [before.openTasks.credit, after.credit]),
    ...turned(before, 'disputed-report', [before.openTasks.disputed, after.disputed]),
  ];
}

function turned(
  { agencyId, feeId, receivableId }: ReceivableLedger,
  task: LedgerTaskKind,
  [was, is]: readonly [boolean, boolean],
): readonly LedgerTask[] {
  if (was === is) return [];
  const about = { task, agencyId, feeId, receivableId };
  return is
    ? [{ kind: 'task-raised', ...about, text: TEXTS[task] }]
    : [{ kind: 'task-cleared', ...about }];
}
