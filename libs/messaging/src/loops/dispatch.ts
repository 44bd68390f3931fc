import type { Database } from '@libs/persistence';
import { Outbox, type OutgoingMessage } from '../door/outbox.js';
import type { Publisher } from '../broker/publisher.js';

/** Publishes what a committed transaction announced, from memory, and forgets what the broker has for good. */
export class Dispatch {
  private confirmed: string[] = [];
  private forgetting: Promise<void> | undefined;

  constructor(
    private readonly publisher: Publisher,
    /** Commits without waiting for the disk: a deletion that is lost only means that the message is published once more. */
    private readonly relaxed: Database,
    private readonly parts: {
      /** What has been published is forgotten so much later, with all that has been published meanwhile. */
      readonly forgetAfterMs: number;
      readonly onFailed: (error: unknown) => void;
    },
  ) {}

  /** Never rejects: what could not be published stays in the outbox for the relay. @returns how many the broker has for good. */
  async publish(messages: readonly OutgoingMessage[]): Promise<number> {
    if (messages.length === 0) return 0;
    const confirmed = await this.publisher.publish(messages);
    this.confirmed.push(...confirmed);
    if (confirmed.length > 0) this.forgetting ??= this.forget();
    return confirmed.length;
  }

  /** Resolves when nothing is left to be forgotten. */
  async stop(): Promise<void> {
    await this.forgetting;
  }

  private async forget(): Promise<void> {
    while (this.confirmed.length > 0) {
      await new Promise((resolve) => setTimeout(resolve, this.parts.forgetAfterMs));
      const ids = this.confirmed;
      this.confirmed = [];
      await new Outbox(this.relaxed).remove(ids).catch(this.parts.onFailed);
    }
    this.forgetting = undefined;
  }
}
