import { accepted, checksOf, count, kroner, type Check } from './checks.js';
import type { Reconciled } from './reconciliations.js';
import type { DebtorSide, LibrarySide, Sum } from './sides.js';

const words: Readonly<Record<string, string>> = {
  'before-cut-off': 'before the cut-off date',
  'no-agreement': 'no agreement',
  'left-out': 'left out',
  'awaiting-verification': 'awaiting verification',
  'not-transferable': 'not transferable',
  withdrawn: 'withdrawn before sending',
  queued: 'not sent yet',
  sent: 'sent, not answered yet',
  accepted: 'accepted',
  'accepted-with-remarks': 'accepted with remarks',
  rejected: 'rejected',
};
const kept = [
  'before-cut-off',
  'no-agreement',
  'left-out',
  'awaiting-verification',
  'not-transferable',
  'withdrawn',
] as const;
const transferred = ['accepted', 'accepted-with-remarks', 'rejected', 'sent', 'queued'] as const;

const widths = { what: 62, count: 8, kroner: 16 } as const;

/** The table at the end of a day, and whether it adds up. Amounts of balances are those they were published with. */
export function summaryOf(
  library: LibrarySide,
  debtors: DebtorSide,
  reconciled: Reconciled,
): { readonly text: string; readonly adds: boolean } {
  const checks = checksOf(library, debtors, reconciled);
  const lines = [
    heading(),
    row('Balances in', library.published),
    ...kept.flatMap((state) => stateRow(library, state)),
    row('  transferred', transferredSum(library)),
    ...transferred.flatMap((state) => stateRow(library, state, '    ')),
    '',
    'Held, withdrawn or rejected, by reason',
    ...reasonRows(library),
    '',
    'In the debtor systems',
    row('  charged', debtors.receivables),
    row('  written down', debtors.writtenDown),
    row('  paid', debtors.covered),
    row('  written off', debtors.writtenOff),
    row('  outstanding', { count: undefined, ore: debtors.outstanding.ore }),
    '',
    ...checks.map(checkLine),
  ];
  return { text: lines.join('\n'), adds: checks.every(({ agrees }) => agrees) };
}

function heading(): string {
  return `${' '.repeat(widths.what)}${'count'.padStart(widths.count)}${'kroner'.padStart(widths.kroner)}`;
}

function row(
  what: string,
  { count: figure, ore }: { readonly count: number | undefined; readonly ore: number },
): string {
  const text = what.length > widths.what - 1 ? `${what.slice(0, widths.what - 2)}…` : what;
  return `${text.padEnd(widths.what)}${(figure === undefined ? '' : count(figure)).padStart(widths.count)}${kroner(ore).padStart(widths.kroner)}`;
}

function stateRow({ byTransfer }: LibrarySide, state: string, indent = '  '): readonly string[] {
  const sum = byTransfer[state];
  return sum === undefined ? [] : [row(`${indent}${words[state] ?? state}`, sum)];
}

function transferredSum(library: LibrarySide): Sum {
  const answered = accepted(library);
  return (['rejected', 'sent', 'queued'] as const).reduce(
    (sum, state) => ({
      count: sum.count + (library.byTransfer[state]?.count ?? 0),
      ore: sum.ore + (library.byTransfer[state]?.ore ?? 0),
    }),
    answered,
  );
}

function reasonRows({ byReason }: LibrarySide): readonly string[] {
  const reasons = Object.values(byReason).toSorted((one, other) => other.count - one.count);
  return reasons.length === 0
    ? ['  none']
    : reasons.map((reason) => row(`  ${reason.text}`, reason));
}

function checkLine({ what, one, other, agrees }: Check): string {
  return agrees ? `✔ ${what}: ${one}` : `✘ ${what}: ${one} against ${other}`;
}
