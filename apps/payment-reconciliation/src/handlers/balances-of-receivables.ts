import { ReceivableRaised, ReceivableReport } from '@libs/contracts';
import type { Tx } from '@libs/persistence';
import type { BalanceName, BalanceStore } from '../persistence/balance-store.js';

const rememberedMax = 100_000;

/**
 * Knows which balance a receivable is of. What is once committed stays true, so it is remembered without locks. What a batch
 * has only heard names a balance to lock, and no more: its batch may still come to nothing.
 */
export class BalancesOfReceivables {
  private readonly committed = new Map<string, BalanceName>();
  private readonly heard = new Map<string, BalanceName>();

  constructor(private readonly balances: BalanceStore) {}

  find(receivableId: string): BalanceName | undefined {
    return this.committed.get(receivableId) ?? this.heard.get(receivableId);
  }

  /** Whether its charge has been entered in the books for good. */
  isCommitted(receivableId: string): boolean {
    return this.committed.has(receivableId);
  }

  /** Takes note of receivables raised in the batch, and looks up those that reports of the batch are on. */
  async learn(tx: Tx, events: readonly object[]): Promise<void> {
    for (const map of [this.committed, this.heard]) if (map.size > rememberedMax) map.clear();
    for (const event of events)
      if (event instanceof ReceivableRaised)
        this.heard.set(event.receivableId, { agencyId: event.agencyId, feeId: event.feeId });
    const unknown = events.flatMap((event) =>
      event instanceof ReceivableReport && !this.committed.has(event.receivableId)
        ? [event.receivableId]
        : [],
    );
    if (unknown.length === 0) return;
    for (const [receivableId, balance] of await this.balances.balancesOf(tx, unknown))
      this.committed.set(receivableId, balance);
  }
}
