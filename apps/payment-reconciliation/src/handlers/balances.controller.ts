import { Controller, Get, Param } from '@nestjs/common';
import { Problem, Requires } from '@libs/host';
import { Money } from '@libs/kernel';
import { Database } from '@libs/persistence';
import { credit, remaining } from '../domain/ledger/receivable-ledger.js';
import { balanceKey, BalanceStore } from '../persistence/balance-store.js';

/** All movements on a balance, from both sides, in order (R15). */
@Controller('balances')
export class BalancesController {
  constructor(
    private readonly balances: BalanceStore,
    private readonly database: Database,
  ) {}

  @Get(':agencyId/:feeId')
  @Requires('ledger:read', { agency: 'agencyId' })
  async get(@Param('agencyId') agencyId: string, @Param('feeId') feeId: string): Promise<object> {
    const found = await this.balances.find(this.database, [{ agencyId, feeId }]);
    const balance = found.get(balanceKey({ agencyId, feeId }));
    if (balance === undefined)
      throw new Problem(404, {
        code: 'balance.unknown',
        detail: 'Nothing has been heard of this balance.',
      });
    const { transfer, books } = balance;
    const { shown, warnings } = transfer;
    const standing = {
      agencyId,
      feeId,
      transfer: shown?.transfer,
      reason: shown?.reason,
      at: shown?.at.toString(),
      warnings,
    };
    if (books === undefined) return { ...standing, entries: [] };
    const { receivableId, sums } = books.ledger;
    const entries = await this.balances.entriesOf(this.database, books.ledger);
    return {
      ...standing,
      receivableId,
      remainingAmount: remaining(sums).toKroner(),
      credit: credit(sums).toKroner(),
      waitingReversals: books.waiting.length,
      entries: entries.map(({ amountOre, ...entry }) => ({
        ...entry,
        amount: Money.ofOre(Number(amountOre)).toKroner(),
      })),
    };
  }
}
