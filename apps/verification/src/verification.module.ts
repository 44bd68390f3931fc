import { Module } from '@nestjs/common';
import { agreementMigrations, Agreements } from '@libs/agreements';
import { WiringModule } from '@libs/host';
import { Clock, SystemClock } from '@libs/kernel';
import { ClaimDesk } from './handlers/claim-desk.js';
import { HeldController } from './handlers/held.controller.js';
import { KeepVerificationAgreements } from './handlers/keep-agreements.js';
import { LookAtClaims } from './handlers/look-again.js';
import { OwnWords } from './handlers/own-words.js';
import { ReconsiderClaims } from './handlers/reconsider-claims.js';
import { TasksController } from './handlers/tasks.controller.js';
import { VerifyClaims } from './handlers/verify-claims.js';
import { ClaimFigures } from './persistence/claim-figures.js';
import { ClaimSearch } from './persistence/claim-search.js';
import { ClaimStore } from './persistence/claim-store.js';
import { ClaimTraces1764000002100 } from './persistence/migrations/claim-traces.migration.js';
import { VerificationTables1764000002000 } from './persistence/migrations/verification-tables.migration.js';
import { ReplacementNumbers } from './persistence/replacement-numbers.js';
import { UnfinishedClaims } from './persistence/unfinished-claims.js';

@Module({
  imports: [
    WiringModule.for({
      service: 'verification',
      migrations: [
        ...agreementMigrations,
        VerificationTables1764000002000,
        ClaimTraces1764000002100,
      ],
      publishesTo: ['claims'],
    }),
  ],
  controllers: [KeepVerificationAgreements, VerifyClaims, HeldController, TasksController],
  providers: [
    { provide: Agreements, useFactory: () => new Agreements() },
    { provide: Clock, useClass: SystemClock },
    ClaimStore,
    ClaimFigures,
    ClaimSearch,
    UnfinishedClaims,
    ReplacementNumbers,
    ClaimDesk,
    LookAtClaims,
    OwnWords,
    ReconsiderClaims,
  ],
})
export class VerificationModule {}
