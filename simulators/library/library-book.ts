/** An update as the library receives it. */
export type Update = {
  readonly source: string;
  readonly type: string;
  readonly subject: string;
  readonly sequence: string;
  readonly id: string;
  readonly data: Readonly<Record<string, unknown>>;
};

type Movement = { readonly type: string; readonly ore: number; readonly remainingOre: number };
type Told = {
  readonly ore: number;
  transfer?: string;
  reason?: { readonly code: string; readonly text: string };
  movements: Movement[];
  refusals: string[];
  numbers: Set<number>;
};

export type Sum = { count: number; ore: number };

const plannedKinds: Readonly<Record<string, string>> = { 'task.raised': 'task', 'task.cleared': 'task', 'patron.replacement-assigned': 'patron' };

/**
 * Understands what the library knows of its balances: what it published, and what it was told, in the order of each subject's
 * numbers, whatever order it came in. Doubled updates are dropped, gaps show.
 */
export class LibraryBook {
  private readonly balances = new Map<string, Told>();
  private readonly openTasks = new Map<string, string>();
  private readonly heard = new Map<string, Map<number, Update>>();
  private readonly next = new Map<string, number>();
  private heardAt: string | undefined;

  /** A balance is published; a repeat changes nothing. */
  published(agencyId: string, feeId: string, ore: number): void {
    const key = `${agencyId}/${feeId}`;
    if (!this.balances.has(key)) this.balances.set(key, { ore, movements: [], refusals: [], numbers: new Set() });
  }

  /** Takes an update in its turn: what is ahead waits for its predecessors. */
  hear(update: Update): void {
    const name = update.type.replace(/^dk\.debitorbro\./, '').replace(/\.v\d+$/, '');
    const stream = `${update.source}|${plannedKinds[name] ?? 'balance'}|${update.subject}`;
    const number = Number(update.sequence);
    let expected = this.next.get(stream) ?? 1;
    if (number < expected) return;
    const waiting = this.heard.get(stream) ?? new Map<number, Update>();
    waiting.set(number, update);
    for (let due = waiting.get(expected); due !== undefined; due = waiting.get(expected)) {
      waiting.delete(expected);
      this.apply(due);
      expected += 1;
    }
    this.next.set(stream, expected);
    if (waiting.size > 0) this.heard.set(stream, waiting);
    else this.heard.delete(stream);
    this.heardAt = new Date().toISOString();
  }

  summary(): object {
    const byTransfer: Record<string, Sum> = {};
    const byReason: Record<string, Sum & { text: string }> = {};
    const refusedChanges: Record<string, number> = {};
    const [published, paid, writtenOff] = [sum(), sum(), sum()];
    let outstanding = 0;
    let unanswered = 0;
    for (const balance of this.balances.values()) {
      add(published, balance.ore);
      if (balance.transfer === undefined) unanswered += 1;
      else add((byTransfer[balance.transfer] ??= sum()), balance.ore);
      if (balance.reason !== undefined) add((byReason[balance.reason.code] ??= { ...sum(), text: balance.reason.text }), balance.ore);
      for (const code of balance.refusals) refusedChanges[code] = (refusedChanges[code] ?? 0) + 1;
      for (const movement of balance.movements) {
        if (movement.type.startsWith('payment')) add(paid, movement.type === 'payment' ? movement.ore : -movement.ore);
        else add(writtenOff, movement.type === 'write_off' ? movement.ore : -movement.ore);
      }
      outstanding += balance.movements.at(-1)?.remainingOre ?? 0;
    }
    return {
      published,
      ...{ byTransfer, byReason, paid, writtenOff, refusedChanges, unanswered },
      outstandingOfPaid: { ore: outstanding },
      tasks: { open: countBy(this.openTasks.values()) },
      gaps: this.heard.size,
      lastHeardAt: this.heardAt,
    };
  }

  balance(agencyId: string, feeId: string): object | undefined {
    return this.balances.get(`${agencyId}/${feeId}`);
  }

  private apply({ type, data }: Update): void {
    const { agencyId, feeId } = data as { agencyId: string; feeId?: string };
    if (type.includes('.task.')) {
      const { taskId, kind } = data as { taskId: string; kind: string };
      if (type.endsWith('.raised.v1')) this.openTasks.set(taskId, kind);
      else this.openTasks.delete(taskId);
      return;
    }
    const balance = this.balances.get(`${agencyId}/${feeId ?? ''}`);
    if (balance === undefined) return;
    if (type.includes('.transfer-changed.')) changeTransfer(balance, data);
    if (type.includes('.transaction-registered.')) {
      const { type: kind, amount, remainingAmount } = data as Record<string, string>;
      balance.movements.push({ type: kind ?? '', ore: oreOf(amount), remainingOre: oreOf(remainingAmount) });
    }
    if (type.includes('.change-refused.')) balance.refusals.push((data['reason'] as { code: string }).code);
  }
}

function changeTransfer(balance: Told, data: Update['data']): void {
  const { transfer, reason } = data as { transfer: string; reason?: Told['reason'] };
  balance.transfer = transfer;
  if (reason === undefined) delete balance.reason;
  else balance.reason = reason;
}

/** Kroner with two decimals, as whole øre. */
export function oreOf(kroner: string | undefined): number {
  return Math.round(Number(kroner ?? '0') * 100);
}

function sum(): Sum {
  return { count: 0, ore: 0 };
}

function add(to: Sum, ore: number): void {
  to.count += 1;
  to.ore += ore;
}

function countBy(kinds: Iterable<string>): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const kind of kinds) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}
