import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Issuer, type TokenShape } from '@libs/testing';
import { SignJWT, UnsecuredJWT } from 'jose';
import { host, type Hosted } from '../host.fixture.js';
import { ThingsModule } from '../things.fixture.js';

let issuer: Issuer;
let hosted: Hosted;

type Told = {
  readonly status: number;
  readonly challenge: string | null;
  readonly body: Record<string, unknown>;
};

async function call(path: string, token?: string, method = 'GET'): Promise<Told> {
  const answer = await fetch(`${hosted.service.url}${path}`, {
    method,
    headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
  });
  return {
    status: answer.status,
    challenge: answer.headers.get('www-authenticate'),
    body: (await answer.json()) as Record<string, unknown>,
  };
}

async function asking(shape: TokenShape, path = '/things', method = 'GET'): Promise<Told> {
  return call(path, await issuer.token(shape), method);
}

async function denials(reason: string): Promise<number> {
  const text = await (await fetch(`${hosted.service.url}/metrics`)).text();
  return Number(
    new RegExp(`debitorbro_http_requests_denied_total\\{reason="${reason}"[^}]*\\} (\\d+)`).exec(
      text,
    )?.[1] ?? 0,
  );
}

beforeAll(async () => {
  issuer = await Issuer.start();
  hosted = await host(ThingsModule, {
    OIDC_ISSUER: issuer.url,
    OIDC_KEYS_COOLDOWN_SECONDS: '0',
    OIDC_CLOCK_TOLERANCE_SECONDS: '2',
  });
});
afterAll(async () => {
  await hosted.service.stop();
  await issuer.stop();
});

describe('a proper token', () => {
  it('lets its caller in, who is known to the handler', async () => {
    expect(await asking({ claims: { sub: 'Åse' } })).toMatchObject({
      status: 200,
      body: { caller: { subject: 'Åse', roles: ['things:read'], municipalities: ['615'] } },
    });
  });

  it('may name several audiences', async () => {
    expect(await asking({ claims: { aud: ['other', 'debitorbro'] } })).toMatchObject({
      status: 200,
    });
  });

  it('may be a little late, by the clock tolerance', async () => {
    expect(await asking({ lifetime: '-1s' })).toMatchObject({ status: 200 });
  });

  it('of a key that the issuer has just begun to use is accepted', async () => {
    await issuer.addKey('second');
    expect(await asking({ kid: 'second' })).toMatchObject({ status: 200 });
  });
});

describe('a request without a proper token', () => {
  it('is told that one is needed', async () => {
    const told = await call('/things');
    expect(told).toMatchObject({
      status: 401,
      challenge: 'Bearer realm="debitorbro"',
      body: { code: 'access.no-token' },
    });
  });

  it.each<[string, TokenShape, string]>([
    ['expired', { lifetime: '-1m' }, 'expired'],
    ['for another audience', { claims: { aud: 'somebody-else' } }, 'wrong-audience'],
    ['without an audience', { claims: { aud: undefined as never } }, 'wrong-audience'],
    ['by another issuer', { claims: { iss: 'https://elsewhere.example' } }, 'wrong-issuer'],
    ['not yet valid', { claims: { nbf: Math.floor(Date.now() / 1000) + 3_600 } }, 'not-yet-valid'],
    ['an id token', { header: { typ: 'JWT' } }, 'wrong-type'],
    ['without a subject', { claims: { sub: undefined as never } }, 'missing-claim'],
    ['with an empty subject', { claims: { sub: '' } }, 'missing-claim'],
  ])('is refused when it is %s', async (_, shape, reason) => {
    const before = await denials(reason);
    expect(await asking(shape)).toMatchObject({
      status: 401,
      challenge: 'Bearer realm="debitorbro", error="invalid_token"',
      body: { code: `access.${reason}` },
    });
    expect(await denials(reason)).toBe(before + 1);
  });

  it('is refused when the key is unknown, or forged under a known name', async () => {
    await issuer.addKey('unpublished', false);
    expect(await asking({ kid: 'unpublished' })).toMatchObject({
      status: 401,
      body: { code: 'access.unknown-key' },
    });
    expect(await asking({ kid: 'unpublished', header: { kid: 'first' } })).toMatchObject({
      status: 401,
      body: { code: 'access.bad-signature' },
    });
  });

  it('is refused when its claims were changed after signing', async () => {
    const [header, , signature] = (await issuer.token()).split('.');
    const [, payload] = (
      await issuer.token({ claims: { roles: ['things:write'], municipalities: '*' } })
    ).split('.');
    expect(await call('/things', [header, payload, signature].join('.'))).toMatchObject({
      status: 401,
      body: { code: 'access.bad-signature' },
    });
  });

  it('is refused when the algorithm is none', async () => {
    const claims = new UnsecuredJWT({
      iss: issuer.url,
      aud: 'debitorbro',
      sub: 'x',
      roles: ['things:read'],
    })
      .setIssuedAt()
      .setExpirationTime('5m')
      .encode();
    const none = `${Buffer.from('{"alg":"none","typ":"at+jwt"}').toString('base64url')}.${claims.split('.')[1] ?? ''}.`;
    for (const token of [claims, none])
      expect(await call('/things', token)).toMatchObject({
        status: 401,
        body: { code: expect.stringMatching(/^access\.(wrong-algorithm|malformed|no-token)$/) },
      });
  });

  it('is refused when the public key was used as a shared secret (HS256)', async () => {
    const confused = await new SignJWT({
      iss: issuer.url,
      aud: 'debitorbro',
      sub: 'x',
      roles: ['things:read'],
    })
      .setProtectedHeader({ alg: 'HS256', typ: 'at+jwt', kid: 'first' })
      .setIssuedAt()
      .setExpirationTime('5m')
      .sign(await issuer.publishedBytes());
    expect(await call('/things', confused)).toMatchObject({
      status: 401,
      body: { code: 'access.wrong-algorithm' },
    });
  });

  it.each(['x', 'a.b.c', `${'a'.repeat(9_000)}.b.c`, '....'])(
    'is refused when the token is %.20s',
    async (token) => {
      expect(await call('/things', token)).toMatchObject({
        status: 401,
        body: { code: 'access.malformed' },
      });
    },
  );

  it('is refused when the header is of another scheme', async () => {
    const answer = await fetch(`${hosted.service.url}/things`, {
      headers: { authorization: 'Basic eDp5' },
    });
    expect(answer.status).toBe(401);
  });

  it('is logged without the token', async () => {
    hosted.lines.length = 0;
    const token = await issuer.token({ claims: { aud: 'somebody-else' } });
    await call('/things', token);
    expect(hosted.lines.join()).toContain('"reason":"wrong-audience"');
    expect(hosted.lines.join()).not.toContain(token.split('.')[2] ?? 'no token');
    expect(hosted.lines.join()).not.toContain(token.split('.')[1] ?? 'no token');
  });
});

describe('a known caller', () => {
  it('is refused without the role, which is named', async () => {
    expect(await asking({ claims: { roles: ['other'] } })).toMatchObject({
      status: 403,
      challenge: 'Bearer realm="debitorbro", error="insufficient_scope", scope="things:read"',
      body: { code: 'access.missing-role', detail: 'The access token does not grant things:read.' },
    });
    for (const roles of [undefined, 'things:read', { 0: 'things:read' }, [['things:read']]])
      expect(await asking({ claims: { roles } })).toMatchObject({
        status: 403,
        body: { code: 'access.missing-role' },
      });
  });

  it.each<[string, unknown, string, number]>([
    ['its own municipality', ['615'], '/things/by/615', 200],
    ['another municipality', ['615'], '/things/by/751', 403],
    ['any municipality, holding all', '*', '/things/by/751', 200],
    ['a municipality, holding none', undefined, '/things/by/615', 403],
    ['a municipality, holding a list with a star', ['*'], '/things/by/615', 403],
    ['an unfit code', ['615'], '/things/by/6155', 403],
  ])('asking for %s', async (_, municipalities, path, status) => {
    expect(await asking({ claims: { municipalities } }, path)).toMatchObject({ status });
  });

  it.each<[string, unknown, string, number]>([
    ['an agency of its own municipality', ['615'], 'DK-761500', 422],
    ['an agency of another', ['751'], 'DK-761500', 403],
    ['an agency of no municipality', ['615'], 'DK-876543', 403],
    ['an agency of no municipality, holding all', '*', 'DK-876543', 422],
    ['no agency at all', ['615'], 'nonsense', 403],
  ])('changing %s', async (_, municipalities, agency, status) => {
    expect(
      await asking(
        { claims: { roles: ['things:write'], municipalities } },
        `/things/${agency}`,
        'PUT',
      ),
    ).toMatchObject({ status });
  });

  it('needs the role of the route, not only that of its class', async () => {
    expect(
      await asking({ claims: { municipalities: '*' } }, '/things/DK-761500', 'PUT'),
    ).toMatchObject({
      status: 403,
      body: { code: 'access.missing-role' },
    });
  });
});

describe('open routes', () => {
  it('need no token and do not look at one', async () => {
    for (const path of ['/health/live', '/openapi.json'])
      expect((await call(path, 'nonsense')).status).toBe(200);
  });
});

describe('the issuer', () => {
  it('is not asked for keys by every token, nor by every unknown key', async () => {
    const own = await host(ThingsModule, { OIDC_ISSUER: issuer.url });
    const before = issuer.keyRequests;
    await issuer.addKey('stranger', false);
    for (let i = 0; i < 5; i += 1) {
      for (const kid of ['first', 'stranger'])
        await fetch(`${own.service.url}/things`, {
          headers: { authorization: `Bearer ${await issuer.token({ kid })}` },
        });
    }
    expect(issuer.keyRequests - before).toBe(1);
    await own.service.stop();
  });

  it('that is away is our trouble, not the caller’s, until it is back', async () => {
    const own = await host(ThingsModule, { OIDC_ISSUER: issuer.url });
    const ask = async (): Promise<number> =>
      (
        await fetch(`${own.service.url}/things`, {
          headers: { authorization: `Bearer ${await issuer.token()}` },
        })
      ).status;
    issuer.away = true;
    expect(await ask()).toBe(503);
    issuer.away = false;
    expect(await ask()).toBe(200);
    await own.service.stop();
  });

  it('must be the one that its document names', async () => {
    const own = await host(ThingsModule, {
      OIDC_ISSUER: issuer.url.replace('127.0.0.1', 'localhost'),
    });
    expect(
      (
        await fetch(`${own.service.url}/things`, {
          headers: { authorization: `Bearer ${await issuer.token()}` },
        })
      ).status,
    ).toBe(503);
    await own.service.stop();
  });
});
