import { connect, type ChannelModel, type ConfirmChannel } from 'amqplib';

/** Anybody who can reach the broker: says what they like, where they like. */
export class Stranger {
  private constructor(
    private readonly broker: ChannelModel,
    private readonly channel: ConfirmChannel,
  ) {}

  static async at(amqpUrl: string): Promise<Stranger> {
    const broker = await connect(amqpUrl);
    return new Stranger(broker, await broker.createConfirmChannel());
  }

  /** Publishes bytes as they are. */
  async publish(
    exchange: string,
    routingKey: string,
    body: string | Buffer,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<void> {
    this.channel.publish(exchange, routingKey, Buffer.from(body), { persistent: true, headers });
    await this.channel.waitForConfirms();
  }

  close(): Promise<void> {
    return this.broker.close();
  }
}
