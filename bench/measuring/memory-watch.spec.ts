import { describe, expect, it } from '@jest/globals';
import { growth, overTime } from './memory-watch.js';

describe('memory over time', () => {
  it('is told by the peaks of its quarters', () => {
    expect(overTime('one', [100, 90, 120, 110, 140, 130, 125, 126])).toEqual({
      name: 'one',
      peak: 140,
      quarters: [100, 120, 140, 126],
    });
  });

  it('has four quarters even of a moment', () => {
    expect(overTime('one', [100]).quarters).toEqual([100, 100, 100, 100]);
    expect(overTime('one', [100, 110]).quarters).toEqual([100, 100, 110, 110]);
  });

  it('grows as much as that of the process that grew most, between the second quarter and the last', () => {
    const still = { name: 'still', peak: 200, quarters: [90, 200, 100, 100] };
    const growing = { name: 'growing', peak: 150, quarters: [90, 100, 120, 150] };
    expect(growth([still, growing])).toBe(1.5);
    expect(growth([still])).toBe(0.5);
  });
});
