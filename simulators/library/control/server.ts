import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Answer, type Asked, problem } from './controls.js';

export type Listening = { readonly url: string; stop(): Promise<void> };

const bodyBytesMax = 64 * 1_048_576;

/** Answers JSON over HTTP. Port 0 takes a free one. */
export async function serve(
  answer: (asked: Asked) => Promise<Answer>,
  host: string,
  port: number,
): Promise<Listening> {
  const server = createServer((request, response) => {
    bodyOf(request)
      .then((body) =>
        body === undefined
          ? problem(413, 'The body is too large.')
          : answer(askedBy(request, body)),
      )
      .catch(() => problem(500, 'The library backend failed.'))
      .then((answered) => {
        send(response, answered);
      })
      .catch(() => request.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const { port: bound } = server.address() as AddressInfo;
  return {
    url: `http://${host}:${String(bound)}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

function askedBy({ method = 'GET', url = '/' }: IncomingMessage, body: string): Asked {
  return { method, path: new URL(url, 'http://library').pathname, body };
}

/** Nothing where it is too large. */
async function bodyOf(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > bodyBytesMax) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function send(response: ServerResponse, { status, json }: Answer): void {
  const contentType = status < 400 ? 'application/json' : 'application/problem+json';
  response.writeHead(status, { 'content-type': contentType }).end(JSON.stringify(json));
}
