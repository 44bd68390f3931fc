import { connect, type Channel, type ChannelModel } from 'amqplib';

const firstPauseMs = 100;
const pauseMsMax = 5_000;
const heartbeatSeconds = '5';

/**
 * Understands one connection to the broker that comes back when it goes: with growing pauses, and with everything on it set up
 * anew. A channel that fails takes its connection along, so there is one way back only.
 */
export class BrokerLink {
  private model: ChannelModel | undefined;
  private timer: NodeJS.Timeout | undefined;
  private failures = 0;
  private closing = false;

  /** @param setUp called with each new connection; if it fails, so does the connection */
  constructor(
    private readonly amqpUrl: string,
    private readonly setUp: (model: ChannelModel) => Promise<void>,
  ) {}

  /** @throws what the broker or the socket says the first time, so that a wrong address shows at once */
  async open(): Promise<void> {
    const url = new URL(this.amqpUrl);
    url.searchParams.set('heartbeat', heartbeatSeconds);
    const model = await connect(url.toString(), {
      clientProperties: { connection_name: 'library backend' },
    });
    model.on('error', () => undefined); // "close" follows
    const closed = new AbortController();
    model.once('close', () => {
      closed.abort();
      if (this.model === model) this.openLater();
    });
    try {
      await this.setUp(model);
    } catch (error) {
      await model.close().catch(() => undefined);
      throw error;
    }
    this.model = model;
    this.failures = 0;
    if (this.closing) await this.close();
    else if (closed.signal.aborted) this.openLater();
  }

  async close(): Promise<void> {
    this.closing = true;
    clearTimeout(this.timer);
    await this.model?.close().catch(() => undefined);
  }

  /** Ends the connection when the channel does. */
  watch(channel: Channel, model: ChannelModel): void {
    channel.on('error', () => undefined); // "close" follows
    channel.on('close', () => {
      model.close().catch(() => undefined);
    });
  }

  private openLater(): void {
    if (this.closing) return;
    const pauseMs = Math.min(firstPauseMs * 2 ** this.failures, pauseMsMax);
    this.failures += 1;
    this.timer = setTimeout(() => {
      this.open().catch(() => {
        this.openLater();
      });
    }, pauseMs);
  }
}
