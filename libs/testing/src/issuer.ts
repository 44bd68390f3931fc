import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  exportJWK,
  generateKeyPair,
  SignJWT,
  type JWTHeaderParameters,
  type JWTPayload,
} from 'jose';

type KeyPair = Awaited<ReturnType<typeof generateKeyPair>>;

export type TokenShape = {
  readonly claims?: JWTPayload;
  readonly header?: Partial<JWTHeaderParameters>;
  readonly kid?: string;
  readonly lifetime?: string;
};

/** An issuer under the test's thumb: it can rotate keys, be away, and sign what a proper one never would. */
export class Issuer {
  private readonly keys = new Map<string, KeyPair>();
  private readonly published = new Set<string>();
  keyRequests = 0;
  away = false;

  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  static async start(): Promise<Issuer> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const issuer = new Issuer(
      server,
      `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    );
    server.on('request', (request, response) => {
      void issuer.answer(request.url ?? '').then((body) => {
        response
          .writeHead(body === undefined ? 503 : 200, { 'content-type': 'application/json' })
          .end(JSON.stringify(body ?? {}));
      });
    });
    await issuer.addKey('first');
    return issuer;
  }

  async addKey(kid: string, published = true): Promise<void> {
    this.keys.set(kid, await generateKeyPair('ES256', { extractable: true }));
    if (published) this.published.add(kid);
  }

  async token({
    claims = {},
    header = {},
    kid = 'first',
    lifetime = '5m',
  }: TokenShape = {}): Promise<string> {
    const whole = {
      iss: this.url,
      aud: 'debitorbro',
      sub: 'operator',
      roles: ['things:read'],
      municipalities: ['615'],
      ...claims,
    };
    const signed = new SignJWT(whole).setProtectedHeader({
      alg: 'ES256',
      typ: 'at+jwt',
      kid,
      ...header,
    });
    return signed.setIssuedAt().setExpirationTime(lifetime).sign(this.pair(kid).privateKey);
  }

  /** The published bytes of a key, as somebody would use them who mistakes it for a shared secret. */
  async publishedBytes(kid = 'first'): Promise<Uint8Array> {
    const { publicKey } = this.pair(kid);
    return new TextEncoder().encode(JSON.stringify(await exportJWK(publicKey)));
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private pair(kid: string): KeyPair {
    const pair = this.keys.get(kid);
    if (pair === undefined) throw new Error(`There is no key ${kid}.`);
    return pair;
  }

  private async answer(path: string): Promise<object | undefined> {
    if (this.away) return undefined;
    if (path === '/.well-known/openid-configuration')
      return { issuer: this.url, jwks_uri: `${this.url}/keys` };
    this.keyRequests += 1;
    const published = [...this.keys].filter(([kid]) => this.published.has(kid));
    return {
      keys: await Promise.all(
        published.map(async ([kid, { publicKey }]) => ({
          ...(await exportJWK(publicKey)),
          kid,
          alg: 'ES256',
          use: 'sig',
        })),
      ),
    };
  }
}
