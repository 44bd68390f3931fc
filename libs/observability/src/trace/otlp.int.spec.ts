import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Metrics } from '../metrics/metrics.js';
import { eventually } from '@libs/testing';
import { failSpanBy, inSpan } from './spans.js';
import { startTracing } from './tracing.js';

type Received = {
  readonly path: string | undefined;
  readonly key: string | string[] | undefined;
  readonly body: string;
};

let receiver: Server;
let url: string;
let status = 200;
let isHanging = false;
/** Answers that are held back. */
let hanging: (() => void)[] = [];
const received: Received[] = [];

beforeEach(async () => {
  received.length = 0;
  status = 200;
  isHanging = false;
  hanging = [];
  receiver = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request
      .on('data', (chunk: Buffer) => chunks.push(chunk))
      .on('end', () => {
        received.push({
          path: request.url,
          key: request.headers['api-key'],
          body: Buffer.concat(chunks).toString(),
        });
        const answer = (): void => {
          response.writeHead(status, { 'content-type': 'application/json' }).end('{}');
        };
        if (isHanging) hanging.push(answer);
        else answer();
      });
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${String((receiver.address() as AddressInfo).port)}`;
});
afterEach(() => {
  receiver.closeAllConnections();
  receiver.close();
});

function letGo(): void {
  isHanging = false;
  for (const answer of hanging) answer();
}

/** Names of the spans in a request. */
function namesIn(body: string): readonly string[] {
  const { resourceSpans } = JSON.parse(body) as {
    resourceSpans: { scopeSpans: { spans: { name: string }[] }[] }[];
  };
  return resourceSpans.flatMap(({ scopeSpans }) =>
    scopeSpans.flatMap(({ spans }) => spans.map(({ name }) => name)),
  );
}

async function unsentTold(): Promise<number> {
  const metrics = new Metrics({ service: 's', instance: 'a', ofProcess: false });
  const { text } = await metrics.scrape();
  return Number(/debitorbro_spans_unsent_total\{[^}]*\} (\d+)/.exec(text)?.[1]);
}

describe('traces over OTLP', () => {
  it('reach the receiver, with headers, when tracing stops', async () => {
    const tracing = startTracing({
      service: 'verification',
      instance: 'a',
      sampleRatio: 1,
      otlpTracesUrl: `${url}/v1/traces`,
      otlpHeaders: { 'api-key': 'k' },
    });
    inSpan(
      'process claims',
      { kind: 'consumer', attributes: { note: 'about 0101901234' } },
      () => undefined,
    );
    await tracing.stop();
    expect(received).toHaveLength(1);
    expect(received[0]).toMatchObject({ path: '/v1/traces', key: 'k' });
    expect(received[0]?.body).toContain('"name":"process claims"');
    expect(received[0]?.body).toContain(
      '{"key":"service.name","value":{"stringValue":"verification"}}',
    );
    expect(received[0]?.body).not.toContain('0101901234');
  });

  it('that are not taken are counted', async () => {
    status = 400;
    const before = await unsentTold();
    const tracing = startTracing({
      service: 's',
      instance: 'a',
      sampleRatio: 1,
      otlpTracesUrl: `${url}/v1/traces`,
    });
    inSpan('a', {}, () => undefined);
    inSpan('b', {}, () => undefined);
    await tracing.stop();
    expect((await unsentTold()) - before).toBe(2);
  });

  it('of a sample only are sent', async () => {
    const tracing = startTracing({
      service: 's',
      instance: 'a',
      sampleRatio: 0,
      otlpTracesUrl: `${url}/v1/traces`,
    });
    inSpan('a', {}, () => undefined);
    await tracing.stop();
    expect(received).toEqual([]);
  });
});

describe('a receiver that hangs', () => {
  it('costs spans of what went well: those in error arrive, and what is lost is counted', async () => {
    const before = await unsentTold();
    isHanging = true;
    const tracing = startTracing({
      ...{ service: 's', instance: 'a', sampleRatio: 1, otlpTracesUrl: `${url}/v1/traces` },
      batches: { queueMax: 100, spansMax: 50, everyMs: 10, timeoutMs: 30_000 },
    });
    inSpan('good', {}, () => undefined);
    await eventually(() => hanging.length === 1);
    for (let at = 1; at < 300; at += 1) inSpan('good', {}, () => undefined);
    for (let at = 0; at < 20; at += 1)
      inSpan('bad', {}, (span) => {
        failSpanBy(span, 'a.failure');
      });
    letGo();
    await tracing.stop();
    const arrived = received.flatMap(({ body }) => namesIn(body));
    expect(arrived.filter((name) => name === 'bad')).toHaveLength(20);
    expect(arrived.filter((name) => name === 'good').length).toBeLessThan(120);
    expect((await unsentTold()) - before).toBe(320 - arrived.length);
  });

  it('for longer than errors can wait costs some of them too, and they are counted', async () => {
    const before = await unsentTold();
    isHanging = true;
    const tracing = startTracing({
      ...{ service: 's', instance: 'a', sampleRatio: 1, otlpTracesUrl: `${url}/v1/traces` },
      batches: { queueMax: 100, spansMax: 50, everyMs: 10, timeoutMs: 30_000 },
    });
    const fail = (): void => {
      inSpan('bad', {}, (span) => {
        failSpanBy(span, 'a.failure');
      });
    };
    fail();
    await eventually(() => hanging.length === 1);
    for (let at = 1; at < 400; at += 1) fail();
    letGo();
    await tracing.stop();
    const arrived = received.flatMap(({ body }) => namesIn(body));
    expect(arrived.length).toBeGreaterThan(110);
    expect(arrived.length).toBeLessThan(400);
    expect((await unsentTold()) - before).toBe(400 - arrived.length);
  });

  it('is given up at its time, and what it had been sent is counted', async () => {
    const before = await unsentTold();
    isHanging = true;
    const tracing = startTracing({
      ...{ service: 's', instance: 'a', sampleRatio: 1, otlpTracesUrl: `${url}/v1/traces` },
      otlpTimeoutMs: 200,
    });
    inSpan('good', {}, () => undefined);
    await tracing.stop();
    expect((await unsentTold()) - before).toBe(1);
  });
});
