import { createWriteStream, type WriteStream } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { spansIn, type OtlpTraces } from './kept-span.js';

/** Keeps the spans of a run in a file, a line each: a receiver of OTLP/HTTP (JSON) on the loopback. */
export class TraceKeeper {
  private constructor(
    private readonly server: Server,
    private readonly file: WriteStream,
    /** What services are told as `OTEL_EXPORTER_OTLP_ENDPOINT`. */
    readonly url: string,
  ) {}

  /** @param path of the file; what an earlier run kept is overwritten */
  static async open(path: string): Promise<TraceKeeper> {
    const file = createWriteStream(path);
    const server = createServer((request, response) => {
      void take(request, response, file);
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(0, '127.0.0.1', resolve);
    });
    const { port } = server.address() as AddressInfo;
    return new TraceKeeper(server, file, `http://127.0.0.1:${String(port)}`);
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
    await new Promise<void>((resolve) => this.file.end(resolve));
  }
}

/** A sender that is answered otherwise than 200 only counts what it lost; the run goes on. */
async function take(
  request: IncomingMessage,
  response: ServerResponse,
  file: WriteStream,
): Promise<void> {
  try {
    const spans = spansIn((await json(request)) as OtlpTraces);
    for (const span of spans) file.write(`${JSON.stringify(span)}\n`);
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  } catch {
    response.writeHead(400).end();
  }
}
