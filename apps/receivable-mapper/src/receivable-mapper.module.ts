import { Module } from '@nestjs/common';
import { agreementMigrations, Agreements } from '@libs/agreements';
import { WiringModule } from '@libs/host';
import { KeepMapperAgreements } from './handlers/keep-agreements.js';
import { MapReceivables } from './handlers/map-receivables.js';
import { AccountStore } from './persistence/account-store.js';
import { MapperTables1764000003000 } from './persistence/migrations/mapper-tables.migration.js';
import { ReceivableStore } from './persistence/receivable-store.js';

@Module({
  imports: [
    WiringModule.for({
      service: 'receivable-mapper',
      migrations: [...agreementMigrations, MapperTables1764000003000],
      publishesTo: ['receivables'],
    }),
  ],
  controllers: [KeepMapperAgreements, MapReceivables],
  providers: [
    { provide: Agreements, useFactory: () => new Agreements() },
    AccountStore,
    ReceivableStore,
  ],
})
export class ReceivableMapperModule {}
