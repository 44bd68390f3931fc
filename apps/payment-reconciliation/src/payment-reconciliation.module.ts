import { Module } from '@nestjs/common';
import { WiringModule } from '@libs/host';
import { BalancesController } from './handlers/balances.controller.js';
import { FollowBalances } from './handlers/follow-balances.js';
import { BalanceStore } from './persistence/balance-store.js';
import { LedgerTables1764000005000 } from './persistence/migrations/ledger-tables.migration.js';

@Module({
  imports: [WiringModule.for({ service: 'payment-reconciliation', migrations: [LedgerTables1764000005000], publishesTo: ['library.updates'] })],
  controllers: [FollowBalances, BalancesController],
  providers: [BalanceStore],
})
export class PaymentReconciliationModule {}
