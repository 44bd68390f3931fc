import { Module } from '@nestjs/common';
import { agreementMigrations, Agreements } from '@libs/agreements';
import { WiringModule } from '@libs/host';
import { AgreementsController } from './handlers/agreements.controller.js';
import { BalancesController } from './handlers/balances.controller.js';
import { ChangeAgreement } from './handlers/change-agreement.js';
import { HearPatrons } from './handlers/hear-patrons.js';
import { KeepClaims } from './handlers/keep-claims.js';
import { TellClaimsOfPatron } from './handlers/tell-claims-of-patron.js';
import { AgreementLog } from './persistence/agreement-log.js';
import { BalanceSearch } from './persistence/balance-search.js';
import { ClaimFigures } from './persistence/claim-figures.js';
import { ClaimStore } from './persistence/claim-store.js';
import { IntakeTables1764000001000 } from './persistence/migrations/intake-tables.migration.js';
import { IntakeTraces1764000001200 } from './persistence/migrations/intake-traces.migration.js';
import { SweepLease1764000001300 } from './persistence/migrations/sweep-lease.migration.js';
import { SweepTables1764000001100 } from './persistence/migrations/sweep-tables.migration.js';
import { PatronJobs } from './persistence/patron-jobs.js';
import { PatronStore } from './persistence/patron-store.js';
import { CutOffPreview } from './persistence/cut-off-preview.js';
import { SweepJobs } from './persistence/sweep-jobs.js';
import { CutOffController } from './handlers/cut-off.controller.js';
import { EndsOfClaims } from './handlers/ends-of-claims.js';
import { SweepFigures } from './handlers/sweep-figures.js';
import { SweepKeptClaims } from './handlers/sweep-kept-claims.js';
import { SweepRounds } from './handlers/sweep-rounds.js';
import { SweepWindow } from './handlers/sweep-window.js';
import { SweepSettings } from './claim-intake.settings.js';

/** Claims asked in one transaction, and how long a sweep bears that none of an agency's comes to an end. */
const sweepLimits = { chunkMax: 250, patienceMs: 60_000 } as const;

@Module({
  imports: [
    WiringModule.for({
      service: 'claim-intake',
      migrations: [
        ...agreementMigrations,
        IntakeTables1764000001000,
        SweepTables1764000001100,
        IntakeTraces1764000001200,
        SweepLease1764000001300,
      ],
      publishesTo: ['claims'],
    }),
  ],
  controllers: [
    KeepClaims,
    HearPatrons,
    AgreementsController,
    BalancesController,
    CutOffController,
  ],
  providers: [
    { provide: Agreements, useFactory: () => new Agreements() },
    AgreementLog,
    BalanceSearch,
    ChangeAgreement,
    ClaimFigures,
    ClaimStore,
    CutOffPreview,
    EndsOfClaims,
    PatronJobs,
    PatronStore,
    SweepFigures,
    SweepJobs,
    SweepKeptClaims,
    SweepRounds,
    {
      provide: SweepWindow,
      inject: [SweepSettings],
      useFactory: ({ unfinishedMax, besideNewMax }: SweepSettings) =>
        new SweepWindow({ unfinishedMax, besideNewMax, ...sweepLimits }),
    },
    TellClaimsOfPatron,
  ],
})
export class ClaimIntakeModule {}
