import type { Sum, Totals } from './totals.js';

type Beside = {
  readonly openTasks: Readonly<Record<string, number>>;
  readonly gapsElsewhere: number;
  readonly lastHeardAt: number | undefined;
};

/** What `GET /control/summary` tells. A balance counts with what was left of it when it was published; see README.md. */
export function summaryOf(
  totals: Totals,
  beside: Beside,
): { readonly published: Sum } & Readonly<Record<string, unknown>> {
  const { published, account } = totals;
  return {
    published,
    byTransfer: counted(totals.byTransfer),
    byReason: counted(totals.byReason),
    settledBefore: { ore: account.settledBeforeOre },
    paid: { count: account.payments, ore: account.paidOre },
    writtenOff: { count: account.writeOffs, ore: account.writtenOffOre },
    writtenDown: { ore: account.writtenDownOre },
    outstanding: { ore: account.outstandingOre },
    credit: { ore: account.creditOre },
    refusedChanges: Object.fromEntries([...totals.refusedChanges].filter(([, count]) => count > 0)),
    tasks: { open: beside.openTasks },
    gaps: totals.gaps + beside.gapsElsewhere,
    unanswered: totals.unanswered,
    differences: totals.differences,
    others: totals.others,
    ...(beside.lastHeardAt !== undefined && {
      lastHeardAt: new Date(beside.lastHeardAt).toISOString(),
    }),
  };
}

function counted<Of extends Sum>(sums: ReadonlyMap<string, Of>): Record<string, Of> {
  return Object.fromEntries([...sums].filter(([, { count }]) => count > 0));
}
