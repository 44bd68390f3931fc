import { connect, type ChannelModel, type ConfirmChannel, type ConsumeMessage } from 'amqplib';
import type { Hop } from '../ways/hops.js';
import type { Told } from './ledger.js';

const quorum = { durable: true, arguments: { 'x-queue-type': 'quorum' } };
const contentType = 'application/cloudevents+json';

/** One connection, one channel: takes from the hop's queue and tells by its exchange, with confirms. */
export class Wire {
  private constructor(
    private readonly model: ChannelModel,
    private readonly channel: ConfirmChannel,
    private readonly hop: Hop,
  ) {}

  static async open(amqpUrl: string, hop: Hop): Promise<Wire> {
    const model = await connect(amqpUrl, { noDelay: true });
    gatherFrames(model.connection);
    const channel = await model.createConfirmChannel();
    for (const exchange of [hop.takes, hop.tells])
      await channel.assertExchange(exchange, 'topic', { durable: true });
    await channel.assertQueue(`floor.${hop.name}`, quorum);
    await channel.bindQueue(`floor.${hop.name}`, hop.takes, hop.key);
    return new Wire(model, channel, hop);
  }

  async consume(prefetch: number, hear: (message: ConsumeMessage) => void): Promise<void> {
    await this.channel.prefetch(prefetch);
    await this.channel.consume(`floor.${this.hop.name}`, (message) => {
      if (message === null) throw new Error('The queue is gone.');
      hear(message);
    });
  }

  /** Resolves when the broker has confirmed all of them. */
  tell(batch: readonly Told[]): Promise<void> {
    const { tells, fact } = this.hop;
    return new Promise((resolve, reject) => {
      let open = batch.length;
      const confirmed = (error: unknown): void => {
        if (error !== null) reject(new Error('The broker has refused a message.'));
        else if ((open -= 1) === 0) resolve();
      };
      for (const { id, agencyId, body } of batch) {
        const options = { persistent: true, messageId: id, contentType };
        this.channel.publish(tells, `${fact}.${agencyId}`, body, options, confirmed);
      }
      if (open === 0) resolve();
    });
  }

  /** This message and all before it. */
  acknowledgeUpTo(last: ConsumeMessage): void {
    this.channel.ack(last, true);
  }

  async close(): Promise<void> {
    await this.model.close();
  }
}

/** amqplib writes each frame by itself; held together, what is ready goes with one system call. */
function gatherFrames(connection: object): void {
  const { stream, muxer } = connection as {
    stream: { cork(): void; uncork(): void };
    muxer: { _readIncoming(): void };
  };
  const write = muxer._readIncoming.bind(muxer);
  muxer._readIncoming = () => {
    stream.cork();
    write();
    stream.uncork();
  };
}
