import { randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair } from 'jose';
import { Provider, type ClientMetadata, type Configuration, type JWK } from 'oidc-provider';
import { localOperator, type SimulatedClient } from './clients.js';
import { MemoryAdapter } from './memory-adapter.js';

export { operatorRoles, type SimulatedClient } from './clients.js';

export type IdentityProviderOptions = {
  /** A loopback address. */
  readonly host: string;
  /** 0, the default, takes a free one. */
  readonly port?: number;
  /** Secret of the client `local-operator`, who may do everything everywhere. */
  readonly operatorSecret: string;
  /** Audience of the tokens. */
  readonly audience: string;
  /** Further clients, e.g. one that holds a single municipality. */
  readonly clients?: readonly SimulatedClient[];
  /** Lifetime of a token in seconds; default 12 hours, a day at a desk. */
  readonly tokenSeconds?: number;
};

export type IdentityProvider = { readonly issuer: string; stop(): Promise<void> };

const deskDaySeconds = 12 * 60 * 60;
const algorithm = 'ES256';

/**
 * Starts a real OpenID provider on a loopback address. Programs ask its token endpoint (named in
 * `/.well-known/openid-configuration`) for tokens by `grant_type=client_credentials`. Signing keys live as long as the provider.
 */
export async function startIdentityProvider(
  options: IdentityProviderOptions,
): Promise<IdentityProvider> {
  const server = createServer();
  await listen(server, options.host, options.port ?? 0);
  const issuer = `http://${options.host}:${String((server.address() as AddressInfo).port)}`;
  const answer = new Provider(issuer, await configuration(options)).callback();
  server.on('request', (request, response) => void answer(request, response));
  return { issuer, stop: () => close(server) };
}

async function configuration(options: IdentityProviderOptions): Promise<Configuration> {
  const clients = [localOperator(options.operatorSecret), ...(options.clients ?? [])];
  return {
    adapter: MemoryAdapter,
    clients: clients.map(asRegistered),
    jwks: { keys: [await signingKey()] },
    ttl: { ClientCredentials: options.tokenSeconds ?? deskDaySeconds },
    cookies: { keys: [randomBytes(32).toString('base64url')] },
    features: {
      clientCredentials: { enabled: true },
      devInteractions: { enabled: false },
      resourceIndicators: resourceIndicators(options),
    },
    extraTokenClaims: (_context, token) => {
      const client = clients.find(({ id }) => id === token.clientId);
      return client === undefined
        ? {}
        : { roles: client.roles, municipalities: client.municipalities };
    },
  };
}

/** A program without users: no redirects; it gets no id tokens, but the provider wants their algorithm to fit its only key. */
function asRegistered({ id, secret }: SimulatedClient): ClientMetadata {
  return {
    client_id: id,
    client_secret: secret,
    grant_types: ['client_credentials'],
    redirect_uris: [],
    response_types: [],
    id_token_signed_response_alg: algorithm,
  };
}

/** Tokens are JWTs for one audience, whether a client names the resource or not (RFC 8707, RFC 9068). */
function resourceIndicators({
  audience,
  tokenSeconds,
}: IdentityProviderOptions): NonNullable<
  NonNullable<Configuration['features']>['resourceIndicators']
> {
  return {
    enabled: true,
    defaultResource: () => `urn:${audience}`,
    useGrantedResource: () => true,
    getResourceServerInfo: () => ({
      scope: '',
      audience,
      accessTokenTTL: tokenSeconds ?? deskDaySeconds,
      accessTokenFormat: 'jwt',
      jwt: { sign: { alg: algorithm } },
    }),
  };
}

async function signingKey(): Promise<JWK> {
  const { privateKey } = await generateKeyPair(algorithm, { extractable: true });
  const kid = randomBytes(8).toString('hex');
  return { ...(await exportJWK(privateKey)), kid, alg: algorithm, use: 'sig' };
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
  server.closeAllConnections();
  return new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
  });
}
