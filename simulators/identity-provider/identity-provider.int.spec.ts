import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createRemoteJWKSet, decodeProtectedHeader, jwtVerify, type JWTPayload } from 'jose';
import { operatorRoles, startIdentityProvider, type IdentityProvider } from './index.js';

let provider: IdentityProvider;
let discovery: {
  readonly issuer: string;
  readonly token_endpoint: string;
  readonly jwks_uri: string;
};

beforeAll(async () => {
  provider = await startIdentityProvider({
    host: '127.0.0.1',
    operatorSecret: 'an operator: secret',
    audience: 'debitorbro',
    clients: [{ id: 'desk-615', secret: 'desk', roles: ['tasks:read'], municipalities: ['615'] }],
  });
  discovery = (await (
    await fetch(`${provider.issuer}/.well-known/openid-configuration`)
  ).json()) as typeof discovery;
});
afterAll(() => provider.stop());

async function ask(
  id: string,
  secret: string,
  more: Record<string, string> = {},
): Promise<{ status: number; body: Record<string, unknown> }> {
  const basic = Buffer.from([id, secret].map(encodeURIComponent).join(':')).toString('base64');
  const answer = await fetch(discovery.token_endpoint, {
    method: 'POST',
    headers: { authorization: `Basic ${basic}` },
    body: new URLSearchParams({ grant_type: 'client_credentials', ...more }),
  });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

async function claimsOf(token: unknown): Promise<JWTPayload> {
  const keys = createRemoteJWKSet(new URL(discovery.jwks_uri));
  const { payload } = await jwtVerify(String(token), keys, {
    issuer: provider.issuer,
    audience: 'debitorbro',
    algorithms: ['ES256'],
    typ: 'at+jwt',
  });
  return payload;
}

describe('the identity provider', () => {
  it('names itself as the issuer', () => {
    expect(discovery.issuer).toBe(provider.issuer);
  });

  it.each([{}, { resource: 'urn:debitorbro' }])(
    'gives the local operator a token for everything everywhere, asked with %j',
    async (more) => {
      const { status, body } = await ask('local-operator', 'an operator: secret', more);
      expect([status, body['token_type'], body['expires_in']]).toEqual([200, 'Bearer', 43_200]);
      expect(await claimsOf(body['access_token'])).toMatchObject({
        sub: 'local-operator',
        client_id: 'local-operator',
        roles: operatorRoles,
        municipalities: '*',
      });
    },
  );

  it('takes the secret in the form as well', async () => {
    const form = new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: 'local-operator',
      client_secret: 'an operator: secret',
    });
    expect((await fetch(discovery.token_endpoint, { method: 'POST', body: form })).status).toBe(
      200,
    );
  });

  it('gives another client its own roles and municipalities', async () => {
    const { body } = await ask('desk-615', 'desk');
    expect(await claimsOf(body['access_token'])).toMatchObject({
      sub: 'desk-615',
      roles: ['tasks:read'],
      municipalities: ['615'],
    });
  });

  it('refuses a wrong secret, an unknown client and another grant', async () => {
    expect((await ask('local-operator', 'wrong')).status).toBe(401);
    expect((await ask('stranger', 'wrong')).status).toBe(401);
    expect(
      (await ask('local-operator', 'an operator: secret', { grant_type: 'password' })).status,
    ).toBe(400);
  });

  it('makes new keys for every start', async () => {
    const other = await startIdentityProvider({
      host: '127.0.0.1',
      operatorSecret: 's',
      audience: 'debitorbro',
    });
    const keysOf = async (issuer: string): Promise<string> =>
      JSON.stringify(await (await fetch(`${issuer}/jwks`)).json());
    expect(await keysOf(other.issuer)).not.toBe(await keysOf(provider.issuer));
    expect(await keysOf(provider.issuer)).not.toContain('"d"');
    await other.stop();
    await expect(fetch(other.issuer)).rejects.toThrow();
  });

  it('names its key in the header', async () => {
    const { body } = await ask('local-operator', 'an operator: secret');
    expect(decodeProtectedHeader(String(body['access_token']))).toMatchObject({
      alg: 'ES256',
      typ: 'at+jwt',
      kid: expect.stringMatching(/^[0-9a-f]{16}$/),
    });
  });
});
