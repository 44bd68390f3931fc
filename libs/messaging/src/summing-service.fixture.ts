import { Controller, Inject, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { Tx } from '@libs/persistence';
import { Added, AddUp, queue, type Sum } from './counting.fixture.js';
import { RabbitTransport } from './nest/rabbit-transport.js';
import { Takes } from './nest/takes.js';
import { anEngine } from './replica.fixture.js';
import { Work } from './work/handler-plan.js';
import type { Message } from './work/message.js';

/** A process of its own that adds up, as a Nest application with our transport: told by SIGTERM to stop. */

const {
  AMQP_URL: amqpUrl = '',
  DATABASE_URL: databaseUrl = '',
  BATCH_MS: batchMs = '0',
} = process.env;

/** Takes its time, so that there is a middle of a batch. */
class Slow extends AddUp {
  override async gather(tx: Tx, messages: readonly Message<Added>[]): Promise<Map<string, Sum>> {
    await tx.query(`SELECT pg_sleep($1::float / 1000)`, [batchMs]);
    return super.gather(tx, messages);
  }
}

@Controller()
class SumUp {
  constructor(@Inject(AddUp) private readonly decider: AddUp) {}

  @Takes({ queue, events: [Added] })
  take(work: Work<Added>): Promise<undefined> {
    return work.by(this.decider);
  }
}

@Module({ controllers: [SumUp], providers: [{ provide: AddUp, useFactory: () => new Slow() }] })
class SummingService {}

const { engine, stop } = await anEngine({
  amqpUrl,
  databaseUrl,
  limits: {
    consumer: {
      batchMax: 20,
      batchesInFlightMax: 2,
      prefetch: 100,
      batchBytesMax: 1_000_000,
      waitingBytesMax: 1_000_000,
      lingerMs: 1,
      pacing: { minMs: 0, maxMs: 0 },
      rebuildMs: 100,
    },
  },
});
const app = await NestFactory.createMicroservice(SummingService, {
  strategy: new RabbitTransport(engine),
  logger: false,
});
const end = (): void => {
  app
    .close()
    .then(stop)
    .then(
      () => process.exit(0),
      () => process.exit(1),
    );
};
process.on('SIGTERM', end).on('disconnect', end);
await app.listen();
process.send?.({ listening: {} });
