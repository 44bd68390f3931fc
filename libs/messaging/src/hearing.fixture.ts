import type { Summed } from './counting.fixture.js';
import type { Decider, Decision } from './work/decider.js';
import type { Message } from './work/message.js';

/** Remembers which numbers of each subject it has decided and kept. */
export class HearSums implements Decider<Summed, Message<Summed>> {
  private readonly kept = new Map<string, number[]>();
  private readonly started: string[] = [];
  private gate: Promise<void> = Promise.resolve();

  stateKey({ feeId }: Summed): string {
    return feeId;
  }

  async gather(
    _tx: unknown,
    messages: readonly Message<Summed>[],
  ): Promise<Map<string, Message<Summed>>> {
    this.started.push(...messages.map(({ event }) => event.feeId));
    await this.gate;
    return new Map();
  }

  decide(_state: unknown, message: Message<Summed>): Decision<Message<Summed>> {
    this.kept.set(message.event.feeId, [...this.of(message.event.feeId), message.number ?? 0]);
    return {};
  }

  keep(): Promise<void> {
    return Promise.resolve();
  }

  /** Numbers decided, in the order in which they were. */
  of(feeId: string): readonly number[] {
    return this.kept.get(feeId) ?? [];
  }

  /** Subjects with a message that has been handed over. */
  begun(prefix: string): readonly string[] {
    return this.started.filter((feeId) => feeId.startsWith(`${prefix}-`));
  }

  /** What comes from now on stays in its transaction until the gate is opened. */
  hold(): { readonly open: () => void } {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    this.gate = promise.then(() => undefined);
    return {
      open: () => {
        resolve(undefined);
      },
    };
  }
}
