import type { ConfirmChannel, Message } from 'amqplib';
import { TransientFailure } from '@libs/kernel';
import type { OutgoingMessage } from '../door/outbox.js';
import type { BrokerConnection } from './broker-connection.js';

export type PublisherOptions = {
  /** Messages published and not yet confirmed, at most. */
  readonly windowMax: number;
  /** A message that is not confirmed by then counts as not published. */
  readonly confirmTimeoutMs: number;
};

export type PublisherEvents = {
  /** The broker took a message and found no queue for it. */
  readonly onReturned: (exchange: string, routingKey: string) => void;
  readonly onConfirmed: (latencyMs: number, traceparent: string | undefined) => void;
  readonly onChannelRebuilt: () => void;
};

const contentType = 'application/cloudevents+json';

/**
 * Understands when the broker has a message for good: persistent, mandatory, confirmed, and not returned as unroutable (a
 * returned message is confirmed all the same; the return comes first).
 */
export class Publisher {
  private channel: Promise<ConfirmChannel> | undefined;
  private readonly returned = new Set<string>();
  private inFlight = 0;
  private readonly queue: (() => void)[] = [];

  constructor(
    private readonly connection: BrokerConnection,
    private readonly options: PublisherOptions,
    private readonly events: PublisherEvents,
  ) {
    connection.on('down', () => (this.channel = undefined));
  }

  /** Publishes all; resolves with the ids of those that the broker has for good. Never rejects for a broker that is away. */
  async publish(messages: readonly OutgoingMessage[]): Promise<string[]> {
    const outcomes = await Promise.all(messages.map((message) => this.publishOne(message)));
    return messages.filter((_, i) => outcomes[i]).map(({ id }) => id);
  }

  /**
   * Nothing is written to a connection that the broker has blocked: it would lie in this process's memory, again after each time
   * that it was not confirmed.
   */
  private async publishOne(message: OutgoingMessage): Promise<boolean> {
    if (this.inFlight >= this.options.windowMax)
      await new Promise<void>((go) => this.queue.push(go));
    this.inFlight += 1;
    try {
      if (this.connection.blocked) return false;
      const startedAt = performance.now();
      await this.confirmed(message);
      this.events.onConfirmed(performance.now() - startedAt, message.traceparent);
      if (!this.returned.delete(message.id)) return true;
      this.events.onReturned(message.exchange, message.routingKey);
      return false;
    } catch {
      return false; // it stays in the outbox, and the relay tries again
    } finally {
      this.inFlight -= 1;
      this.queue.shift()?.();
    }
  }

  private async confirmed(message: OutgoingMessage): Promise<void> {
    const channel = await this.open();
    await new Promise<void>((confirm, reject) => {
      const late = setTimeout(() => {
        reject(
          new TransientFailure(
            'broker.unconfirmed',
            'The broker did not confirm a message in time.',
          ),
        );
      }, this.options.confirmTimeoutMs);
      channel.publish(
        message.exchange,
        message.routingKey,
        Buffer.from(message.body),
        { persistent: true, mandatory: true, contentType, messageId: message.id },
        (error: unknown) => {
          clearTimeout(late);
          if (error === null || error === undefined) confirm();
          else reject(new TransientFailure('broker.refused', 'The broker refused a message.'));
        },
      );
    });
  }

  private open(): Promise<ConfirmChannel> {
    if (this.channel !== undefined) return this.channel;
    const opening = this.openAnew();
    this.channel = opening;
    opening.catch(() => {
      if (this.channel === opening) this.channel = undefined;
    });
    return opening;
  }

  private async openAnew(): Promise<ConfirmChannel> {
    const model = this.connection.up;
    if (model === undefined)
      throw new TransientFailure('broker.away', 'There is no connection to the broker.');
    const channel = await model.createConfirmChannel();
    const gone = (): void => {
      this.channel = undefined;
    };
    channel.on('error', gone);
    channel.on('close', gone);
    channel.on('return', (message: Message) => {
      const messageId: unknown = message.properties.messageId;
      if (typeof messageId === 'string') this.returned.add(messageId);
    });
    this.events.onChannelRebuilt();
    return channel;
  }
}
