import { setTimeout as pause } from 'node:timers/promises';
import { connect, type ChannelModel, type ConfirmChannel, type ConsumeMessage } from 'amqplib';
import { Awaited, type Transfer } from './awaited.js';
import type { Measured } from './measured.js';
import { feeOf } from './plain-fees.js';

/** How fees are published. */
export type Pace = {
  /** Per second; as fast as the broker takes them when left out. */ readonly rate?: number;
  /** So many may be unanswered at a time; any number when left out. */
  readonly unansweredMax?: number;
  /** Ends an open-ended run. */ readonly until?: AbortSignal;
  /** When a fee was created, `YYYY-MM-DD`; of late when left out. */
  readonly createdOn?: (number: number) => string;
};

const windowMax = 500;
const stalledMs = 60_000;
const lookEveryMs = 20;

/** A library that publishes fees and clocks when each comes back as accepted, or as kept. */
export class LibraryBeside {
  private readonly awaited = new Map<string, Awaited>();
  private readonly movementsHeardAt = new Map<string, number>();

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

  /** @param run letters only; the newest of a name is the one that hears */
  expect(run: string, count: number, transfer: Transfer = 'accepted'): Awaited {
    const awaited = new Awaited(run, count, transfer);
    this.awaited.set(run, awaited);
    return awaited;
  }

  /** Publishes all and hears of all. @throws Error when nothing comes back for a minute. */
  async measure(awaited: Awaited, pace: Pace = {}): Promise<Measured> {
    const [measured] = await Promise.all([this.hearAll(awaited), this.publish(awaited, pace)]);
    return measured;
  }

  /** Resolves when the broker has them all. */
  async publish(awaited: Awaited, pace: Pace = {}): Promise<void> {
    const startedAt = performance.now();
    for (let number = 0; number < awaited.count; number += 1) {
      if (pace.until?.aborted === true) break;
      const { agencyId, body } = feeOf(number, awaited.run, pace.createdOn?.(number));
      awaited.begin(number);
      this.channel.publish('library.balances', `balance.created.${agencyId}`, body, {
        persistent: true,
        contentType: 'application/cloudevents+json',
      });
      await this.keepTo(pace, awaited, startedAt);
    }
    awaited.close();
    await this.channel.waitForConfirms();
  }

  /**
   * @param sinceMs by `performance.now()`; when left out, when it was made
   * @param untilMs what has not come back by then is not waited for
   * @throws Error when nothing comes back for a minute.
   */
  async hearAll(
    awaited: Awaited,
    sinceMs?: number,
    untilMs = Number.POSITIVE_INFINITY,
  ): Promise<Measured> {
    while (!awaited.isOver && performance.now() < untilMs) {
      await pause(lookEveryMs);
      if (awaited.silentMs > stalledMs)
        throw new Error(
          `Only ${String(awaited.heard)} of ${String(awaited.count)} fees came back in time.`,
        );
    }
    return awaited.measured(sinceMs);
  }

  /** When it heard of a debtor system's movement, by `performance.now()`. */
  movementHeardAt(transactionId: string): number | undefined {
    return this.movementsHeardAt.get(transactionId);
  }

  async close(): Promise<void> {
    await this.model.close();
  }

  private async keepTo(
    { rate, unansweredMax = Number.POSITIVE_INFINITY }: Pace,
    awaited: Awaited,
    startedAt: number,
  ): Promise<void> {
    const { begun } = awaited;
    if (rate !== undefined) {
      if (begun % 10 !== 0) return;
      const waitMs = startedAt + (begun / rate) * 1_000 - performance.now();
      if (waitMs > 1) await pause(waitMs);
    } else if (begun % windowMax === 0) {
      await this.channel.waitForConfirms();
      while (begun - awaited.heard > unansweredMax && awaited.silentMs <= stalledMs)
        await pause(lookEveryMs);
    }
  }

  private hear(message: ConsumeMessage): void {
    this.channel.ack(message);
    const { data } = JSON.parse(message.content.toString('utf8')) as {
      data: { feeId?: string; transfer?: string; transactionId?: string };
    };
    if (data.transactionId !== undefined)
      this.movementsHeardAt.set(data.transactionId, performance.now());
    if (data.transfer === undefined || data.feeId === undefined) return;
    const [, run = '', number] = /^([a-z]+)(\d+)$/.exec(data.feeId) ?? [];
    this.awaited.get(run)?.hear(Number(number), data.transfer);
  }
}
