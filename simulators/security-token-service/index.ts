import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { TokenService, type TokenServiceOptions } from './token-service.js';

export { FreshMessages } from './fresh-message.js';
export { issuer, type TokenService } from './token-service.js';

export type RunningTokenService = {
  readonly url: string;
  readonly service: TokenService;
  /** While it is away, connections are cut without an answer. */
  away: boolean;
  stop(): Promise<void>;
};

const bodyBytesMax = 256 * 1024;

/** Starts a security token service over TLS on a free port; `tls` is what it shows to those who connect, PEM. */
export async function startTokenService(
  host: string,
  tls: { readonly cert: string; readonly key: string },
  options: TokenServiceOptions,
): Promise<RunningTokenService> {
  const service = new TokenService(options);
  const server = createServer({ ...tls, minVersion: 'TLSv1.2' });
  const running: RunningTokenService = {
    url: await listening(server, host),
    service,
    away: false,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
  server.on('request', (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const bytes = Buffer.concat(chunks);
      if (running.away || bytes.byteLength > bodyBytesMax) {
        request.destroy();
        return;
      }
      const { status, body } = service.answer(bytes);
      response
        .writeHead(status, { 'content-type': 'application/soap+xml; charset=utf-8' })
        .end(body);
    });
  });
  return running;
}

function listening(server: Server, host: string): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, host, () => {
      resolve(
        `https://${host}:${String((server.address() as AddressInfo).port)}/runtime/services/trust`,
      );
    });
  });
}
