import { Module } from '@nestjs/common';
import { Agreements, AgreementTables1764000000100 } from '@libs/agreements';
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
      migrations: [AgreementTables1764000000100, MapperTables1764000003000],
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
