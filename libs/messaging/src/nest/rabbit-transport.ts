import { Server } from '@nestjs/microservices';
import { lastValueFrom, isObservable } from 'rxjs';
import { plansOf } from './plans.js';
import type { Engine } from '../engine.js';

/**
 * Understands how Nest's handlers meet the broker: a custom transport that finds the handlers marked with `@Takes` and hands
 * each a batch. Everything else is the engine's.
 */
export class RabbitTransport extends Server {
  constructor(private readonly engine: Engine) {
    super();
  }

  override listen(callback: (error?: unknown) => void): void {
    this.engine.start(plansOf(this.messageHandlers, settle)).then(
      () => {
        callback();
      },
      (error: unknown) => {
        callback(error);
      },
    );
  }

  override close(): Promise<void> {
    return this.engine.stop();
  }

  override on(): never {
    throw new Error('The transport tells of itself by metrics and readiness, not by events.');
  }

  // eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- the signature is Nest's
  override unwrap<Unwrapped>(): Unwrapped {
    return this.engine as Unwrapped;
  }
}

/** Nest answers a handler's call with a promise of a value or of an observable. */
async function settle(answer: unknown): Promise<unknown> {
  const value = await answer;
  return isObservable(value) ? lastValueFrom(value, { defaultValue: undefined }) : value;
}
