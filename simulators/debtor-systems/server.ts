import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { MalformedMessage, readBody, requireSoapContentType, soapContentType } from '@libs/soap';
import type { Service } from './behaviour.js';
import { control } from './control.js';
import {
  bodyBytesMax,
  type DebtorSystem,
  faultFor,
  faultForStranger,
  type Reaction,
} from './debtor-system.js';
import type { Gatekeeper } from './gatekeeper.js';

const services: Readonly<Record<string, Service>> = {
  '/DebitorRegistreringAfsend/1': 'registration',
  '/DebitorForespoergselAfsend/1': 'query',
};

/** How the platform guards the way in: mutual TLS, and what a message must carry. PEM. */
export type Guard = {
  readonly cert: string;
  readonly key: string;
  /** Who issues the certificates of those that may call. */
  readonly ca: string;
  readonly gatekeeper: Gatekeeper;
};

/** `controls` is where a test tells it things: beside the service, or at an address of its own if the service is guarded. */
export type Listening = { readonly url: string; readonly controls: string; stop(): Promise<void> };

type Answer = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** Puts a debtor system on an address: its service, and its controls under `/control`. Port 0 takes a free one. */
export async function serve(
  system: DebtorSystem,
  host: string,
  port: number,
  guard?: Guard,
): Promise<Listening> {
  const doors =
    guard === undefined
      ? [await open(createServer(answering((...call) => handle(system, ...call))), host, port)]
      : [
          await open(guardedServer(system, guard), host, port),
          await open(createServer(answering((...call) => controlled(system, ...call))), host, 0),
        ];
  const [service, controls] = doors.map(({ port: bound }) => `${host}:${String(bound)}`);
  return {
    url: guard === undefined ? `http://${service}` : `https://${service}`,
    controls: `http://${controls ?? service}`,
    stop: async () => {
      system.cadence.stop();
      await system.reporter.stop();
      await Promise.all(doors.map(({ server }) => close(server)));
    },
  };
}

function guardedServer(system: DebtorSystem, { cert, key, ca, gatekeeper }: Guard): Server {
  const tls = { cert, key, ca, requestCert: true, rejectUnauthorized: true };
  return createTlsServer(
    { ...tls, minVersion: 'TLSv1.2' },
    answering((...call) => serviceOf(system, ...call, gatekeeper)),
  );
}

function answering(answer: Answer) {
  return (request: IncomingMessage, response: ServerResponse): void => {
    answer(request, response).catch(() => {
      request.destroy();
    });
  };
}

async function open(
  server: Server,
  host: string,
  port: number,
): Promise<{ readonly server: Server; readonly port: number }> {
  server.keepAliveTimeout = 60_000;
  await listen(server, host, port);
  return { server, port: (server.address() as AddressInfo).port };
}

function handle(
  system: DebtorSystem,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  return (request.url ?? '').startsWith('/control/')
    ? controlled(system, request, response)
    : serviceOf(system, request, response);
}

async function controlled(
  system: DebtorSystem,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://simulator');
  const text = (await readBody(request, bodyBytesMax)).toString();
  const { status, json } = await control(system, {
    method: request.method ?? 'GET',
    path: pathname,
    query: searchParams,
    text,
  });
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(json));
}

async function serviceOf(
  system: DebtorSystem,
  request: IncomingMessage,
  response: ServerResponse,
  gatekeeper?: Gatekeeper,
): Promise<void> {
  const { pathname } = new URL(request.url ?? '/', 'http://simulator');
  const service = services[pathname];
  if (request.method !== 'POST' || service === undefined) response.writeHead(404).end();
  else play(await reactionTo(system, service, request, gatekeeper), response);
}

async function reactionTo(
  system: DebtorSystem,
  service: Service,
  request: IncomingMessage,
  gatekeeper: Gatekeeper | undefined,
): Promise<Reaction> {
  try {
    requireSoapContentType(request.headers['content-type']);
    const bytes = await readBody(request, bodyBytesMax);
    const refusal = gatekeeper?.refusal(bytes);
    return refusal === undefined ? system.react(bytes, service) : faultForStranger(refusal);
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
