import { connect, type ChannelModel, type ConfirmChannel, type ConsumeMessage } from 'amqplib';
import { spreadOf, type Measured } from './measured.js';
import { feeOf } from './plain-fees.js';

export type Load = {
  readonly run: string;
  readonly count: number;
  /** Per second; as fast as the broker takes them when left out. */ readonly rate?: number;
  readonly onProgress: (accepted: number) => void;
};

const windowMax = 500;
const stalledMs = 60_000;

/** A library that publishes fees and clocks when each comes back as accepted. */
export class LibraryBeside {
  private readonly publishedAt = new Map<string, number>();
  private readonly movementsHeardAt = new Map<string, number>();
  private latencies: number[] = [];
  private progressAt = 0;

  private constructor(
    private readonly model: ChannelModel,
    private readonly channel: ConfirmChannel,
  ) {}

  static async open(amqpUrl: string): Promise<LibraryBeside> {
    const model = await connect(amqpUrl);
    const channel = await model.createConfirmChannel();
    const library = new LibraryBeside(model, channel);
    await channel.assertExchange('library.updates', 'topic', { durable: true });
    const { queue } = await channel.assertQueue('bench.updates', {
      durable: true,
      arguments: { 'x-queue-type': 'quorum' },
    });
    await channel.bindQueue(queue, 'library.updates', '#');
    await channel.prefetch(2 * windowMax);
    await channel.consume(queue, (message) => {
      if (message !== null) library.hear(message);
    });
    return library;
  }

  /** @throws Error when nothing comes back for a minute. */
  async measure({ run, count, rate, onProgress }: Load): Promise<Measured> {
    this.latencies = [];
    const startedAt = performance.now();
    this.progressAt = startedAt;
    await this.publish({ run, count, ...(rate !== undefined && { rate }) }, startedAt);
    while (this.latencies.length < count) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      onProgress(this.latencies.length);
      if (performance.now() - this.progressAt > stalledMs)
        throw new Error(
          `Only ${String(this.latencies.length)} of ${String(count)} fees came back as accepted.`,
        );
    }
    return spreadOf(this.latencies, (performance.now() - startedAt) / 1_000);
  }

  /** When it heard of a debtor system's movement, by `performance.now()`. */
  movementHeardAt(transactionId: string): number | undefined {
    return this.movementsHeardAt.get(transactionId);
  }

  async close(): Promise<void> {
    await this.model.close();
  }

  private async publish(
    { run, count, rate }: Omit<Load, 'onProgress'>,
    startedAt: number,
  ): Promise<void> {
    for (let number = 0; number < count; number += 1) {
      const { agencyId, feeId, body } = feeOf(number, run);
      this.publishedAt.set(feeId, performance.now());
      this.channel.publish('library.balances', `balance.created.${agencyId}`, body, {
        persistent: true,
        contentType: 'application/cloudevents+json',
      });
      if (rate === undefined) {
        if (number % windowMax === windowMax - 1) await this.channel.waitForConfirms();
      } else if (number % 10 === 9) {
        const waitMs = startedAt + (number / rate) * 1_000 - performance.now();
        if (waitMs > 1) await new Promise((resolve) => setTimeout(resolve, waitMs));
      }
    }
    await this.channel.waitForConfirms();
  }

  private hear(message: ConsumeMessage): void {
    this.channel.ack(message);
    const { data } = JSON.parse(message.content.toString('utf8')) as {
      data: { feeId?: string; transfer?: string; transactionId?: string };
    };
    if (data.transactionId !== undefined)
      this.movementsHeardAt.set(data.transactionId, performance.now());
    if (data.transfer !== 'accepted' || data.feeId === undefined) return;
    const publishedAt = this.publishedAt.get(data.feeId);
    if (publishedAt === undefined) return;
    this.publishedAt.delete(data.feeId);
    this.progressAt = performance.now();
    this.latencies.push(this.progressAt - publishedAt);
  }
}
