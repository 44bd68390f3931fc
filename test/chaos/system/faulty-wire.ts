import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** Where a wire leads at this moment; nothing while nobody is there. */
export type FarEnd = () => { readonly host: string; readonly port: number } | undefined;

export const wireFaults = ['reset', 'refuse', 'black-hole', 'latency'] as const;
export type WireFault = (typeof wireFaults)[number];

const latencyMs = 300;

/** Understands a wire that is led through here and can be made to fail, in the ways in which networks do. */
export class FaultyWire {
  private fault: WireFault | undefined;
  private readonly sockets = new Set<Socket>();

  private constructor(
    readonly name: string,
    private readonly server: Server,
    private readonly farEnd: FarEnd,
  ) {
    server.on('connection', (near: Socket) => {
      this.carry(near);
    });
  }

  static async open(name: string, farEnd: FarEnd): Promise<FaultyWire> {
    const server = createServer();
    const wire = new FaultyWire(name, server, farEnd);
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(0, '127.0.0.1', resolve);
    });
    return wire;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** The same address, led over this wire. */
  insteadOf(url: string): string {
    const led = new URL(url);
    led.hostname = '127.0.0.1';
    led.port = String(this.port);
    return led.toString();
  }

  /** A reset happens once; everything else lasts until it is mended. */
  break(fault: WireFault): void {
    this.fault = fault === 'reset' ? undefined : fault;
    if (fault === 'reset' || fault === 'refuse') this.cut();
  }

  /** What was swallowed is lost: whoever was connected meanwhile is cut. */
  mend(): void {
    if (this.fault === 'black-hole') this.cut();
    this.fault = undefined;
  }

  async close(): Promise<void> {
    this.cut();
    await new Promise<void>((resolve) => {
      this.server.close(() => {
        resolve();
      });
    });
  }

  private cut(): void {
    for (const socket of this.sockets) socket.resetAndDestroy();
  }

  private carry(near: Socket): void {
    const end = this.fault === 'refuse' ? undefined : this.farEnd();
    if (end === undefined) {
      near.on('error', () => undefined);
      near.resetAndDestroy();
      return;
    }
    const far = connect(end.port, end.host);
    this.join(near, far);
    this.join(far, near);
  }

  private join(from: Socket, to: Socket): void {
    this.sockets.add(from);
    from.setNoDelay(true);
    from.on('error', () => undefined); // its close tells
    from.on('data', (bytes) => {
      this.pass(() => {
        if (!to.write(bytes)) this.hold(from, to);
      });
    });
    from.on('end', () => {
      this.pass(() => {
        to.end();
      });
    });
    from.once('close', () => {
      this.sockets.delete(from);
      if (this.fault !== 'black-hole') to.destroy();
    });
  }

  private hold(from: Socket, to: Socket): void {
    from.pause();
    to.once('drain', () => {
      from.resume();
    });
  }

  /** Timers of equal length fire in order, so delayed bytes keep theirs. */
  private pass(act: () => void): void {
    if (this.fault === 'latency') setTimeout(act, latencyMs);
    else if (this.fault !== 'black-hole') act();
  }
}
