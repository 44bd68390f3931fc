import { describe, expect, it } from '@jest/globals';
import { spansIn, type KeptSpan } from './kept-span.js';
import { tracesOf, waterfall } from './waterfall.js';

const began = 1_795_000_000_000;

function aSpan(spanId: string, at: number, told: Partial<KeptSpan> = {}): KeptSpan {
  return {
    traceId: 'trace-1',
    spanId,
    service: 'claim-intake',
    name: 'process claims',
    startedAt: began + at,
    tookMs: 10,
    failed: false,
    attributes: {},
    ...told,
  };
}

describe("a balance's way", () => {
  it('is drawn with each step under the one that led to it, in the order in which they began', () => {
    const lines = waterfall([
      aSpan('c', 40, { parentId: 'a', service: 'verification', tookMs: 20 }),
      aSpan('a', 0, {
        attributes: { 'cloudevents.event_type': 'dk.debitorbro.balance.created.v1' },
      }),
      aSpan('d', 90, { parentId: 'c', service: 'receivable-mapper', failed: true }),
      aSpan('b', 20, { parentId: 'a', attributes: { 'debitorbro.attempt': '2' } }),
    ]);

    expect(lines.map((line) => line.trimEnd())).toEqual([
      'trace trace-1, 100.0 ms',
      expect.stringMatching(/^claim-intake: balance\.created +\+0\.0 ms +10\.0 ms {2}████$/),
      expect.stringMatching(
        /^ {2}claim-intake: process claims \(attempt 2\) +\+20\.0 ms .* {8}████$/,
      ),
      expect.stringMatching(/^ {2}verification: process claims +\+40\.0 ms .* {16}████████$/),
      expect.stringMatching(/^ {4}receivable-mapper: process claims +\+90\.0 ms .*✘✘✘✘$/),
    ]);
  });

  it('is every trace in which a message of the balance was handled, whole, the oldest first', () => {
    const of = (traceId: string, subject: string) => ({
      traceId,
      attributes: { 'debitorbro.subject': subject },
    });
    const spans = [
      aSpan('d', 90, { traceId: 'later', parentId: 'c' }),
      aSpan('c', 80, of('later', '4712')),
      aSpan('b', 30, of('other', '4713')),
      aSpan('a', 10, of('first', '4712')),
    ];

    const traces = tracesOf('4712', spans);

    expect(traces.map((trace) => trace.map(({ spanId }) => spanId))).toEqual([['a'], ['d', 'c']]);
  });

  it('begins anew with a step whose parent was not kept', () => {
    expect(waterfall([aSpan('b', 0, { parentId: 'gone' })])).toHaveLength(2);
  });
});

describe('what services send', () => {
  it('is read out of OTLP', () => {
    const nanos = (ms: number): string => `${String(began + ms)}000000`;
    const spans = spansIn({
      resourceSpans: [
        {
          resource: {
            attributes: [{ key: 'service.name', value: { stringValue: 'verification' } }],
          },
          scopeSpans: [
            {
              spans: [
                {
                  ...{ traceId: 't', spanId: 's', parentSpanId: 'p', name: 'n' },
                  ...{ startTimeUnixNano: nanos(5), endTimeUnixNano: nanos(25) },
                  attributes: [{ key: 'debitorbro.attempt', value: { intValue: 2 } }],
                  status: { code: 2 },
                },
              ],
            },
          ],
        },
      ],
    });

    expect(spans).toEqual([
      {
        ...{ traceId: 't', spanId: 's', parentId: 'p', service: 'verification', name: 'n' },
        ...{ startedAt: began + 5, tookMs: 20, failed: true },
        attributes: { 'debitorbro.attempt': '2' },
      },
    ]);
  });
});
