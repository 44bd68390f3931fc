import { connect, type ChannelModel, type ConfirmChannel } from 'amqplib';
import type { Update } from './library-book.js';

export type Outgoing = { readonly type: string; readonly data: Readonly<Record<string, unknown>> };

const confirmWindow = 300;
const prefetch = 500;
const reconnectMs = 500;
const updatesQueue = 'library-backend.updates';

/** Understands the library's line to the broker: publishes its events, hears updates, and comes back when the broker does. */
export class LibraryLine {
  private model: ChannelModel | undefined;
  private channel: ConfirmChannel | undefined;
  private closing = false;

  constructor(
    private readonly amqpUrl: string,
    private readonly onUpdate: (update: Update) => void,
  ) {}

  async open(): Promise<void> {
    const model = await connect(this.amqpUrl);
    model.on('error', () => undefined); // "close" follows
    model.on('close', () => {
      this.channel = undefined;
      this.openLater();
    });
    const channel = await model.createConfirmChannel();
    channel.on('error', () => {
      model.close().catch(() => undefined);
    });
    for (const exchange of ['library.balances', 'library.updates']) await channel.assertExchange(exchange, 'topic', { durable: true });
    await channel.assertQueue(updatesQueue, { durable: true, arguments: { 'x-queue-type': 'quorum' } });
    await channel.bindQueue(updatesQueue, 'library.updates', '#');
    await channel.prefetch(prefetch);
    await channel.consume(updatesQueue, (message) => {
      if (message === null) return;
      this.onUpdate(JSON.parse(message.content.toString('utf8')) as Update);
      channel.ack(message);
    });
    this.model = model;
    this.channel = channel;
  }

  /** Publishes all, a window at a time; what a lost connection swallowed is published again: the receivers count it once. */
  async publish(events: AsyncIterable<Outgoing> | Iterable<Outgoing>): Promise<void> {
    let window: Outgoing[] = [];
    for await (const event of events) {
      window.push(event);
      if (window.length < confirmWindow) continue;
      await this.publishWindow(window);
      window = [];
    }
    await this.publishWindow(window);
  }

  async close(): Promise<void> {
    this.closing = true;
    await this.model?.close().catch(() => undefined);
  }

  private async publishWindow(window: readonly Outgoing[]): Promise<void> {
    while (!this.closing) {
      const { channel } = this;
      if (channel !== undefined) {
        try {
          for (const event of window) publishOne(channel, event);
          await channel.waitForConfirms();
          return;
        } catch {
          // the channel is gone: once more on the next one
        }
      }
      await new Promise((resolve) => setTimeout(resolve, reconnectMs));
    }
  }

  private openLater(): void {
    if (this.closing) return;
    setTimeout(() => {
      this.open().catch(() => {
        this.openLater();
      });
    }, reconnectMs);
  }
}

function publishOne(channel: ConfirmChannel, event: Outgoing): void {
  const name = event.type.replace(/^dk\.debitorbro\./, '').replace(/\.v\d+$/, '');
  const agencyId = String(event.data['agencyId']);
  channel.publish('library.balances', `${name}.${agencyId}`, Buffer.from(JSON.stringify(event)), {
    persistent: true,
    mandatory: true,
    contentType: 'application/cloudevents+json',
  });
}
