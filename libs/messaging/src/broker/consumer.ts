import type { Channel } from 'amqplib';
import { closed } from './closed.js';
import type { BrokerConnection } from './broker-connection.js';
import { Acknowledgements } from './acknowledgements.js';
import { Buffered } from './buffered.js';
import type { Delivery } from './delivery.js';
import { Pacing, type PacingLimits } from '../work/pacing.js';

export type ConsumerLimits = {
  /** Deliveries of one batch, at most. */
  readonly batchMax: number;
  /** Bytes of bodies of one batch, at most; a single larger delivery is a batch by itself. */
  readonly batchBytesMax: number;
  /** Batches decided at the same time. */
  readonly batchesInFlightMax: number;
  /** Unacknowledged deliveries, at most. */
  readonly prefetch: number;
  /** Bytes of bodies waiting unparsed; above, the socket is not read. */
  readonly waitingBytesMax: number;
  /** How long a batch that is not full waits for more, when nothing else is under way. */
  readonly lingerMs: number;
  /** How far apart batches begin that are not full. */
  readonly pacing: PacingLimits;
  /** Pause before a lost consumer is registered again. */
  readonly rebuildMs: number;
};

export type ConsumerParts = {
  readonly queue: string;
  /** Declares the queue and its bindings: also after somebody has deleted it. */
  readonly declare: (channel: Channel) => Promise<void>;
  /**
   * Resolves when every delivery of the batch may be acknowledged. Repeats by itself through outages.
   * @param decided called when the batch has been committed: the next one may begin, while this one is still being published
   */
  readonly handle: (batch: readonly Delivery[], decided: () => void) => Promise<void>;
  readonly onRebuilt: (why: string) => void;
  /** A lost consumer could not be registered again; it is tried until it can. */
  readonly onBuildFailed: (error: unknown) => void;
  readonly onBatchFailed: (error: unknown) => void;
};

/**
 * Understands how one queue is consumed for as long as the service lives: takes deliveries in batches, keeps some batches in
 * flight, and registers anew whenever its channel, its consumer or its queue is lost.
 */
export class Consumer {
  private channel: Channel | undefined;
  private tag: string | undefined;
  private stopping = false;
  private timer: NodeJS.Timeout | undefined;
  private lingering: NodeJS.Timeout | undefined;
  private building: Promise<void> = Promise.resolve();
  private readonly waiting: Buffered;
  private acknowledgements = new Acknowledgements();
  /** Batches that are not acknowledged yet, and how many of them are not decided yet. */
  private readonly inFlight = new Set<Promise<void>>();
  private undecided = 0;
  private readonly pacing: Pacing;

  constructor(
    private readonly connection: BrokerConnection,
    private readonly limits: ConsumerLimits,
    private readonly parts: ConsumerParts,
  ) {
    this.waiting = new Buffered(limits.waitingBytesMax);
    this.pacing = new Pacing(limits.pacing);
    connection.on('up', () => {
      this.buildSoon(0, 'connected');
    });
    connection.on('down', () => {
      this.forget();
    });
  }

  /** The consumer is registered with the broker: the only meaning of "ready". */
  get registered(): boolean {
    return this.tag !== undefined;
  }

  async start(): Promise<void> {
    await this.build('started');
  }

  /** Cancels, lets batches under way end, and gives the rest back. No handler starts after the broker's cancel-ok. */
  async drain(): Promise<void> {
    this.stopping = true;
    clearTimeout(this.timer);
    clearTimeout(this.lingering);
    await this.building.catch(() => undefined);
    const { channel, tag } = this;
    if (channel !== undefined && tag !== undefined)
      await channel.cancel(tag).catch(() => undefined);
    this.tag = undefined;
    this.waiting.clear();
    await Promise.allSettled([...this.inFlight]);
    if (channel !== undefined) await closed(channel); // what was only waiting goes back to the queue
    this.channel = undefined;
  }

  private buildSoon(pauseMs: number, why: string): void {
    if (this.stopping) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.build(why).catch((error: unknown) => {
        if (this.connection.up === undefined) return;
        this.parts.onBuildFailed(error);
        this.buildSoon(this.limits.rebuildMs, why);
      });
    }, pauseMs);
  }

  private build(why: string): Promise<void> {
    this.building = this.building.catch(() => undefined).then(() => this.buildNow(why));
    return this.building;
  }

  private async buildNow(why: string): Promise<void> {
    const model = this.connection.up;
    if (this.stopping || this.registered || model === undefined) return;
    const channel = await model.createChannel();
    this.watch(channel);
    this.channel = channel;
    await this.parts.declare(channel);
    await channel.prefetch(this.limits.prefetch);
    const { consumerTag } = await channel.consume(this.parts.queue, (message) => {
      if (message === null) this.giveUp(channel);
      else this.arrive({ message, channel });
    });
    if (this.channel === channel) this.tag = consumerTag;
    if (why !== 'started') this.parts.onRebuilt(why);
  }

  /**
   * A channel that ends by an error tells of it before it is closed: whoever closed it then, for a second time, would have the
   * broker end the whole connection, and with it the consumers of all other queues.
   */
  private watch(channel: Channel): void {
    let reason = 'channel closed';
    channel.on('error', () => (reason = 'channel error'));
    channel.on('close', () => {
      this.rebuild(channel, reason);
    });
  }

  /** Without its consumer an open channel is of no use. */
  private giveUp(channel: Channel): void {
    this.rebuild(channel, 'consumer cancelled by the broker');
    void closed(channel);
  }

  private rebuild(channel: Channel, why: string): void {
    if (this.channel !== channel) return;
    this.forget();
    this.buildSoon(this.limits.rebuildMs, why);
  }

  private forget(): void {
    this.channel = undefined;
    this.tag = undefined;
    this.waiting.clear(); // unacknowledged: the broker delivers them again
    this.acknowledgements = new Acknowledgements();
  }

  private arrive(delivery: Delivery): void {
    if (this.stopping || delivery.channel !== this.channel) return;
    this.waiting.push(delivery);
    this.dispatchInTime(this.limits.lingerMs);
  }

  /** A full batch begins at once; another one has waited for more first, and keeps its distance from the one before it. */
  private dispatchInTime(lingerMs: number): void {
    if (this.waiting.length >= this.limits.batchMax) {
      this.dispatch();
      return;
    }
    this.lingering ??= setTimeout(
      () => {
        this.lingering = undefined;
        this.dispatch();
      },
      Math.max(lingerMs, this.pacing.pauseMs),
    );
  }

  /**
   * One batch is being decided as long as what arrives meanwhile fits into the next one; further ones only when batches fill.
   * So an idle queue answers at once, and a busy one has few large transactions instead of many small ones.
   */
  private dispatch(): void {
    while (!this.stopping && this.waiting.length > 0 && this.undecided < this.undecidedMax()) {
      const batch = this.waiting.take(this.limits.batchMax, this.limits.batchBytesMax);
      const work = this.work(batch).finally(() => this.inFlight.delete(work));
      this.inFlight.add(work);
    }
  }

  private undecidedMax(): number {
    return this.waiting.length >= this.limits.batchMax ? this.limits.batchesInFlightMax : 1;
  }

  private async work(batch: readonly Delivery[]): Promise<void> {
    const settle = this.acknowledgements.begin(batch);
    const decided = this.beginDeciding();
    try {
      await this.parts.handle(batch, decided);
      settle('done');
    } catch (error) {
      this.parts.onBatchFailed(error);
      settle('again');
    } finally {
      decided();
    }
  }

  /** @returns what is to be called once it is decided; called again, it does nothing */
  private beginDeciding(): () => void {
    this.undecided += 1;
    const ended = this.pacing.begin();
    let open = true;
    return () => {
      if (!open) return;
      open = false;
      this.undecided -= 1;
      ended();
      setImmediate(() => {
        this.dispatchInTime(0);
      }); // what it announced goes out before the next one is read
    };
  }
}
