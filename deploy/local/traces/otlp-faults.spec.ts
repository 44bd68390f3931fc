import { describe, expect, it } from '@jest/globals';
import { faultsInTraces } from './otlp-faults.js';

const traceId = '0af7651916cd43dd8448eb211c80319c';
const spanId = 'b7ad6b7169203331';
const span = {
  ...{ traceId, spanId, parentSpanId: '00f067aa0ba902b7', name: 'process claims', kind: 5 },
  ...{ startTimeUnixNano: '1795000000000000000', endTimeUnixNano: '1795000000010000000' },
  attributes: [
    { key: 'debitorbro.subject', value: { stringValue: '4711' } },
    { key: 'debitorbro.attempt', value: { intValue: 2 } },
  ],
  status: { code: 2 },
  links: [{ traceId, spanId }],
  flags: 257,
};
const service = { key: 'service.name', value: { stringValue: 'verification' } };
const sent = (spans: unknown): unknown => ({
  resourceSpans: [{ resource: { attributes: [service] }, scopeSpans: [{ spans }] }],
});
const faultsOf = (differently: object): readonly string[] =>
  faultsInTraces(sent([{ ...span, ...differently }]));

describe('what a receiver of OTLP takes', () => {
  it.each<[string, object]>([
    ['a whole span', {}],
    ['a root', { parentSpanId: undefined }],
    ['one without a status of its own', { status: {} }],
    ['one without a status', { status: undefined }],
    ['one that ended as it began', { endTimeUnixNano: span.startTimeUnixNano }],
  ])('is %s', (_, differently) => {
    expect(faultsOf(differently)).toEqual([]);
  });

  it('is nothing at all', () => {
    expect(faultsInTraces({})).toEqual([]);
  });
});

describe('what it refuses', () => {
  it.each<[string, object]>([
    ['span.traceId', { traceId: traceId.slice(1) }],
    ['span.traceId', { traceId: '0'.repeat(32) }],
    ['span.traceId', { traceId: 'CvdlGRbNQ92ESOshHIAxnA==' }],
    ['span.traceId', { traceId: undefined }],
    ['span.spanId', { spanId: `${spanId}00` }],
    ['span.parentSpanId', { parentSpanId: '' }],
    ['span.name', { name: '' }],
    ['span.kind', { kind: 'SPAN_KIND_CONSUMER' }],
    ['span.kind', { kind: 6 }],
    ['span.kind', { kind: 0 }],
    ['span.startTimeUnixNano', { startTimeUnixNano: 1_795_000_000_000_000_000 }],
    ['span.startTimeUnixNano', { startTimeUnixNano: '0' }],
    ['span.endTimeUnixNano', { endTimeUnixNano: '1795000000.01' }],
    ['span.endTimeUnixNano', { endTimeUnixNano: '1794999999999999999' }],
    ['span.flags', { flags: -1 }],
    ['span.status', { status: { code: 3 } }],
    ['span.status', { status: { code: 'STATUS_CODE_ERROR' } }],
    ['link.traceId', { links: [{ spanId }] }],
    ['link.spanId', { links: [{ traceId, spanId: traceId }] }],
    ['links: a list', { links: {} }],
    ['span.attributes: a list', { attributes: { a: 'b' } }],
    ['span.attributes', { attributes: [{ key: '', value: { stringValue: 'a' } }] }],
    ['span.attributes', { attributes: [service, service] }],
    ['span.attributes', { attributes: [{ key: 'a', value: 'b' }] }],
    ['span.attributes', { attributes: [{ key: 'a', value: { stringValue: 1 } }] }],
    ['span.attributes', { attributes: [{ key: 'a', value: { otherValue: 1 } }] }],
    ['span.attributes', { attributes: [{ key: 'a', value: { boolValue: true, intValue: 1 } }] }],
  ])('is a wrong %s: %j', (fault, differently) => {
    expect(faultsOf(differently)).toEqual([fault]);
  });

  it.each([
    ['no object', []],
    ['no list of resources', { resourceSpans: {} }],
    ['no list of scopes', { resourceSpans: [{ scopeSpans: {} }] }],
    ['no list of spans', sent({})],
    ['a resource of nameless attributes', { resourceSpans: [{ resource: { attributes: [{}] } }] }],
  ])('is %s', (_, request) => {
    expect(faultsInTraces(request)).toHaveLength(1);
  });
});
