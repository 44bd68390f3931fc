import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { MalformedMessage, readBody, requireSoapContentType, soapContentType } from '@libs/soap';
import { control } from './control.js';
import { bodyBytesMax, type DebtorSystem, faultFor, type Reaction } from './debtor-system.js';

const servicePath = '/DebitorRegistreringAfsend/1';

export type Listening = { readonly url: string; stop(): Promise<void> };

/** Puts a debtor system on an address: its service, and its controls under `/control`. Port 0 takes a free one. */
export async function serve(system: DebtorSystem, host: string, port: number): Promise<Listening> {
  const server = createServer((request, response) => {
    handle(system, request, response).catch(() => {
      request.destroy();
    });
  });
  server.keepAliveTimeout = 60_000;
  await listen(server, host, port);
  const { port: bound } = server.address() as AddressInfo;
  return {
    url: `http://${host}:${bound}`,
    stop: async () => {
      await system.reporter.stop();
      await close(server);
    },
  };
}

async function handle(
  system: DebtorSystem,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://simulator');
  if (pathname.startsWith('/control/')) {
    const text = (await readBody(request, bodyBytesMax)).toString();
    const { status, json } = await control(system, {
      method: request.method ?? 'GET',
      path: pathname,
      query: searchParams,
      text,
    });
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(json));
  } else if (request.method === 'POST' && pathname === servicePath) {
    play(await reactionTo(system, request), response);
  } else {
    response.writeHead(404).end();
  }
}

async function reactionTo(system: DebtorSystem, request: IncomingMessage): Promise<Reaction> {
  try {
    requireSoapContentType(request.headers['content-type']);
    return system.react(await readBody(request, bodyBytesMax));
  } catch (error) {
    request.resume();
    if (error instanceof MalformedMessage) return faultFor(error);
    throw error;
  }
}

function play(reaction: Reaction, response: ServerResponse): void {
  if (reaction.kind === 'drop') {
    response.socket?.destroy();
    return;
  }
  const { status, body, afterMs } = reaction;
  const speak = (): void => {
    response.writeHead(status, {
      'content-type': soapContentType(),
      'content-length': Buffer.byteLength(body),
    });
    response.end(body);
  };
  if (afterMs === 0) speak();
  else setTimeout(speak, afterMs).unref();
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
    server.closeAllConnections();
  });
}
