import type { Database } from '@libs/persistence';
import { Outbox, type OutgoingMessage } from '../door/outbox.js';
import type { Publisher } from '../broker/publisher.js';

/** Publishes what a committed transaction announced, from memory, and forgets what the broker has for good. */
export class Dispatch {
  constructor(
    private readonly publisher: Publisher,
    /** Commits without waiting for the disk: a deletion that is lost only means that the message is published once more. */
    private readonly relaxed: Database,
  ) {}

  /** What could not be published stays in the outbox for the relay. @returns how many the broker has for good. */
  async publish(messages: readonly OutgoingMessage[]): Promise<number> {
    if (messages.length === 0) return 0;
    const confirmed = await this.publisher.publish(messages);
    await new Outbox(this.relaxed).remove(confirmed);
    return confirmed.length;
  }
}
