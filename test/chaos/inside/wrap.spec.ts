import { describe, expect, it } from '@jest/globals';
import { addressOf, toldBy } from './points.js';
import { wrap } from './wrap.js';

class Counter {
  total = 0;
  add(much: number): number {
    this.total += much;
    return this.total;
  }
}

describe('a method that is wrapped', () => {
  it('is called as it was, with what it is given and on its own instance', () => {
    const seen: unknown[] = [];
    wrap<[number], number>(Counter, 'add', (add, [much], self) => {
      const before = add(much);
      seen.push(self, before);
      return before + 100;
    });
    const counter = new Counter();
    expect([counter.add(2), counter.total]).toEqual([102, 2]);
    expect(seen).toEqual([counter, 2]);
  });

  it('must be there: a point that the product no longer has is no point', () => {
    expect(() => {
      wrap(Counter, 'subtract', () => undefined);
    }).toThrow('Counter has no method subtract any more.');
  });
});

describe("the preload's address", () => {
  it.each([
    { gateway: true, hitsFile: '/a b/hits?', broken: 'inbox-off', leaseMs: 12_000 },
    { gateway: false, hitsFile: '/hits', broken: undefined, leaseMs: undefined },
  ] as const)('says what it is told: %j', (told) => {
    expect(toldBy(addressOf('file:///preload.js', told))).toEqual(told);
  });
});
