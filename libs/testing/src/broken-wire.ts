import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** A wire between a client and a server that can be made to fail, to prove what happens when database or broker are away. */
export type BrokenWire = {
  /** The server's address, led over this wire. */
  readonly url: string;
  readonly port: number;
  /** Connections open at this moment. */
  readonly open: number;
  /** Cuts what is connected, with a reset; new connections succeed. */
  reset(): void;
  /** Takes no more connections and cuts what is connected: the server is away. */
  refuse(): Promise<void>;
  /** Swallows everything, both ways, without closing anything: nobody is told. */
  blackHole(): void;
  /** Delays everything by so many milliseconds, each way. */
  latency(ms: number): void;
  /** As good as new; what a black hole has swallowed is lost, so what was connected meanwhile is cut. */
  mend(): Promise<void>;
  close(): Promise<void>;
};

type Fault =
  | { readonly kind: 'none' }
  | { readonly kind: 'black hole' }
  | { readonly kind: 'latency'; readonly ms: number };

/** @param url of the server, e.g. `amqp://…` or `postgres://…`, with its port */
export async function aBrokenWire(url: string): Promise<BrokenWire> {
  const wire = new Wire(new URL(url));
  await wire.listen(0);
  return wire;
}

function closing(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
  });
}

class Wire implements BrokenWire {
  port = 0;
  private fault: Fault = { kind: 'none' };
  private swallowed = false;
  private readonly sockets = new Set<Socket>();
  private server: Server | undefined;

  constructor(private readonly target: URL) {}

  get url(): string {
    const url = new URL(this.target);
    url.hostname = '127.0.0.1';
    url.port = String(this.port);
    return url.toString();
  }

  get open(): number {
    return this.sockets.size / 2;
  }

  reset(): void {
    for (const socket of this.sockets) socket.resetAndDestroy();
  }

  async refuse(): Promise<void> {
    const { server } = this;
    this.server = undefined;
    const closed = server === undefined ? undefined : closing(server);
    this.reset();
    await closed;
  }

  blackHole(): void {
    this.fault = { kind: 'black hole' };
    this.swallowed = true;
  }

  latency(ms: number): void {
    this.fault = { kind: 'latency', ms };
  }

  async mend(): Promise<void> {
    this.fault = { kind: 'none' };
    if (this.swallowed) this.reset();
    this.swallowed = false;
    if (this.server === undefined) await this.listen(this.port);
  }

  close(): Promise<void> {
    return this.refuse();
  }

  listen(port: number): Promise<void> {
    const server = createServer((client) => {
      this.carry(client);
    });
    this.server = server;
    return new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', () => {
        this.port = (server.address() as AddressInfo).port;
        resolve();
      });
    });
  }

  private carry(client: Socket): void {
    const far = connect(Number(this.target.port), this.target.hostname);
    this.join(client, far);
    this.join(far, client);
  }

  private join(from: Socket, to: Socket): void {
    this.sockets.add(from);
    from.setNoDelay(true);
    from.on('error', () => undefined); // its close tells
    from.on('data', (bytes) => {
      this.pass(() => {
        to.write(bytes);
      });
    });
    from.on('end', () => {
      this.pass(() => {
        to.end();
      });
    });
    from.once('close', () => {
      this.sockets.delete(from);
      if (this.fault.kind !== 'black hole') to.destroy();
    });
  }

  /** Timers of equal length fire in order, so delayed bytes keep theirs. */
  private pass(act: () => void): void {
    const { fault } = this;
    if (fault.kind === 'none') act();
    else if (fault.kind === 'latency') setTimeout(act, fault.ms);
  }
}
