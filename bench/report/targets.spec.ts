import { describe, expect, it } from '@jest/globals';
import type { Observability } from '../rounds/observability.js';
import { aims } from './aims.js';
import { targetsOfObservability } from './targets.js';

const found = (throughputRatio: number): Observability => ({
  ...{ observed: [], unobserved: [], throughputRatio, cpuRatio: 1, spansPerFee: 11 },
});

describe('being looked at', () => {
  it.each([
    [0.9, 'reached'],
    [1.02, 'reached'],
    [0.899, 'not reached'],
  ])('that leaves %s of the throughput has its target %s', (ratio, verdict) => {
    const targets = targetsOfObservability(found(ratio));
    expect(targets.map(({ isReached }) => isReached)).toEqual([verdict === 'reached']);
    const [, line = ''] = aims(targets).split('\n');
    expect(line.split(/\s{2,}/)).toEqual([
      'throughput with tracing and scraping / without',
      ...['≥ 0.9', String(ratio), verdict],
    ]);
  });
});
