import { Module } from '@nestjs/common';
import { Agreements, AgreementTables1764000000100 } from '@libs/agreements';
import { WiringModule } from '@libs/host';
import { BalancesController } from './handlers/balances.controller.js';
import { FollowBalances } from './handlers/follow-balances.js';
import { KeepLedgerAgreements } from './handlers/keep-agreements.js';
import { BalanceStore } from './persistence/balance-store.js';
import { LedgerTables1764000005000 } from './persistence/migrations/ledger-tables.migration.js';

@Module({
  imports: [
    WiringModule.for({
      service: 'payment-reconciliation',
      migrations: [AgreementTables1764000000100, LedgerTables1764000005000],
      publishesTo: ['library.updates', 'claims'],
    }),
  ],
  controllers: [KeepLedgerAgreements, FollowBalances, BalancesController],
  providers: [{ provide: Agreements, useFactory: () => new Agreements() }, BalanceStore],
})
export class PaymentReconciliationModule {}
