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
import { SweepTables1764000001100 } from './persistence/migrations/sweep-tables.migration.js';
import { PatronJobs } from './persistence/patron-jobs.js';
import { PatronStore } from './persistence/patron-store.js';
import { CutOffPreview } from './persistence/cut-off-preview.js';
import { SweepJobs } from './persistence/sweep-jobs.js';
import { CutOffController } from './handlers/cut-off.controller.js';
import { SweepKeptClaims } from './handlers/sweep-kept-claims.js';

@Module({
  imports: [
    WiringModule.for({
      service: 'claim-intake',
      migrations: [
        ...agreementMigrations,
        IntakeTables1764000001000,
        SweepTables1764000001100,
        IntakeTraces1764000001200,
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
    PatronJobs,
    PatronStore,
    SweepJobs,
    SweepKeptClaims,
    TellClaimsOfPatron,
  ],
})
export class ClaimIntakeModule {}
