import type { Database } from '@libs/persistence';
import { Outbox } from '../door/outbox.js';
import type { Dispatch } from './dispatch.js';
import { Loop } from './loop.js';

export type RelayLimits = {
  readonly everyMs: number;
  readonly rowsMax: number;
  readonly leaseMs: number;
};

/**
 * Understands what its publisher left behind: takes outbox rows whose lease has run out (a crash, a broker that was away, a
 * returned message) and publishes them. It holds no transaction while it waits for the broker.
 */
export class Relay {
  private readonly loop: Loop;

  constructor(
    private readonly database: Database,
    private readonly dispatch: Dispatch,
    private readonly limits: RelayLimits,
    onFailed: (error: unknown) => void,
  ) {
    this.loop = new Loop(limits.everyMs, () => this.sweep(), onFailed);
  }

  start(): void {
    this.loop.start();
  }

  stop(): Promise<void> {
    return this.loop.stop();
  }

  private async sweep(): Promise<boolean> {
    const { rowsMax, leaseMs } = this.limits;
    const messages = await this.database.transaction((tx) =>
      new Outbox(tx).lease(rowsMax, leaseMs),
    );
    const published = await this.dispatch.publish(messages);
    return messages.length === rowsMax && published > 0;
  }
}
