import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Metrics } from '../metrics/metrics.js';
import { inSpan } from './spans.js';
import { startTracing } from './tracing.js';

type Received = {
  readonly path: string | undefined;
  readonly key: string | string[] | undefined;
  readonly body: string;
};

let receiver: Server;
let url: string;
let status = 200;
const received: Received[] = [];

beforeEach(async () => {
  received.length = 0;
  status = 200;
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
        response.writeHead(status, { 'content-type': 'application/json' }).end('{}');
      });
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${String((receiver.address() as AddressInfo).port)}`;
});
afterEach(() => {
  receiver.closeAllConnections();
  receiver.close();
});

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
    const metrics = new Metrics({ service: 's', instance: 'a', ofProcess: false });
    const tracing = startTracing({
      service: 's',
      instance: 'a',
      sampleRatio: 1,
      otlpTracesUrl: `${url}/v1/traces`,
    });
    inSpan('a', {}, () => undefined);
    inSpan('b', {}, () => undefined);
    await tracing.stop();
    expect((await metrics.scrape()).text).toMatch(/debitorbro_spans_unsent_total\{[^}]*\} 2\n/);
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
