import { describe, expect, it } from '@jest/globals';
import { AT_ONCE, nextTurn, type Pace } from './pace.js';

function waits(perSecond: number | undefined, at: readonly number[]): number[] {
  let pace: Pace = AT_ONCE;
  return at.map((nowMs) => {
    const turn = nextTurn(pace, nowMs, perSecond);
    pace = turn.pace;
    return turn.waitMs;
  });
}

describe('R55 the pace of a lane', () => {
  it('spreads calls that come together', () => {
    expect(waits(4, [1_000, 1_000, 1_000, 1_000])).toEqual([0, 250, 500, 750]);
  });

  it('saves nothing up while nothing is sent', () => {
    expect(waits(4, [1_000, 9_000, 9_000])).toEqual([0, 0, 250]);
  });

  it('may be less than one a second', () => {
    expect(waits(0.5, [0, 0])).toEqual([0, 2_000]);
  });

  it('without a limit makes nobody wait', () => {
    expect(waits(undefined, [5, 5, 5])).toEqual([0, 0, 0]);
  });
});
