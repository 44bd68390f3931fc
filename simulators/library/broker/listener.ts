import type { Channel, ChannelModel, ConsumeMessage } from 'amqplib';
import type { Update } from '../book/read-update.js';
import { BrokerLink } from './broker-link.js';

const updatesExchange = 'library.updates';
const queue = 'library-backend.updates';
const prefetch = 500;

/** Understands how the library hears what becomes of its balances: by a queue of its own, on a connection of its own. */
export class Listener {
  private readonly link: BrokerLink;
  /** Messages that could not be read. */
  unreadable = 0;

  constructor(
    amqpUrl: string,
    private readonly hear: (update: Update) => void,
  ) {
    this.link = new BrokerLink(amqpUrl, (model) => this.setUp(model));
  }

  open(): Promise<void> {
    return this.link.open();
  }

  close(): Promise<void> {
    return this.link.close();
  }

  private async setUp(model: ChannelModel): Promise<void> {
    const channel = await model.createChannel();
    this.link.watch(channel, model);
    await channel.assertExchange(updatesExchange, 'topic', { durable: true });
    await channel.assertQueue(queue, { durable: true, arguments: { 'x-queue-type': 'quorum' } });
    await channel.bindQueue(queue, updatesExchange, '#');
    await channel.prefetch(prefetch);
    await channel.consume(queue, (message) => {
      if (message === null) {
        model.close().catch(() => undefined); // the queue is gone: everything anew
        return;
      }
      this.take(message);
      acknowledge(channel, message);
    });
  }

  private take({ content }: ConsumeMessage): void {
    try {
      this.hear(JSON.parse(content.toString('utf8')) as Update);
    } catch {
      this.unreadable += 1;
    }
  }
}

/** On a channel that has just gone it can't be said: the message comes again, and counts once. */
function acknowledge(channel: Channel, message: ConsumeMessage): void {
  try {
    channel.ack(message);
  } catch {
    // see above
  }
}
