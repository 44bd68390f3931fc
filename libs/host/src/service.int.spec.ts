import { Controller, Get, Module } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SettingsFailure } from '@libs/config';
import { spansInMemory } from '@libs/observability';
import { host, type Hosted } from './host.fixture.js';
import { Open } from './index.js';
import { ServiceSettings } from './settings.js';
import { startService } from './boot/start-service.js';
import { Breakable, Slow, ThingsModule } from './things.fixture.js';

const spans = spansInMemory();
let hosted: Hosted;
const url = (path: string): string => `${hosted.service.url}${path}`;
const ready = async (): Promise<{ status: number; body: unknown }> => {
  const answer = await fetch(url('/health/ready'));
  return { status: answer.status, body: await answer.json() };
};

beforeAll(async () => {
  hosted = await host(ThingsModule, { READY_CHECK_TIMEOUT_MS: '100' }, spans.exporter);
});
afterAll(() => hosted.service.stop());

describe('health', () => {
  it('is live', async () => {
    expect(await (await fetch(url('/health/live'))).json()).toEqual({ live: true });
  });

  it('is ready when every check is', async () => {
    expect(await ready()).toEqual({
      status: 200,
      body: { ready: true, phase: 'running', checks: [{ name: 'breakable', ready: true }] },
    });
  });

  it.each([
    [
      'says no',
      (): Promise<never> | Promise<{ ready: false; why: string }> =>
        Promise.resolve({ ready: false, why: 'no consumers' }),
      'no consumers',
    ],
    [
      'fails',
      (): Promise<never> =>
        Promise.reject(Object.assign(new Error('Gunhild'), { code: 'broker.away' })),
      'broker.away',
    ],
    [
      'does not answer',
      (): Promise<never> => new Promise<never>(() => undefined),
      'no answer in time',
    ],
  ])('is not ready when a check %s', async (_, result, why) => {
    const check = hosted.service.app.get(Breakable);
    const before = check.result;
    check.result = result;
    expect(await ready()).toEqual({
      status: 503,
      body: { ready: false, phase: 'running', checks: [{ name: 'breakable', ready: false, why }] },
    });
    check.result = before;
  });
});

describe('metrics', () => {
  it('are scraped as text, or as OpenMetrics with exemplars', async () => {
    await fetch(url('/things/fail/none'), { method: 'POST' });
    const plain = await fetch(url('/metrics'));
    expect(plain.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(await plain.text()).toMatch(
      /http_server_request_duration_seconds_count\{[^}]*method="POST",route="\/things\/fail\/:how",status="200"[^}]*\} 1/,
    );
    const open = await fetch(url('/metrics'), {
      headers: { accept: 'application/openmetrics-text;version=1.0.0' },
    });
    expect(open.headers.get('content-type')).toMatch(
      /^application\/openmetrics-text; version=1\.0\.0/,
    );
    expect(await open.text()).toMatch(/route="\/things\/fail\/:how".* # \{trace_id="[0-9a-f]{32}"/);
  });
});

describe('traces', () => {
  it('continue with a server span that names the route, not the path', async () => {
    spans.forget();
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    await fetch(url('/things/fail/Gunhild'), {
      method: 'POST',
      headers: { traceparent, 'content-type': 'application/json' },
      body: '{}',
    });
    await expect(eventually(() => spans.ended().length)).resolves.toBe(1);
    const [span] = spans.ended();
    expect(span).toMatchObject({
      name: 'POST /things/fail/:how',
      parentSpanContext: { spanId: 'b7ad6b7169203331' },
      attributes: { 'http.route': '/things/fail/:how', 'http.response.status_code': 200 },
    });
    expect(JSON.stringify(span?.attributes)).not.toContain('Gunhild');
  });

  it('are named in the log of the request, also after its body was read, and in its problem', async () => {
    hosted.lines.length = 0;
    const answer = await fetch(url('/things/fail/bug'), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"a":1}',
    });
    const { traceId } = (await answer.json()) as { traceId: string };
    const failed = hosted.lines
      .map((line) => JSON.parse(line) as Record<string, unknown>)
      .find(({ message }) => message === 'A request failed');
    expect(failed).toMatchObject({ level: 'error', trace_id: traceId, route: '/things/fail/:how' });
    expect(hosted.lines.join()).not.toContain('0101901234');
  });
});

describe('the description', () => {
  it('is made from routes, rules and access', async () => {
    const api = (await (await fetch(url('/openapi.json'))).json()) as {
      paths: Record<string, Record<string, object>>;
      components: { schemas: object };
    };
    expect(api).toMatchObject({ openapi: '3.1.0', info: { title: 'things' } });
    expect(api.paths['/things/{agencyId}']?.['put']).toMatchObject({
      operationId: 'ThingsController.put',
      parameters: [{ name: 'agencyId', in: 'path', required: true }],
      requestBody: {
        content: { 'application/json': { schema: { $ref: '#/components/schemas/Thing' } } },
      },
      security: [{ token: ['things:write'] }],
    });
    expect(api.paths['/things/fail/{how}']?.['post']).toMatchObject({
      requestBody: {
        content: { 'application/json': { schema: { $ref: '#/components/schemas/Part' } } },
      },
    });
    expect(api.paths['/things']?.['get']).toMatchObject({
      parameters: [
        {
          name: 'limit',
          in: 'query',
          required: false,
          schema: { type: 'integer', minimum: 1, maximum: 10 },
        },
      ],
      responses: {
        200: {
          content: {
            'application/json': {
              schema: { type: 'array', items: { $ref: '#/components/schemas/Thing' } },
            },
          },
        },
      },
    });
    expect(api.paths['/health/ready']?.['get']).toMatchObject({ security: [] });
    expect(api.components.schemas).toMatchObject({
      Thing: {
        required: ['amount', 'part'],
        properties: {
          amount: { type: 'string', pattern: '^\\d+\\.\\d{2}$' },
          part: { $ref: '#/components/schemas/Part' },
        },
      },
      Part: { properties: { name: { type: 'string', maxLength: 5 } } },
    });
    expect(api.components.schemas).not.toHaveProperty('ThingQuery');
  });
});

describe('starting', () => {
  it('is refused before anything listens when settings are faulty', async () => {
    await expect(
      startService({
        name: 'x',
        module: ThingsModule,
        settings: ServiceSettings,
        env: { HTTP_HOST: '127.0.0.1', OIDC_ISSUER: 'http://id.example.dk', OIDC_AUDIENCE: 'd' },
      }),
    ).rejects.toThrow(
      expect.objectContaining({
        faults: [
          expect.objectContaining({
            variable: 'OIDC_ISSUER',
            wrong: expect.stringContaining('http only on the loopback'),
          }),
        ],
      }),
    );
    await expect(
      startService({ name: 'x', module: ThingsModule, settings: ServiceSettings, env: {} }),
    ).rejects.toBeInstanceOf(SettingsFailure);
  });

  it('is refused when a route does not say who may use it', async () => {
    @Controller('forgotten')
    class ForgottenController {
      @Get() all(): object {
        return {};
      }
    }
    @Module({ controllers: [ForgottenController] })
    class ForgottenModule {}
    await expect(host(ForgottenModule, {})).rejects.toThrow(
      'GET /forgotten (ForgottenController.all)',
    );
  });

  it('is refused when the port is taken, and leaves nothing behind', async () => {
    const port = new URL(hosted.service.url).port;
    await expect(host(ThingsModule, { HTTP_PORT: port })).rejects.toThrow('EADDRINUSE');
    expect((await fetch(url('/health/live'))).status).toBe(200);
  });

  it('puts several services side by side', async () => {
    @Controller('other')
    class OtherController {
      @Get() @Open('a test') all(): object {
        return { other: true };
      }
    }
    @Module({ controllers: [OtherController] })
    class OtherModule {}
    const other = await host(OtherModule, {});
    expect(await (await fetch(`${other.service.url}/other`)).json()).toEqual({ other: true });
    expect((await fetch(`${other.service.url}/things`)).status).toBe(404);
    await other.service.stop();
    expect((await fetch(url('/health/live'))).status).toBe(200);
  });
});

describe('stopping', () => {
  it('lets requests under way end', async () => {
    const own = await host(ThingsModule, {});
    const slow = own.service.app.get(Slow);
    const answer = fetch(`${own.service.url}/things/slow`);
    await eventually(() => slow.begun);
    const stopped = own.service.stop();
    slow.finish();
    expect(await (await answer).json()).toEqual({ done: true });
    expect(await stopped).toBe(true);
    await expect(fetch(`${own.service.url}/health/live`)).rejects.toThrow();
  });

  it('does not wait for ever, and says so', async () => {
    const own = await host(ThingsModule, { DRAIN_TIMEOUT_MS: '50' });
    const answer = fetch(`${own.service.url}/things/slow`).catch((error: unknown) => error);
    await eventually(() => own.service.app.get(Slow).begun);
    expect(await own.service.stop()).toBe(false);
    expect(await answer).toMatchObject({ name: 'TypeError' });
    expect(own.lines.join()).toContain('Not everything under way could end in time');
  });
});

async function eventually(count: () => number): Promise<number> {
  for (let tries = 0; count() === 0 && tries < 200; tries += 1)
    await new Promise((resolve) => setTimeout(resolve, 10));
  return count();
}
