import { describe, expect, it } from '@jest/globals';
import { Temporal } from '@libs/kernel';
import { isLoopback, requireSafeWay, type Way } from './safe-way.js';

const now = Temporal.Instant.from('2026-11-23T12:00:00Z');
const keyPair = {
  ...{ cert: 'c', key: 'k' },
  ...{ validFrom: now, expiresAt: now.add({ hours: 24 }) },
};

function refusal(endpoint: string, way: Partial<Way> = {}): string | undefined {
  try {
    requireSafeWay(endpoint, { keyPair, plainHttp: 'loopback', now, ...way });
    return undefined;
  } catch (error) {
    return String((error as { code?: unknown }).code);
  }
}

describe('the way to a debtor system', () => {
  it.each([
    ['https with a certificate', 'https://sp.example/x', {}, undefined],
    ['https without one', 'https://sp/x', { keyPair: undefined }, 'certificate-missing'],
    [
      'https with one that expires now',
      'https://sp/x',
      { now: keyPair.expiresAt },
      'certificate-expired',
    ],
    ['plain HTTP to the own machine', 'http://127.0.0.1:9/x', { keyPair: undefined }, undefined],
    ['plain HTTP to another', 'http://sp.example/x', {}, 'plain-http'],
    ['plain HTTP to another, allowed', 'http://sp.example/x', { plainHttp: 'anywhere' }, undefined],
  ] as const)('by %s', (_, endpoint, way, code) => {
    expect(refusal(endpoint, way)).toBe(code && `serviceplatform.${code}`);
  });

  it.each([
    ['127.0.0.1', true],
    ['127.9.9.9', true],
    ['::1', true],
    ['[::1]', true],
    ['::ffff:127.0.0.1', true],
    ['localhost', true],
    ['127.0.0.1.example', false],
    ['10.0.0.1', false],
    ['::ffff:10.0.0.1', false],
    ['', false],
  ])('%s is the own machine: %j', (host, own) => {
    expect(isLoopback(host)).toBe(own);
  });
});
