import { accountOf } from './account.js';
import type { Balance } from './balance.js';

export type Sum = { count: number; ore: number };

const figures = [
  'settledBeforeOre',
  'writtenDownOre',
  'payments',
  'paidOre',
  'writeOffs',
  'writtenOffOre',
  'outstandingOre',
  'creditOre',
] as const;

/** Understands sums over all balances, kept up to date one balance at a time, since there may be a million. */
export class Totals {
  readonly published: Sum = { count: 0, ore: 0 };
  readonly byTransfer = new Map<string, Sum>();
  readonly byReason = new Map<string, Sum & { readonly text: string }>();
  readonly refusedChanges = new Map<string, number>();
  readonly account: Record<(typeof figures)[number], number> = {
    ...{ settledBeforeOre: 0, writtenDownOre: 0, payments: 0, paidOre: 0 },
    ...{ writeOffs: 0, writtenOffOre: 0, outstandingOre: 0, creditOre: 0 },
  };
  unanswered = 0;
  gaps = 0;
  /** Balances whose remaining amount we reckon otherwise than we were told. */
  differences = 0;
  /** Balances that we are told of and have not published. */
  others = 0;

  /** Call it with -1 before a balance changes and with 1 after. */
  count(balance: Balance, times: 1 | -1): void {
    this.gaps += times * balance.gaps;
    for (const told of balance.told)
      if (told.kind === 'refusal') this.countRefusal(told.reason.code, times);
    const { createdOre } = balance;
    if (createdOre === undefined) {
      if (balance.told.length > 0) this.others += times;
      return;
    }
    add(this.published, createdOre, times);
    this.countStanding(balance, createdOre, times);
    const account = accountOf(balance);
    for (const figure of figures) this.account[figure] += times * account[figure];
    if (!account.agrees) this.differences += times;
  }

  private countRefusal(code: string, times: 1 | -1): void {
    this.refusedChanges.set(code, (this.refusedChanges.get(code) ?? 0) + times);
  }

  private countStanding(balance: Balance, ore: number, times: 1 | -1): void {
    const { transfer, refusal } = balance;
    const state = transfer?.transfer ?? (refusal === undefined ? undefined : 'refused');
    if (state === undefined) this.unanswered += times;
    else
      add(
        entry(this.byTransfer, state, () => ({ count: 0, ore: 0 })),
        ore,
        times,
      );
    const reason = transfer === undefined ? refusal?.reason : transfer.reason;
    if (reason === undefined) return;
    const { code, text } = reason;
    add(
      entry(this.byReason, code, () => ({ count: 0, ore: 0, text })),
      ore,
      times,
    );
  }
}

function entry<Value>(map: Map<string, Value>, key: string, fresh: () => Value): Value {
  const value = map.get(key) ?? fresh();
  map.set(key, value);
  return value;
}

function add(sum: Sum, ore: number, times: 1 | -1): void {
  sum.count += times;
  sum.ore += times * ore;
}
