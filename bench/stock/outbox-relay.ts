import { setTimeout as pause } from 'node:timers/promises';
import {
  Inject,
  Injectable,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import type { ClientProxy } from '@nestjs/microservices';
import { lastValueFrom } from 'rxjs';
import { DataSource } from 'typeorm';
import { OutboxMessage } from './outbox-message.entity.js';
import { next } from './tokens.js';

const everyMs = 100;
const batchMax = 100;

@Injectable()
export class OutboxRelay implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private isRunning = true;
  private running = Promise.resolve();

  constructor(
    private readonly dataSource: DataSource,
    @Inject(next) private readonly client: ClientProxy,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.client.connect();
    this.running = this.run();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.isRunning = false;
    await this.running;
  }

  private async run(): Promise<void> {
    while (this.isRunning) {
      const sent = await this.sendBatch();
      if (sent < batchMax) await pause(everyMs);
    }
  }

  private async sendBatch(): Promise<number> {
    const outbox = this.dataSource.getRepository(OutboxMessage);
    const messages = await outbox.find({ order: { id: 'ASC' }, take: batchMax });
    if (messages.length === 0) return 0;
    await Promise.all(
      messages.map(({ pattern, payload }) => lastValueFrom(this.client.emit(pattern, payload))),
    );
    await outbox.delete(messages.map(({ id }) => id));
    return messages.length;
  }
}
