import {
  Controller,
  Injectable,
  Module,
  type OnApplicationShutdown,
  type OnModuleDestroy,
} from '@nestjs/common';
import { EventPattern, Payload, Server, type CustomTransportStrategy } from '@nestjs/microservices';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PermanentFailure } from '@libs/kernel';
import { isObservable, lastValueFrom } from 'rxjs';
import { host, type Hosted } from '../host.fixture.js';
import { TRANSPORT_STRATEGY } from './transport.js';

const happened: string[] = [];

class Batch {
  constructor(readonly messages: readonly unknown[]) {}
}

@Controller()
class TakesBatches {
  @EventPattern('things')
  take(@Payload() batch: Batch): Batch {
    return batch;
  }

  @EventPattern('bad')
  refuse(@Payload() batch: Batch): void {
    throw new PermanentFailure(
      'message.malformed',
      `A batch of ${String(batch.messages.length)} is malformed.`,
    );
  }
}

/** A transport whose messages the test makes up. */
@Injectable()
class TransportFixture extends Server implements CustomTransportStrategy {
  async deliver(pattern: string, payload: object): Promise<unknown> {
    const answer: unknown = await this.messageHandlers.get(pattern)?.(payload, {});
    return isObservable(answer) ? lastValueFrom(answer, { defaultValue: undefined }) : answer;
  }

  listen(callback: () => void): void {
    happened.push('listening');
    callback();
  }

  async close(): Promise<void> {
    happened.push('draining');
    await new Promise((resolve) => setTimeout(resolve, 20));
    happened.push('drained');
  }

  on(): never {
    throw new Error('not used');
  }

  unwrap(): never {
    throw new Error('not used');
  }
}

@Injectable()
class DatabaseFixture implements OnModuleDestroy, OnApplicationShutdown {
  onModuleDestroy(): void {
    happened.push('timers stopped');
  }

  onApplicationShutdown(): void {
    happened.push('database closed');
  }
}

@Module({
  controllers: [TakesBatches],
  providers: [
    DatabaseFixture,
    TransportFixture,
    { provide: TRANSPORT_STRATEGY, useExisting: TransportFixture },
  ],
})
class MessagesModule {}

describe('a service with a transport of messages', () => {
  let hosted: Hosted;
  let transport: TransportFixture;
  beforeAll(async () => {
    hosted = await host(MessagesModule, {});
    transport = hosted.service.app.get(TransportFixture);
  });
  afterAll(() => hosted.service.stop());

  it('has it connected and listening before it is ready', async () => {
    expect(happened).toEqual(['listening']);
    expect((await fetch(`${hosted.service.url}/health/ready`)).status).toBe(200);
  });

  it('hands batches through unchanged, and asks nobody for a token', async () => {
    const batch = new Batch(['a\0', 3]);
    expect(await transport.deliver('things', batch)).toBe(batch);
  });

  it('lets a failure through as it is, for the transport to judge', async () => {
    await expect(transport.deliver('bad', new Batch([]))).rejects.toMatchObject({
      name: 'PermanentFailure',
      code: 'message.malformed',
    });
  });

  it('stops in order: timers, then messages are drained, and the database last', async () => {
    happened.length = 0;
    expect(await hosted.service.stop()).toBe(true);
    expect(happened).toEqual(['timers stopped', 'draining', 'drained', 'database closed']);
  });
});
