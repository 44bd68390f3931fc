import { createReadStream } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';
import { LibraryBook, oreOf } from './library-book.js';
import { LibraryLine, type Outgoing } from './library-line.js';

export type Library = { readonly url: string; stop(): Promise<void> };

/** The library backend: plays a file of events, hears what becomes of them, and tells both over HTTP. */
export async function startLibrary({ host, port = 0, amqpUrl }: { host: string; port?: number; amqpUrl: string }): Promise<Library> {
  const desk = new LibraryDesk(amqpUrl);
  await desk.open();
  const server = createServer((request, response) => {
    desk.answer(request, response).catch((error: unknown) => {
      send(response, 422, { error: error instanceof Error ? error.message : String(error) });
    });
  });
  await new Promise<void>((resolve) => server.listen(port, host, resolve));
  const { port: taken } = server.address() as AddressInfo;
  return {
    url: `http://${host}:${String(taken)}`,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await desk.close();
    },
  };
}

/** Understands what others ask of the library. */
class LibraryDesk {
  private readonly book = new LibraryBook();
  private readonly line: LibraryLine;
  private playing = 0;
  private events = 0;
  private failure: string | undefined;

  constructor(amqpUrl: string) {
    this.line = new LibraryLine(amqpUrl, (update) => {
      this.book.hear(update);
    });
  }

  open(): Promise<void> {
    return this.line.open();
  }

  close(): Promise<void> {
    return this.line.close();
  }

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? '/', 'http://library');
    const balance = /^\/balances\/([^/]+)\/([^/]+)$/.exec(pathname);
    if (request.method === 'GET' && pathname === '/control/summary') send(response, 200, this.summary());
    else if (request.method === 'GET' && balance !== null) this.sendBalance(response, balance[1] ?? '', balance[2] ?? '');
    else if (request.method === 'POST' && pathname === '/control/play') this.play(response, await bodyOf(request));
    else if (request.method === 'POST' && pathname === '/control/publish') await this.publish(response, await bodyOf(request));
    else send(response, 404, { error: 'no such control' });
  }

  private summary(): object {
    const { published, ...told } = this.book.summary() as { published: object };
    return { playing: this.playing > 0, failure: this.failure, published: { ...published, events: this.events }, ...told };
  }

  private sendBalance(response: ServerResponse, agencyId: string, feeId: string): void {
    const balance = this.book.balance(agencyId, feeId);
    if (balance === undefined) send(response, 404, { error: 'no such balance' });
    else send(response, 200, balance);
  }

  private play(response: ServerResponse, body: unknown): void {
    const { file } = body as { file: string };
    this.playing += 1;
    this.line
      .publish(this.noted(linesOf(file)))
      .catch((error: unknown) => (this.failure = error instanceof Error ? error.message : String(error)))
      .finally(() => (this.playing -= 1));
    send(response, 202, { playing: true });
  }

  private async publish(response: ServerResponse, body: unknown): Promise<void> {
    await this.line.publish(this.noted(body as Outgoing[]));
    send(response, 200, { published: (body as Outgoing[]).length });
  }

  /** Notes each balance before it is published, so that an answer never finds it unknown. */
  private async *noted(events: AsyncIterable<Outgoing> | Iterable<Outgoing>): AsyncGenerator<Outgoing> {
    for await (const event of events) {
      const { agencyId, feeId, amount } = event.data as Record<string, string>;
      if (event.type.includes('.balance.created.') && agencyId !== undefined && feeId !== undefined) this.book.published(agencyId, feeId, oreOf(amount));
      this.events += 1;
      yield event;
    }
  }
}

async function* linesOf(file: string): AsyncGenerator<Outgoing> {
  let number = 0;
  for await (const line of createInterface({ input: createReadStream(file, 'utf8'), crlfDelay: Infinity })) {
    number += 1;
    if (line.trim() !== '') yield eventOf(line, file, number);
  }
}

function eventOf(line: string, file: string, number: number): Outgoing {
  try {
    return JSON.parse(line) as Outgoing;
  } catch {
    throw new Error(`${file}, line ${String(number)}: it is no JSON. One CloudEvent a line is expected.`);
  }
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return JSON.parse(Buffer.concat(parts).toString('utf8'));
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}
