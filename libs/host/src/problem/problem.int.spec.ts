import { createServer, request } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Issuer } from '@libs/testing';
import { host, type Hosted } from '../host.fixture.js';
import { ThingsModule } from '../things.fixture.js';
import { refuseUnreadableRequests } from './unreadable-requests.js';

let issuer: Issuer;
let hosted: Hosted;
let authorization: string;

type Told = {
  readonly status: number;
  readonly type: string | null;
  readonly body: Record<string, unknown>;
  readonly headers: Headers;
};

async function call(
  method: string,
  path: string,
  body?: string | Uint8Array<ArrayBuffer>,
  headers: Record<string, string> = {},
): Promise<Told> {
  const answer = await fetch(`${hosted.service.url}${path}`, {
    method,
    headers: { authorization, 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body }),
  });
  const text = await answer.text();
  return {
    status: answer.status,
    type: answer.headers.get('content-type'),
    headers: answer.headers,
    body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>),
  };
}

beforeAll(async () => {
  issuer = await Issuer.start();
  hosted = await host(ThingsModule, { OIDC_ISSUER: issuer.url, HTTP_BODY_MAX_BYTES: '10000' });
  authorization = `Bearer ${await issuer.token({ claims: { roles: ['things:read', 'things:write'], municipalities: '*' }, lifetime: '1h' })}`;
});
afterAll(async () => {
  await hosted.service.stop();
  await issuer.stop();
});

describe('bad input', () => {
  it('is told with every fault by its field', async () => {
    const { status, type, body } = await call(
      'PUT',
      '/things/DK-761500',
      JSON.stringify({
        amount: 'Gunhild',
        part: { name: 'Gunhild' },
        parts: [{ name: 'ok' }, { name: 3 }],
      }),
    );
    expect([status, type]).toEqual([422, 'application/problem+json; charset=utf-8']);
    expect(body).toMatchObject({
      type: 'urn:debitorbro:problem:input.invalid',
      title: 'Unprocessable Entity',
      status: 422,
      errors: expect.arrayContaining([
        { field: 'amount', detail: 'must be kroner with two decimals' },
        { field: 'part.name', detail: expect.stringContaining('shorter') },
        { field: 'parts.1.name', detail: expect.stringContaining('string') },
      ]),
    });
    expect(JSON.stringify(body)).not.toContain('Gunhild');
  });

  it.each([
    ['a list', '[]', {}, ['']],
    [
      'something that is no JSON by its type',
      'amount=1',
      { 'content-type': 'text/plain' },
      ['', 'amount', 'part'],
    ],
  ])('is refused when the body is %s', async (_, body, headers, fields) => {
    expect(await call('PUT', '/things/DK-761500', body, headers)).toMatchObject({
      status: 422,
      body: { errors: fields.map((field) => ({ field })) },
    });
  });

  it('is refused when there is none', async () => {
    expect(await call('PUT', '/things/DK-761500')).toMatchObject({
      status: 422,
      body: { errors: expect.arrayContaining([expect.objectContaining({ field: 'amount' })]) },
    });
  });

  it('is refused when a query does not fit', async () => {
    expect(await call('GET', '/things?limit=11')).toMatchObject({
      status: 422,
      body: { errors: [{ field: 'limit' }] },
    });
    expect(await call('GET', '/things?limit=abc')).toMatchObject({
      status: 422,
      body: { errors: expect.arrayContaining([expect.objectContaining({ field: 'limit' })]) },
    });
    expect(await call('GET', '/things?limit=7')).toMatchObject({
      status: 200,
      body: { query: { limit: 7 } },
    });
  });

  it('loses members that nobody declared', async () => {
    const sent =
      '{"amount":"1.00","part":{"name":"a","x":1},"more":true,"__proto__":{"polluted":true},"constructor":{}}';
    expect(await call('PUT', '/things/DK-761500', sent)).toMatchObject({
      status: 200,
      body: { agencyId: 'DK-761500', thing: { amount: '1.00', part: { name: 'a' } }, made: true },
    });
    expect(Object.keys((await call('PUT', '/things/DK-761500', sent)).body['thing'] ?? {})).toEqual(
      ['amount', 'part'],
    );
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it('is refused when it holds NUL characters', async () => {
    expect(
      await call('PUT', '/things/DK-761500', '{"amount":"1.00","part":{"name":"a\\u0000"}}'),
    ).toMatchObject({
      status: 422,
      body: { errors: [{ field: 'part.name' }] },
    });
    expect(await call('PUT', '/things/DK-76%00', '{}')).toMatchObject({ status: 422 });
  });

  it.each([
    ['malformed JSON', '{"name": Gunhild}', 400, 'json.malformed'],
    ['half a JSON', '{"name": "Gunhild', 400, 'json.malformed'],
    ['deep nesting', '['.repeat(5_000) + ']'.repeat(5_000), 400, 'json.too-deep'],
    ['deep nesting that never closes', '{"a":'.repeat(1_000), 400, 'json.too-deep'],
    [
      'a body that is too large',
      JSON.stringify({ amount: 'x'.repeat(20_000) }),
      413,
      'body.too-large',
    ],
  ])('is refused without quoting it: %s', async (_, text, status, code) => {
    const told = await call('PUT', '/things/DK-761500', text);
    expect(told).toMatchObject({
      status,
      type: expect.stringContaining('application/problem+json'),
      body: { status, code },
    });
    expect(JSON.stringify(told.body)).not.toContain('Gunhild');
  });

  it('is refused in a strange encoding', async () => {
    expect(
      await call('PUT', '/things/DK-761500', '{}', { 'content-encoding': 'x-unknown' }),
    ).toMatchObject({ status: 415 });
    expect(
      await call('PUT', '/things/DK-761500', new Uint8Array([0x1f, 0x8b, 1, 2, 3]), {
        'content-encoding': 'gzip',
      }),
    ).toMatchObject({
      status: 400,
    });
  });

  it('does not count braces inside texts as nesting', async () => {
    expect(
      await call(
        'PUT',
        '/things/DK-761500',
        JSON.stringify({ amount: '1.00', part: { name: 'a' }, note: `"\\${'{['.repeat(100)}` }),
      ),
    ).toMatchObject({ status: 200 });
  });

  it('is refused when the path is badly encoded', async () => {
    expect(await call('GET', '/things/by/%FF')).toMatchObject({
      status: 400,
      type: expect.stringContaining('problem+json'),
    });
  });
});

describe('a path', () => {
  it('that nobody serves is 404 and is not quoted', async () => {
    const told = await call('GET', '/patron/Gunhild');
    expect(told).toMatchObject({ status: 404, body: { code: 'http.not-found' } });
    expect(JSON.stringify(told.body)).not.toContain('Gunhild');
  });

  it('that is served by other methods is 405 and names them', async () => {
    const told = await call('DELETE', '/things/DK-761500');
    expect(told).toMatchObject({ status: 405, body: { code: 'http.method-not-allowed' } });
    expect(told.headers.get('allow')).toBe('PUT');
    expect((await call('POST', '/health/live')).headers.get('allow')).toBe('GET');
  });
});

describe('what is no request that any route could see', () => {
  async function exchange(sent: string): Promise<{ head: string; body: unknown }> {
    const { port } = new URL(hosted.service.url);
    const socket = connect(Number(port), '127.0.0.1');
    socket.on('error', () => undefined).end(sent);
    const answer = (await text(socket)).split('\r\n\r\n');
    return { head: answer[0] ?? '', body: JSON.parse(answer[1] ?? '') };
  }

  it.each([
    ['no HTTP', 'Gunhild\r\n\r\n', 400, 'bad-request'],
    [
      'an endless path',
      `GET /${'Gunhild'.repeat(5_000)} HTTP/1.1\r\n\r\n`,
      431,
      'request-header-fields-too-large',
    ],
    [
      'two lengths',
      'PUT / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n',
      400,
      'bad-request',
    ],
  ])('is answered as all others are, unquoted: %s', async (_, sent, status, code) => {
    const { head, body } = await exchange(sent);
    expect(head).toMatch(
      new RegExp(`^HTTP/1.1 ${String(status)} .*application/problem\\+json`, 's'),
    );
    expect(body).toMatchObject({ status, code: `http.${code}` });
    expect(JSON.stringify(body)).not.toContain('Gunhild');
    expect((await call('GET', '/things')).status).toBe(200);
  });

  it('does not go into the middle of an answer under way', async () => {
    const slow = createServer((_, response) => {
      response.write('half of it');
    });
    refuseUnreadableRequests(slow);
    await new Promise<void>((resolve) => slow.listen(0, '127.0.0.1', resolve));
    const socket = connect((slow.address() as AddressInfo).port, '127.0.0.1');
    socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
    socket.once('data', () => socket.write('Gunhild\r\n\r\n'));
    const answer = await text(socket).catch(() => 'half of it');
    slow.close();
    expect(answer).not.toContain('problem+json');
  });
});

describe('a failure', () => {
  const fail = (how: string): Promise<Told> => call('POST', `/things/fail/${how}`);

  it('of ours is told without any inner text', async () => {
    for (const how of ['bug', 'inner']) {
      const told = await fail(how);
      expect(told).toMatchObject({
        status: 500,
        body: { title: 'Internal Server Error', code: 'http.internal-server-error' },
      });
      expect(JSON.stringify(told.body)).not.toMatch(/Gunhild|sealed/);
    }
  });

  it('that names a field is the input’s', async () => {
    expect(await fail('field')).toMatchObject({
      status: 422,
      body: { errors: [{ field: 'amount', detail: 'It is no amount.' }] },
    });
  });

  it('that passes asks to try again', async () => {
    for (const how of ['transient', 'database']) {
      const told = await fail(how);
      expect(told).toMatchObject({ status: 503 });
      expect(told.headers.get('retry-after')).toBe('5');
      expect(JSON.stringify(told.body)).not.toContain('Gunhild');
    }
  });

  it('that a handler describes is told in its words', async () => {
    expect(await fail('conflict')).toMatchObject({
      status: 409,
      body: { code: 'thing.taken', detail: 'Another has it.', title: 'Conflict' },
    });
  });
});

describe('the service', () => {
  it('survives a caller that leaves in the middle of its body', async () => {
    const { port } = new URL(hosted.service.url);
    await new Promise<void>((resolve) => {
      const leaving = request({
        host: '127.0.0.1',
        port,
        method: 'PUT',
        path: '/things/DK-761500',
        headers: { authorization, 'content-type': 'application/json', 'content-length': 100 },
      });
      leaving.on('error', () => undefined).on('close', resolve);
      leaving.write('{"amount"', () => leaving.destroy());
    });
    expect((await call('GET', '/things')).status).toBe(200);
  });

  it('says nothing of what it is made of', async () => {
    const { headers } = await call('GET', '/things');
    expect(headers.get('x-powered-by')).toBeNull();
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  });
});
