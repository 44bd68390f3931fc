import type { Database } from '@libs/persistence';
import { SetAside, type SetAsideMessage } from '../door/set-aside.js';
import type { Door } from '../door/door.js';
import type { Passed } from '../door/passage.js';
import type { Arrival } from '../work/arrival.js';
import type { Dispatch } from './dispatch.js';
import { Loop } from './loop.js';

export type SweeperLimits = {
  readonly everyMs: number;
  readonly rowsMax: number;
  /** Of the bodies of one look, at most. */
  readonly bytesMax: number;
};

/** Takes set-aside messages through the door again: those whose turn has come, and those whose retry is due. */
export class Sweeper {
  private readonly loop: Loop;

  constructor(
    private readonly parts: {
      readonly database: Database;
      readonly door: Door;
      readonly dispatch: Dispatch;
      readonly read: (message: SetAsideMessage) => Arrival;
      readonly onPassed: (passed: Passed) => void;
      readonly onFailed: (error: unknown) => void;
    },
    private readonly limits: SweeperLimits,
  ) {
    this.loop = new Loop(limits.everyMs, () => this.sweep(), parts.onFailed);
  }

  start(): void {
    this.loop.start();
  }

  wake(): void {
    this.loop.wake();
  }

  stop(): Promise<void> {
    return this.loop.stop();
  }

  private async sweep(): Promise<boolean> {
    const { rowsMax, bytesMax } = this.limits;
    const due = await new SetAside(this.parts.database).due(rowsMax, bytesMax);
    if (due.length === 0) return false;
    const arrivals = due.map((message) => this.parts.read(message));
    const passed = await this.parts.door.pass(arrivals);
    this.parts.onPassed(passed);
    await this.parts.dispatch.publish(passed.outgoing);
    const bytes = due.reduce((sum, { body }) => sum + body.length, 0);
    return passed.woke || due.length === rowsMax || bytes >= bytesMax;
  }
}
