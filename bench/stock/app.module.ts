import { Module, type DynamicModule } from '@nestjs/common';
import { ClientsModule } from '@nestjs/microservices';
import { DataSource } from 'typeorm';
import { DebtorSystems } from '../soap/debtor-systems.js';
import type { HopEnvironment } from '../ways/hops.js';
import { Claim } from './claim.entity.js';
import { ClaimsController } from './claims.controller.js';
import { ClaimsService } from './claims.service.js';
import { OutboxMessage } from './outbox-message.entity.js';
import { OutboxRelay } from './outbox-relay.js';
import { environment, next } from './tokens.js';
import { outgoing } from './transport.js';

const connectionsPerLane = 8;

@Module({})
export class AppModule {
  static of(told: HopEnvironment): DynamicModule {
    const { databaseUrl: url, endpoints } = told;
    const entities = [Claim, OutboxMessage];
    return {
      module: AppModule,
      imports: [ClientsModule.register([{ name: next, ...outgoing(told) }])],
      controllers: [ClaimsController],
      providers: [
        { provide: environment, useValue: told },
        {
          provide: DataSource,
          useFactory: () =>
            new DataSource({ type: 'postgres', url, entities, synchronize: true }).initialize(),
        },
        {
          provide: DebtorSystems,
          useFactory: () => new DebtorSystems(endpoints, connectionsPerLane),
        },
        ClaimsService,
        OutboxRelay,
      ],
    };
  }
}
