import { EventEmitter } from 'node:events';
import { connect, type ChannelModel } from 'amqplib';
import { TransientFailure } from '@libs/kernel';
import { closed } from './closed.js';
import { gatherWrites } from './gather-writes.js';
import { ignoreLateFrames } from './ignore-late-frames.js';

export type ConnectionOptions = {
  readonly url: string;
  /** Shown in RabbitMQ's management, e.g. `claim-intake consuming`. */
  readonly name: string;
  readonly heartbeatS: number;
  readonly connectTimeoutMs: number;
  readonly firstReconnectMs: number;
  readonly reconnectMsMax: number;
};

type Events = { up: [ChannelModel]; down: [Error | undefined]; blocked: [string]; unblocked: [] };

/**
 * Understands one connection to RabbitMQ that is to be there for as long as the service is: it connects, notices a loss (also
 * a half-open one, by heartbeat) and connects again with growing pauses. Whoever uses it makes its channels anew on `up`.
 */
export class BrokerConnection extends EventEmitter<Events> {
  private model: ChannelModel | undefined;
  private closing = false;
  private reconnects = 0;
  private held = false;
  private timer: NodeJS.Timeout | undefined;
  private connecting: Promise<void> | undefined;

  constructor(private readonly options: ConnectionOptions) {
    super();
    this.setMaxListeners(100);
  }

  /** The broker takes nothing from this connection for the moment: an alarm of its memory or disk. */
  get blocked(): boolean {
    return this.held;
  }

  get up(): ChannelModel | undefined {
    return this.model;
  }

  /** Connects, unless it is. @throws the broker's refusal or the socket's error, so that a wrong address shows at once. */
  async open(): Promise<void> {
    if (this.model === undefined) await this.connected();
  }

  async close(): Promise<void> {
    this.closing = true;
    clearTimeout(this.timer);
    const { model } = this;
    this.model = undefined;
    if (model !== undefined) await closed(model);
  }

  /** Whoever asks while it is connecting waits for that. */
  private connected(): Promise<void> {
    clearTimeout(this.timer);
    this.connecting ??= this.connectOnce().finally(() => {
      this.connecting = undefined;
    });
    return this.connecting;
  }

  private async connectOnce(): Promise<void> {
    const { url, heartbeatS, name, connectTimeoutMs } = this.options;
    const address = new URL(url);
    address.searchParams.set('heartbeat', String(heartbeatS));
    const model = await connect(address.toString(), {
      clientProperties: { connection_name: name },
      timeout: connectTimeoutMs,
      noDelay: true,
    }).catch((error: unknown) => {
      throw explained(error);
    });
    gatherWrites(model.connection);
    ignoreLateFrames(model.connection);
    if (this.closing) {
      await closed(model);
      return;
    }
    let reason: Error | undefined;
    model.on('error', (error) => (reason = error));
    model.on('close', (error) => {
      this.lost(model, reason ?? error);
    });
    model.on('blocked', (why) => {
      this.held = true;
      this.emit('blocked', why);
    });
    model.on('unblocked', () => {
      this.held = false;
      this.emit('unblocked');
    });
    this.model = model;
    this.held = false;
    this.reconnects = 0;
    this.emit('up', model);
  }

  private lost(model: ChannelModel, reason: Error | undefined): void {
    if (this.model !== model) return;
    this.model = undefined;
    this.emit('down', reason);
    this.connectLater();
  }

  private connectLater(): void {
    if (this.closing) return;
    const pauseMs = Math.min(
      this.options.firstReconnectMs * 2 ** this.reconnects,
      this.options.reconnectMsMax,
    );
    this.reconnects += 1;
    this.timer = setTimeout(() => {
      this.connected().catch(() => {
        this.connectLater();
      });
    }, pauseMs);
  }
}

/** amqplib drops the broker's words where it refuses the virtual host. One that is down looks the same and comes up, so it may pass. */
function explained(error: unknown): unknown {
  return error instanceof Error && error.message.startsWith('Expected ConnectionOpenOk')
    ? new TransientFailure(
        'broker.no-virtual-host',
        "RabbitMQ does not open the virtual host in AMQP_URL's path: make it, let the user in, or wait until it is up.",
        { cause: error },
      )
    : error;
}
