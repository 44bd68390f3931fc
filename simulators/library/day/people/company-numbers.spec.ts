import { describe, expect, it } from '@jest/globals';
import { CvrNumber, GlnNumber, PNumber } from '@libs/kernel';
import { inventedCvr, inventedGln, inventedPNumber, wrongCvr } from './company-numbers.js';

const turns = Array.from({ length: 300 }, (_, turn) => turn);

describe('invented numbers of companies', () => {
  it('fit their check digits, and no two are the same', () => {
    expect(new Set(turns.map((turn) => CvrNumber.check(inventedCvr(turn))))).toEqual(
      new Set(['valid']),
    );
    expect(new Set(turns.map(inventedCvr)).size).toBe(300);
    expect(new Set(turns.map((turn) => GlnNumber.check(inventedGln(turn))))).toEqual(
      new Set(['valid']),
    );
    expect(new Set(turns.map(inventedGln)).size).toBe(300);
    expect(PNumber.parse(inventedPNumber(1))?.toString()).toBe('9900000001');
  });

  it('or miss them, where that is the point', () => {
    expect(new Set(turns.map((turn) => CvrNumber.check(wrongCvr(turn))))).toEqual(
      new Set(['wrong-check-digit']),
    );
  });
});
