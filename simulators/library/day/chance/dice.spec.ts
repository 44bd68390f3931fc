import { describe, expect, it } from '@jest/globals';
import { Dice } from './dice.js';

describe('Dice', () => {
  it('fall the same way for the same seed and purpose, and another way for others', () => {
    const thrown = (seed: number, purpose: string): number[] => {
      const dice = Dice.for(seed, purpose);
      return Array.from({ length: 20 }, () => dice.between(1, 1_000_000));
    };
    expect(thrown(7, 'fees')).toEqual(thrown(7, 'fees'));
    expect(thrown(8, 'fees')).not.toEqual(thrown(7, 'fees'));
    expect(thrown(7, 'loans')).not.toEqual(thrown(7, 'fees'));
  });

  it('reach both ends of a range and lean to neither side', () => {
    const dice = new Dice(1);
    const seen = new Set(Array.from({ length: 200 }, () => dice.between(1, 6)));
    expect([...seen].sort()).toEqual([1, 2, 3, 4, 5, 6]);
    const shares = Array.from({ length: 6_000 }, () => dice.share());
    expect(Math.min(...shares)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...shares)).toBeLessThan(1);
    expect(shares.reduce((sum, share) => sum + share, 0) / 6_000).toBeCloseTo(0.5, 1);
  });

  it('have nothing to choose from an empty list', () => {
    expect(() => new Dice(1).oneOf([])).toThrow(RangeError);
  });
});
