import type { Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { Problem } from './problem.js';

/** Told by Node's parser in `code`; whatever else it says is that this is no HTTP. */
const statuses: Readonly<Record<string, number>> = {
  HPE_HEADER_OVERFLOW: 431,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 413,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
};

/**
 * Answers requests that end before any route sees them (no HTTP, an endless path or header, never whole) as every other refusal
 * is answered; Node by itself would send a status without words. Nothing of the request is told: it could not be read.
 */
export function refuseUnreadableRequests(server: Server): void {
  server.on('clientError', (error: Error & { readonly code?: unknown }, socket: Duplex) => {
    if (!socket.writable || isBeingAnswered(socket)) socket.destroy();
    else socket.end(answerOf(Problem.of(statuses[String(error.code)] ?? 400)));
  });
}

/** Half an answer must not go on with another; Node keeps the answer under way on its socket. */
function isBeingAnswered(socket: Duplex): boolean {
  const answer: unknown = Reflect.get(socket, '_httpMessage');
  return (
    typeof answer === 'object' && answer !== null && Reflect.get(answer, 'headersSent') === true
  );
}

function answerOf(problem: Problem): string {
  const body = problem.body();
  const text = JSON.stringify(body);
  return [
    `HTTP/1.1 ${String(body.status)} ${body.title}`,
    'Connection: close',
    'Content-Type: application/problem+json; charset=utf-8',
    `Content-Length: ${String(Buffer.byteLength(text))}`,
    '',
    text,
  ].join('\r\n');
}
