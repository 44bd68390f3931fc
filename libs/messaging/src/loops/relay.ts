import type { Database } from '@libs/persistence';
import type { AtRest } from '../door/at-rest.js';
import { Outbox, type OutgoingMessage } from '../door/outbox.js';
import type { Dispatch } from './dispatch.js';
import { Loop } from './loop.js';

export type RelayLimits = {
  readonly everyMs: number;
  readonly rowsMax: number;
  /** Of the bodies of one look, at most. */
  readonly bytesMax: number;
  readonly leaseMs: number;
};

/**
 * Understands what its publisher left behind: takes outbox rows whose lease has run out (a crash, a broker that was away, a
 * returned message) and publishes them. It holds no transaction while it waits for the broker.
 */
export class Relay {
  private readonly loop: Loop;

  constructor(
    private readonly parts: {
      readonly database: Database;
      readonly dispatch: Dispatch;
      readonly atRest: AtRest;
      readonly onFailed: (error: unknown) => void;
    },
    private readonly limits: RelayLimits,
  ) {
    this.loop = new Loop(limits.everyMs, () => this.sweep(), parts.onFailed);
  }

  start(): void {
    this.loop.start();
  }

  stop(): Promise<void> {
    return this.loop.stop();
  }

  private async sweep(): Promise<boolean> {
    const { rowsMax, leaseMs, bytesMax } = this.limits;
    const leased = await this.parts.database.transaction((tx) =>
      new Outbox(tx).lease(rowsMax, leaseMs, bytesMax),
    );
    const published = await this.parts.dispatch.publish(leased.flatMap((row) => this.opened(row)));
    return published > 0;
  }

  /** A row that no key opens stays, and is told of, until its key is there; the others go. */
  private opened(row: OutgoingMessage): OutgoingMessage[] {
    try {
      return [{ ...row, body: this.parts.atRest.open(row.id, row.body) }];
    } catch (error) {
      this.parts.onFailed(error);
      return [];
    }
  }
}
