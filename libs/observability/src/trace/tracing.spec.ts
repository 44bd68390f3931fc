import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import fc from 'fast-check';
import {
  apart,
  beginSpan,
  currentTraceparent,
  failSpan,
  inSpan,
  linkActiveSpan,
  spanTraceparent,
  within,
} from './spans.js';
import { spansInMemory, type SpansInMemory } from './spans-in-memory.js';
import { malformedTraceparents, parentFrom } from './traceparent.js';
import { startTracing, type Tracing } from './tracing.js';

const foreign = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
const unsampled = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00';

describe('a traceparent', () => {
  it('is read strictly', () => {
    expect(parentFrom(foreign)).toEqual({
      traceId: '0af7651916cd43dd8448eb211c80319c',
      spanId: 'b7ad6b7169203331',
      traceFlags: 1,
      isRemote: true,
    });
    expect(parentFrom(unsampled)?.traceFlags).toBe(0);
    expect(parentFrom(foreign.replace(/01$/, 'ff'))?.traceFlags).toBe(1);
    expect(parentFrom(`${foreign.replace(/^00/, 'cc')}-what-the-future-brings`)).toBeDefined();
  });

  it.each([
    '',
    'x',
    foreign.toUpperCase(),
    ` ${foreign}`,
    `${foreign} `,
    `${foreign}\n`,
    `${foreign}-00`,
    foreign.replace(/^00/, 'ff'),
    foreign.replace('0af7651916cd43dd8448eb211c80319c', '0'.repeat(32)),
    foreign.replace('b7ad6b7169203331', '0'.repeat(16)),
    foreign.slice(0, -1),
  ])('is ignored and counted when it is %j', (text) => {
    const before = malformedTraceparents();
    expect(parentFrom(text)).toBeUndefined();
    expect(malformedTraceparents()).toBe(before + 1);
  });

  it('that is absent is not counted', () => {
    const before = malformedTraceparents();
    expect(parentFrom(undefined)).toBeUndefined();
    expect(malformedTraceparents()).toBe(before);
  });

  it('never throws, whatever it is', () => {
    fc.assert(fc.property(fc.string(), (text) => parentFrom(text) === undefined));
  });
});

describe('spans', () => {
  let spans: SpansInMemory;
  let tracing: Tracing;

  beforeEach(() => {
    spans = spansInMemory();
    tracing = startTracing({
      service: 'verification',
      instance: 'a',
      sampleRatio: 1,
      exporter: spans.exporter,
    });
  });
  afterEach(() => tracing.stop());

  it('continue the trace of a message and carry it on', () => {
    const carried = inSpan(
      'process claims',
      {
        kind: 'consumer',
        parent: parentFrom(foreign),
        attributes: { 'messaging.batch.message_count': 3 },
      },
      () => currentTraceparent(),
    );
    const [span] = spans.ended();
    expect(carried).toBe(
      `00-0af7651916cd43dd8448eb211c80319c-${span?.spanContext().spanId ?? ''}-01`,
    );
    expect(span).toMatchObject({
      name: 'process claims',
      kind: SpanKind.CONSUMER,
      attributes: { 'messaging.batch.message_count': 3 },
      parentSpanContext: { spanId: 'b7ad6b7169203331' },
    });
    expect(span?.resource.attributes).toMatchObject({
      'service.name': 'verification',
      'service.namespace': 'debitorbro',
      'service.instance.id': 'a',
    });
  });

  it('nest, across awaits too', async () => {
    await inSpan('outer', {}, async () => {
      await Promise.resolve();
      inSpan('inner', {}, () => undefined);
    });
    const [inner, outer] = spans.ended();
    expect(inner?.parentSpanContext?.spanId).toBe(outer?.spanContext().spanId);
  });

  it('can begin a trace of their own and link others', () => {
    const link = parentFrom(foreign);
    inSpan('outer', {}, () => {
      inSpan('batch', { parent: 'none', links: link === undefined ? [] : [link] }, () => undefined);
    });
    const [batch, outer] = spans.ended();
    expect(batch?.parentSpanContext).toBeUndefined();
    expect(batch?.spanContext().traceId).not.toBe(outer?.spanContext().traceId);
    expect(batch?.links).toMatchObject([{ context: { spanId: 'b7ad6b7169203331' } }]);
  });

  it('of single messages end by themselves and can be entered', () => {
    const span = beginSpan('decide', { parent: parentFrom(foreign) });
    expect(within(span, currentTraceparent)).toBe(spanTraceparent(span));
    expect(currentTraceparent()).toBeUndefined();
    expect(spans.ended()).toHaveLength(0);
    span.end();
    expect(spans.ended()).toHaveLength(1);
  });

  it.each([
    [
      'thrown',
      (error: Error) => () => {
        throw error;
      },
    ],
    ['rejected', (error: Error) => () => Promise.reject(error)],
  ])('tell a failure (%s) by its code, not by its text', async (_, failing) => {
    const error = Object.assign(new Error('Gunhild'), { code: 'message.malformed' });
    await expect((async () => inSpan('work', {}, failing(error)))()).rejects.toBe(error);
    const [span] = spans.ended();
    expect(span).toMatchObject({
      status: { code: SpanStatusCode.ERROR },
      attributes: { 'error.type': 'message.malformed' },
      events: [],
    });
    expect(JSON.stringify([span?.attributes, span?.status, span?.events])).not.toContain('Gunhild');
  });

  it('mask what looks like a CPR number', () => {
    inSpan('GET /patron/0101901234', { attributes: { path: '/0101901234', count: 1 } }, (span) =>
      span.setAttribute('late', '010190-1234'),
    );
    expect(spans.ended()[0]).toMatchObject({
      name: 'GET /patron/[cpr]',
      attributes: { path: '/[cpr]', late: '[cpr]', count: 1 },
    });
  });

  it('of a trace that was not sampled elsewhere are not sent, but carried on', () => {
    const carried = inSpan('work', { parent: parentFrom(unsampled) }, () => currentTraceparent());
    expect(carried).toMatch(/^00-0af7651916cd43dd8448eb211c80319c-[0-9a-f]{16}-00$/);
    expect(spans.ended()).toHaveLength(0);
  });

  it('in error are sent of every trace, and ask nothing else of whoever comes after them', () => {
    const carried = inSpan('work', { parent: parentFrom(unsampled) }, (span) => {
      failSpan(span, new Error('x'));
      return currentTraceparent();
    });
    expect(carried).toMatch(/-00$/);
    const [sent] = spans.ended();
    expect(sent?.status.code).toBe(SpanStatusCode.ERROR);
    expect(sent?.spanContext().traceId).toBe('0af7651916cd43dd8448eb211c80319c');
  });

  it('of what a timer begins are no part of whatever set it', () => {
    inSpan('a request', {}, () => {
      apart(() => {
        inSpan('a round', {}, () => undefined);
      });
    });
    const [round, request] = spans.ended();
    expect(round?.parentSpanContext).toBeUndefined();
    expect(round?.spanContext().traceId).not.toBe(request?.spanContext().traceId);
  });

  it('lead to another trace that they belong to', () => {
    inSpan('a payment', {}, () => {
      linkActiveSpan(parentFrom(foreign));
    });
    expect(spans.ended()[0]?.links.map(({ context }) => context.traceId)).toEqual([
      '0af7651916cd43dd8448eb211c80319c',
    ]);
  });

  it('are shared by everybody who starts tracing in this process, until the last one stops', async () => {
    const second = startTracing({ service: 'other', instance: 'b', sampleRatio: 0 });
    await second.stop();
    await second.stop();
    inSpan('still', {}, () => undefined);
    expect(spans.ended()).toHaveLength(1);
  });
});

describe('without an exporter', () => {
  it('spans have ids, for the log and the next message, and nothing is recorded', async () => {
    const tracing = startTracing({ service: 's', instance: 'a', sampleRatio: 1 });
    expect(inSpan('work', {}, (span) => [span.isRecording(), currentTraceparent()])).toEqual([
      false,
      expect.stringMatching(/-00$/),
    ]);
    await tracing.stop();
  });

  it('and before the start nothing is made at all', () => {
    expect(inSpan('work', {}, () => currentTraceparent())).toBeUndefined();
    expect(
      inSpan('work', { parent: parentFrom(foreign) }, () => currentTraceparent()),
    ).toBeUndefined();
  });
});
