import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { TLSSocket } from 'node:tls';
import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { HttpSettings, RequestObserver } from '@libs/host';
import { Log } from '@libs/observability';
import { ServiceplatformSettings } from '../serviceplatform/serviceplatform.settings.js';
import { CallbackSettings } from '../tls/callback.settings.js';
import { Certificates } from '../tls/certificates.js';
import type { KeyPair } from '../tls/key-pair.js';
import { PinnedSubject } from '../tls/pinned-subject.js';
import { folder, ReportPages } from './report-pages.js';

const limits = { connectionsMax: 256, headersTimeoutMs: 10_000 } as const;

/**
 * Understands the platform's own door, by TLS. Where an authority and a subject are pinned, only a certificate from that authority
 * comes in, and only that subject is answered; else `report-service.ts` looks at the token of each report. Changed certificates hold for the next connection; those that are open end as they began.
 */
@Injectable()
export class ReportListener implements OnApplicationBootstrap, OnModuleDestroy {
  private server: Server | undefined;
  private readonly subject: PinnedSubject | undefined;

  constructor(
    private readonly pages: ReportPages,
    private readonly certificates: Certificates,
    private readonly settings: CallbackSettings,
    private readonly serviceplatform: ServiceplatformSettings,
    private readonly http: HttpSettings,
    private readonly observer: RequestObserver,
    private readonly log: Log,
  ) {
    const { subject } = settings;
    this.subject = subject === undefined ? undefined : new PinnedSubject(subject);
  }

  /** Where the platform calls; nothing where there is no such door. */
  get url(): string | undefined {
    const address = this.server?.address() as AddressInfo | null | undefined;
    if (address === null || address === undefined) return undefined;
    const host = address.family === 'IPv6' ? `[${address.address}]` : address.address;
    return `https://${host}:${String(address.port)}`;
  }

  async onApplicationBootstrap(): Promise<void> {
    const { callback } = this.certificates;
    if (callback === undefined) return;
    const server = createServer(optionsWith(callback.current), (request, response) => {
      const route = (): string => routeOf(request);
      this.observer.observe({ request, response, scheme: 'https', route }, () => {
        this.take(request, response);
      });
    });
    server.maxConnections = limits.connectionsMax;
    server.headersTimeout = limits.headersTimeoutMs;
    server.requestTimeout = this.http.requestTimeoutMs;
    server.on('tlsClientError', (error) => {
      this.log.warn('A caller could not show a certificate that is believed', {
        code: 'code' in error ? String(error.code) : error.name,
      });
    });
    callback.onChange((keyPair) => {
      server.setSecureContext(optionsWith(keyPair));
    });
    await listen(server, this.settings.port ?? 0, this.http.host);
    this.server = server;
    this.log.info('Listening for the platform', { url: this.url });
  }

  /** Requests under way are answered; nothing new is taken. */
  async onModuleDestroy(): Promise<void> {
    const { server } = this;
    if (server === undefined) return;
    await new Promise<void>((resolve) => {
      server.close(() => {
        resolve();
      });
      server.closeIdleConnections();
    });
  }

  private take(request: IncomingMessage, response: ServerResponse): void {
    this.handle(request, response).catch((error: unknown) => {
      this.log.error('A report could not be answered', { error });
      request.destroy();
    });
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (!this.letsIn(request)) {
      this.pages.refuse(request, response);
      return;
    }
    const { pathname, searchParams } = new URL(request.url ?? '/', 'https://gateway');
    const name = pathname.startsWith(`/${folder}/`) ? pathname.slice(folder.length + 2) : '';
    if (request.method === 'POST' && name === '1') await this.pages.report(request, response);
    else if (!this.published(request, response, searchParams.has('wsdl') ? 'wsdl' : name))
      notFound(request, response);
  }

  /** Serves what may be read of the contract; false if `name` is none of it. */
  private published(request: IncomingMessage, response: ServerResponse, name: string): boolean {
    if (request.method !== 'GET') return false;
    if (name !== 'wsdl') return this.pages.schema(response, name);
    this.pages.wsdl(response, this.base(request));
    return true;
  }

  private letsIn({ socket }: IncomingMessage): boolean {
    if (this.subject === undefined) return this.settings.tokenCertificateFile !== undefined;
    if (!(socket instanceof TLSSocket) || !socket.authorized) return false;
    const subject = socket.getPeerX509Certificate()?.subject ?? '';
    if (this.subject.fits(subject)) return true;
    this.log.warn('A caller with a certificate of another subject was turned away', {});
    return false;
  }

  private base({ headers }: IncomingMessage): string {
    return this.serviceplatform.callbackUrl ?? `https://${headers.host ?? 'localhost'}`;
  }
}

function optionsWith({ cert, key, ca }: KeyPair): object {
  return {
    ...{ cert, key, ca, minVersion: 'TLSv1.2' },
    ...(ca !== undefined && { requestCert: true, rejectUnauthorized: true }),
  };
}

/** As the plain door has it (`report-endpoint.ts`). */
function routeOf({ url = '' }: IncomingMessage): string {
  const [path = ''] = url.split('?');
  if (!path.startsWith(`/${folder}/`)) return 'none';
  return path === `/${folder}/1` ? path : `/${folder}/:schema`;
}

function notFound(request: IncomingMessage, response: ServerResponse): void {
  request.resume();
  response.writeHead(404).end();
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}
