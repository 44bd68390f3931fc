import { Module } from '@nestjs/common';
import { agreementMigrations, Agreements } from '@libs/agreements';
import { WiringModule } from '@libs/host';
import { Clock, SystemClock } from '@libs/kernel';
import { AnswerTimes } from './handlers/answer-times.js';
import { BeginReconciliation } from './handlers/ask-reconciliation.js';
import { BalancesController } from './handlers/balances.controller.js';
import { CompareStatements } from './handlers/compare-statements.js';
import { CorrectBalances } from './handlers/correct-balance.js';
import { CorrectionsController } from './handlers/corrections.controller.js';
import { DebtorSystemsController } from './handlers/debtor-systems.controller.js';
import { FollowBalances } from './handlers/follow-balances.js';
import { KeepLedgerAgreements } from './handlers/keep-agreements.js';
import { NightlyReconciliations } from './handlers/nightly-reconciliations.js';
import { ReconciliationDesk } from './handlers/reconciliation-desk.js';
import { ReconciliationsController } from './handlers/reconciliations.controller.js';
import { TakeStatementFile } from './handlers/take-statement-file.js';
import { TakeStatements } from './handlers/take-statements.js';
import { WatchCadences } from './handlers/watch-cadences.js';
import { BalanceFigures } from './persistence/balance-figures.js';
import { BalanceStore } from './persistence/balance-store.js';
import { BooksCompared } from './persistence/books-compared.js';
import { HeardStore } from './persistence/heard-store.js';
import { LedgerTables1764000005000 } from './persistence/migrations/ledger-tables.migration.js';
import { ReconciliationTables1764000006000 } from './persistence/migrations/reconciliation-tables.migration.js';
import { RunStore } from './persistence/run-store.js';
import { StatementLines } from './persistence/statement-lines.js';

@Module({
  imports: [
    WiringModule.for({
      service: 'payment-reconciliation',
      migrations: [
        ...agreementMigrations,
        LedgerTables1764000005000,
        ReconciliationTables1764000006000,
      ],
      publishesTo: ['library.updates', 'claims', 'statements'],
    }),
  ],
  controllers: [
    KeepLedgerAgreements,
    FollowBalances,
    TakeStatements,
    BalancesController,
    CorrectionsController,
    ReconciliationsController,
    DebtorSystemsController,
  ],
  providers: [
    { provide: Agreements, useFactory: () => new Agreements() },
    { provide: Clock, useClass: SystemClock },
    ...[BalanceStore, RunStore, StatementLines, BooksCompared, HeardStore],
    ...[BeginReconciliation, CompareStatements, NightlyReconciliations, ReconciliationDesk],
    ...[CorrectBalances, TakeStatementFile],
    ...[AnswerTimes, BalanceFigures, WatchCadences],
  ],
})
export class PaymentReconciliationModule {}
