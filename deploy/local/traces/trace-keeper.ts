import { createWriteStream, type WriteStream } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { spansIn, type OtlpTraces } from './kept-span.js';
import { faultsInTraces } from './otlp-faults.js';

/**
 * Keeps the spans of a run in a file, a line each: a receiver of OTLP/HTTP (JSON) on the loopback, which refuses what a collector
 * would: tests that read the file prove what is sent.
 */
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

const path = '/v1/traces';

/** A sender that is answered otherwise than 200 only counts what it lost; the run goes on. */
async function take(
  request: IncomingMessage,
  response: ServerResponse,
  file: WriteStream,
): Promise<void> {
  const status = statusOf(request);
  if (status !== 200) {
    request.resume();
    response.writeHead(status).end();
    return;
  }
  const told: unknown = await json(request).catch(() => undefined);
  const faults = told === undefined ? ['no JSON'] : faultsInTraces(told);
  if (faults.length === 0)
    for (const span of spansIn(told as OtlpTraces)) file.write(`${JSON.stringify(span)}\n`);
  const answer = faults.length === 0 ? {} : { message: faults.join(', ') };
  response.writeHead(faults.length === 0 ? 200 : 400, { 'content-type': 'application/json' });
  response.end(JSON.stringify(answer));
}

function statusOf({ method, url, headers }: IncomingMessage): number {
  if (url !== path) return 404;
  if (method !== 'POST') return 405;
  return headers['content-type']?.startsWith('application/json') === true ? 200 : 415;
}
