import type { Channel, ChannelModel } from 'amqplib';
import { eventOf, readMessage, type EventClass } from '@libs/contracts';
import { TransientFailure } from '@libs/kernel';
import { BrokerConnection, type ConnectionOptions } from './broker-connection.js';
import { closed } from './closed.js';
import { declareExchanges, eventName } from './topology.js';

export type OverhearingParts = {
  readonly connection: ConnectionOptions;
  /** What to listen for, of all agencies. */
  readonly events: readonly EventClass[];
  /** A larger message is not read. */
  readonly bodyBytesMax: number;
  readonly hear: (event: object) => void;
};

/** More than is ever unread; what is older is dropped, since a pace that is told late is of no use. */
const unreadMax = 100_000;

/**
 * Understands listening in on what other services announce, for as long as it is of use: by a connection and an exclusive queue
 * of its own, which are gone afterwards; nothing is acknowledged, kept or counted. What is heard may be missing or come twice: it
 * may set a pace, and never decides anything.
 */
export class Overhearing {
  private connection: BrokerConnection | undefined;
  private channel: Channel | undefined;

  constructor(private readonly parts: OverhearingParts) {}

  /**
   * Returns when whatever is announced from now on will be heard: at once with `false` if it is already so, and with `true` if
   * something may have been missed until now.
   * @throws the broker's refusal, or `TransientFailure` when it is lost or ended meanwhile
   */
  async begin(): Promise<boolean> {
    if (this.channel !== undefined) return false;
    const connection = (this.connection ??= new BrokerConnection(this.parts.connection));
    await connection.open();
    const model = connection.up;
    if (model === undefined) throw new TransientFailure('broker.gone');
    await this.listen(model);
    return true;
  }

  async end(): Promise<void> {
    const { connection } = this;
    this.connection = undefined;
    this.channel = undefined;
    await connection?.close();
  }

  private async listen(model: ChannelModel): Promise<void> {
    const channel = await model.createChannel();
    channel.on('error', () => undefined); // it closes too
    channel.on('close', () => {
      if (this.channel === channel) this.channel = undefined;
    });
    const events = this.parts.events.map((event) => eventOf(event));
    const exchanges = [...new Set(events.map(({ exchange }) => exchange))];
    await declareExchanges(channel, { exchanges, foreign: [], queues: [] });
    const { queue } = await channel.assertQueue('', {
      ...{ exclusive: true, durable: false, autoDelete: true, maxLength: unreadMax },
    });
    for (const { type, exchange } of events)
      await channel.bindQueue(queue, exchange, `${eventName(type)}.#`);
    this.channel = channel; // before the first delivery, which may come with the answer
    await channel.consume(
      queue,
      (message) => {
        if (message === null) void closed(channel);
        else if (this.channel === channel) this.read(message.content);
      },
      { noAck: true, exclusive: true },
    );
  }

  private read(body: Buffer): void {
    const read = readMessage(body, this.parts.bodyBytesMax);
    if (read.kind === 'read') this.parts.hear(read.event);
  }
}
