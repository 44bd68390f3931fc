import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * A receiver of OTLP/HTTP as cheap as can be, in a process of its own: it takes what services export, counts the spans, and answers
 * how many there were. What a real one does with them, it does on another machine.
 */
const startOfSpan = '"startTimeUnixNano"';
let spans = 0;

const server = createServer((request, response) => {
  void bodyOf(request).then((body) => {
    if (request.method === 'POST') spans += timesIn(body, startOfSpan);
    response
      .writeHead(200, { 'content-type': 'application/json' })
      .end(request.method === 'POST' ? '{}' : JSON.stringify({ spans }));
  });
});

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  return Buffer.concat(pieces);
}

function timesIn(body: Buffer, mark: string): number {
  let count = 0;
  for (let at = body.indexOf(mark); at >= 0; at = body.indexOf(mark, at + mark.length)) count += 1;
  return count;
}

function leave(): void {
  process.exit(0);
}

process.on('SIGTERM', leave).on('SIGINT', leave).once('disconnect', leave);
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  process.send?.({ listening: { traces: `http://127.0.0.1:${String(port)}` } });
});
