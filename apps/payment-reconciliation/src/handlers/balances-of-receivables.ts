import { ReceivableRaised, ReceivableReport } from '@libs/contracts';
import type { Tx } from '@libs/persistence';
import type { BalanceName, BalanceStore } from '../persistence/balance-store.js';

const rememberedMax = 100_000;

/** Knows which balance a receivable is of. What is once true stays true, so it is remembered without locks. */
export class BalancesOfReceivables {
  private readonly known = new Map<string, BalanceName>();

  constructor(private readonly balances: BalanceStore) {}

  find(receivableId: string): BalanceName | undefined {
    return this.known.get(receivableId);
  }

  /** Takes note of receivables raised in the batch, and looks up those that reports of the batch are on. */
  async learn(tx: Tx, events: readonly object[]): Promise<void> {
    if (this.known.size > rememberedMax) this.known.clear();
    for (const event of events)
      if (event instanceof ReceivableRaised)
        this.known.set(event.receivableId, { agencyId: event.agencyId, feeId: event.feeId });
    const unknown = events.flatMap((event) =>
      event instanceof ReceivableReport && !this.known.has(event.receivableId)
        ? [event.receivableId]
        : [],
    );
    if (unknown.length === 0) return;
    for (const [receivableId, balance] of await this.balances.balancesOf(tx, unknown))
      this.known.set(receivableId, balance);
  }
}
