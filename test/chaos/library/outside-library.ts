import { setTimeout as pause } from 'node:timers/promises';
import { connect, type ChannelModel, type ConfirmChannel, type ConsumeMessage } from 'amqplib';
import type { Posted } from '../story/events.js';
import type { Update } from './heard-book.js';

const queue = 'chaos.library';
const windowMax = 100;
const againMs = 500;
const prefetch = 200;

/**
 * A library system of its own, outside: publishes with confirms, and publishes again what was not confirmed, as often as it takes;
 * takes what comes back by a queue of its own. Comes back by itself when the broker does.
 */
export class OutsideLibrary {
  confirmed = 0;
  private channel: Promise<ConfirmChannel> | undefined;
  private model: ChannelModel | undefined;
  private readonly underWay = new Set<Promise<void>>();
  private closing = false;

  private constructor(
    private readonly amqpUrl: string,
    private readonly hear: (update: Update) => void,
  ) {}

  static async open(amqpUrl: string, hear: (update: Update) => void): Promise<OutsideLibrary> {
    const library = new OutsideLibrary(amqpUrl, hear);
    await library.open();
    return library;
  }

  /** Resolves when there is room for the next; `settled` tells when all are confirmed. */
  async publish(posted: Posted): Promise<void> {
    while (this.underWay.size >= windowMax) await Promise.race(this.underWay);
    const sending = this.untilConfirmed(posted).finally(() => this.underWay.delete(sending));
    this.underWay.add(sending);
  }

  async settled(): Promise<void> {
    await Promise.all(this.underWay);
  }

  async close(): Promise<void> {
    this.closing = true;
    await this.model?.close().catch(() => undefined);
  }

  private async untilConfirmed(posted: Posted): Promise<void> {
    while (!(await this.isConfirmed(posted))) {
      if (this.closing) return;
      await pause(againMs);
    }
    this.confirmed += 1;
  }

  private async isConfirmed({ routingKey, body }: Posted): Promise<boolean> {
    try {
      const channel = await this.open();
      await new Promise<void>((resolve, reject) => {
        const gone = (): void => {
          reject(new Error('The channel is gone.'));
        };
        channel.once('close', gone);
        const options = { persistent: true, contentType: 'application/cloudevents+json' };
        channel.publish('library.balances', routingKey, body, options, (error: unknown) => {
          channel.off('close', gone);
          if (error === null || error === undefined) resolve();
          else gone();
        });
      });
      return true;
    } catch {
      return false;
    }
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
    const model = await connect(`${this.amqpUrl}?heartbeat=5`);
    this.model = model;
    model.on('error', () => undefined); // "close" follows
    model.once('close', () => {
      this.channel = undefined;
      if (!this.closing) void this.comeBack();
    });
    const channel = await model.createConfirmChannel();
    channel.setMaxListeners(2 * windowMax);
    channel.on('error', () => undefined);
    await channel.assertExchange('library.updates', 'topic', { durable: true });
    await channel.assertQueue(queue, { durable: true, arguments: { 'x-queue-type': 'quorum' } });
    await channel.bindQueue(queue, 'library.updates', '#');
    await channel.prefetch(prefetch);
    await channel.consume(queue, (message) => {
      if (message === null) void model.close().catch(() => undefined);
      else this.take(channel, message);
    });
    return channel;
  }

  /** Also when there is nothing to publish: what comes back must be heard. */
  private async comeBack(): Promise<void> {
    while (!this.closing) {
      await pause(againMs);
      try {
        await this.open();
        return;
      } catch {
        continue;
      }
    }
  }

  private take(channel: ConfirmChannel, message: ConsumeMessage): void {
    this.hear(JSON.parse(message.content.toString('utf8')) as Update);
    try {
      channel.ack(message);
    } catch {
      // The channel has just gone: it comes again, and counts once.
    }
  }
}
