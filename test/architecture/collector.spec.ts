import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { collector, exported, tailSampling, type SpanSeen } from './collector.fixture.js';
import { root } from './overlay.fixture.js';

type Compose = {
  readonly services: Readonly<
    Record<string, { readonly image: string; readonly environment: Record<string, string> }>
  >;
};

const compose = parse(readFileSync(join(root, 'docker-compose.yml'), 'utf8'), {
  merge: true,
}) as Compose;
const variable = 'TRACES_KEPT_PERCENT';

const taken: SpanSeen = { name: 'taken', isError: false, endMs: 20 };
const sent: SpanSeen = { name: 'sent', isError: false, endMs: 900 };
const failed: SpanSeen = { name: 'failed', isError: true, endMs: 900 };
const sentLate: SpanSeen = { name: 'sent late', isError: false, endMs: 5_001 };

describe('the collector', () => {
  it('is of the distribution that samples by tail', () => {
    expect(compose.services['otel-collector']?.image).toMatch(
      /^otel\/opentelemetry-collector-contrib:\d+\.\d+\.\d+$/,
    );
  });

  it.each(['receivers', 'processors', 'exporters'] as const)('uses all %s it has', (kind) => {
    const used = Object.values(collector.service.pipelines).flatMap((pipeline) => pipeline[kind]);
    expect([...new Set(used)].sort()).toEqual(Object.keys(collector[kind]).sort());
  });

  it('samples whole traces: behind the limit of memory, before the batches', () => {
    const { processors } = collector.service.pipelines['traces/sampled'] ?? {};
    expect(processors).toEqual(['memory_limiter', 'tail_sampling', 'filter/no-errors', 'batch']);
    expect(tailSampling().policies).toEqual([
      { name: 'in-error', type: 'status_code', status_code: { status_codes: ['ERROR'] } },
      { name: 'slow', type: 'latency', latency: { threshold_ms: 5_000 } },
      {
        name: 'share',
        type: 'probabilistic',
        probabilistic: { sampling_percentage: `\${env:${variable}:-100}` },
      },
    ]);
  });

  it('waits long enough to see that a trace is slow', () => {
    const [, seconds] = /^(\d+)s$/.exec(tailSampling().decision_wait) ?? [];
    expect(Number(seconds) * 1_000).toBeGreaterThan(5_000);
  });

  it('keeps all, unless the operator asks for a share', () => {
    expect(compose.services['otel-collector']?.environment).toEqual({
      [variable]: `\${${variable}:-100}`,
    });
  });
});

describe('of a trace', () => {
  it.each([
    ['in the share is kept all', [taken, sent], true, ['taken', 'sent']],
    ['outside of the share is kept nothing', [taken, sent], false, []],
    [
      'that took long is kept all, whatever the share',
      [taken, sentLate],
      false,
      ['taken', 'sent late'],
    ],
    ['in error is kept all, whatever the share', [taken, failed], false, ['taken', 'failed']],
    ['in error and in the share is kept nothing twice', [taken, failed], true, ['taken', 'failed']],
  ])('%s', (_, trace, isInShare, kept) => {
    expect([...exported(trace, { isInShare })].sort()).toEqual([...kept].sort());
  });

  it('that was decided against, what goes wrong later is kept all the same', () => {
    expect(exported([sent, failed], { isInShare: false, isLate: true })).toEqual(['failed']);
  });
});
