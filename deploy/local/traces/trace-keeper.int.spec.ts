import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { failSpan, inSpan, parentFrom, startTracing } from '@libs/observability';
import type { KeptSpan } from './kept-span.js';
import { TraceKeeper } from './trace-keeper.js';

const traceId = '0af7651916cd43dd8448eb211c80319c';
const spanId = 'b7ad6b7169203331';
const span = {
  ...{ traceId, spanId, name: 'process claims', kind: 5 },
  ...{ startTimeUnixNano: '1795000000000000000', endTimeUnixNano: '1795000000010000000' },
};
let folder: string;
let keeper: TraceKeeper;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'traces-'));
  keeper = await TraceKeeper.open(join(folder, 'traces.ndjson'));
});
afterEach(async () => {
  await keeper.stop();
  rmSync(folder, { recursive: true });
});

const sent = (spans: readonly object[]): string =>
  JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans }] }] });

/** @returns the answer's status and what it says */
async function answerTo(
  body: string,
  { path = '/v1/traces', method = 'POST', type = 'application/json' } = {},
): Promise<readonly [number, string]> {
  const init = { method, headers: { 'content-type': type }, ...(method === 'POST' && { body }) };
  const answer = await fetch(`${keeper.url}${path}`, init);
  return [answer.status, await answer.text()];
}

/** What it has kept, once it has written everything. */
async function kept(): Promise<readonly KeptSpan[]> {
  await keeper.stop();
  const lines = readFileSync(join(folder, 'traces.ndjson'), 'utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as KeptSpan);
}

describe('the receiver of traces', () => {
  it('keeps what is well formed, a line each', async () => {
    expect(await answerTo(sent([span, { ...span, spanId: '00f067aa0ba902b7' }]))).toEqual([
      200,
      '{}',
    ]);
    expect((await kept()).map((one) => one.spanId)).toEqual([spanId, '00f067aa0ba902b7']);
  });

  it('takes what our own tracing sends', async () => {
    const tracing = startTracing({
      ...{ service: 'verification', instance: 'a', sampleRatio: 1 },
      otlpTracesUrl: `${keeper.url}/v1/traces`,
    });
    const link = parentFrom(`00-${traceId}-${spanId}-01`);
    const links = link === undefined ? [] : [link];
    for (const kind of ['internal', 'server', 'client', 'producer', 'consumer'] as const)
      inSpan(kind, { kind, links, attributes: { a: 'b', c: 1, d: 0.5, e: true } }, (one) => {
        if (kind === 'client') failSpan(one, new Error('broken'));
      });
    await tracing.stop();
    const spans = await kept();
    expect(spans).toHaveLength(5);
    expect(Object.fromEntries(spans.map(({ name, failed }) => [name, failed]))).toEqual({
      ...{ internal: false, server: false, client: true, producer: false, consumer: false },
    }); // those in error are sent by themselves
    for (const { service, links: to } of spans)
      expect([service, to]).toEqual(['verification', [traceId]]);
  });

  it('keeps nothing of what is not, and says where', async () => {
    const [status, said] = await answerTo(sent([span, { ...span, kind: 9, spanId: 'x' }]));
    expect([status, JSON.parse(said)]).toEqual([400, { message: 'span.spanId, span.kind' }]);
    expect(await answerTo('{')).toEqual([400, '{"message":"no JSON"}']);
    expect(await kept()).toEqual([]);
  });

  it.each([
    [404, { path: '/v1/metrics' }],
    [405, { method: 'GET' }],
    [415, { type: 'application/x-protobuf' }],
  ])('answers %i to %j', async (status, told) => {
    expect(await answerTo(sent([span]), told)).toEqual([status, '']);
    expect(await kept()).toEqual([]);
  });
});
