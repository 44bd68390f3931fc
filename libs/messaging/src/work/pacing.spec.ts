import { describe, expect, it } from '@jest/globals';
import { Pacing } from './pacing.js';

let now = 0;
const pacing = (): Pacing => new Pacing({ minMs: 40, maxMs: 250 }, () => now);

/** One that takes so long. */
function doOne(paced: Pacing, tookMs: number): void {
  const end = paced.begin();
  now += tookMs;
  end();
}

describe('pacing', () => {
  it('lets the first one begin at once, and one after a long time', () => {
    const paced = pacing();
    expect(paced.pauseMs).toBeLessThanOrEqual(0);
    doOne(paced, 10);
    now += 1_000;
    expect(paced.pauseMs).toBeLessThanOrEqual(0);
  });

  it('keeps short ones apart by the least distance, from beginning to beginning', () => {
    const paced = pacing();
    doOne(paced, 10);
    expect(paced.pauseMs).toBe(30);
    now += 20;
    expect(paced.pauseMs).toBe(10);
  });

  it('has long ones take half of the time, up to the greatest distance', () => {
    const paced = pacing();
    doOne(paced, 100);
    expect(paced.pauseMs).toBe(100);
    now += 100;
    doOne(paced, 200);
    expect(paced.pauseMs).toBe(50);
    now += 50;
    doOne(paced, 900);
    expect(paced.pauseMs).toBeLessThanOrEqual(0);
  });

  it('is as it was while one is under way', () => {
    const paced = pacing();
    doOne(paced, 100);
    now += 100;
    paced.begin();
    now += 30;
    expect(paced.pauseMs).toBe(170);
  });
});
