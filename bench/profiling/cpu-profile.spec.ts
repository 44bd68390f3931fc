import { describe, expect, it } from '@jest/globals';
import { selfTimes, type CpuProfile } from './cpu-profile.js';
import { areaOf, functionIn } from './places.js';

const frame = (id: number, functionName: string, url = '') => ({
  id,
  callFrame: { functionName, url },
});
const profile: CpuProfile = {
  nodes: [
    frame(1, '(idle)'),
    frame(2, '(garbage collector)'),
    frame(3, 'decide', 'file:///clone/dist/apps/verification/src/domain/verify.js'),
    frame(4, 'query', 'file:///clone/node_modules/pg/lib/client.js'),
  ],
  samples: [3, 1, 4, 2, 3, 3],
  timeDeltas: [1_000, 1_000, 500, 200, 1_000, 1_000],
  startTime: 10_000,
};
const all = { from: 0, to: Number.MAX_SAFE_INTEGER };

describe('where CPU has gone', () => {
  it('is counted by area, largest first; waiting is nobody’s', () => {
    expect([...selfTimes(profile, all, areaOf)]).toEqual([
      ['apps/verification/domain', 3_000],
      ['pg', 500],
      ['garbage', 200],
    ]);
  });

  it('is counted within the stretch that is asked for only', () => {
    const stretch = { from: 12_000, to: 13_700 };
    expect([...selfTimes(profile, stretch, areaOf)]).toEqual([
      ['apps/verification/domain', 1_000],
      ['pg', 500],
      ['garbage', 200],
    ]);
  });
});

describe('a place in the code', () => {
  it.each([
    ['file:///c/node_modules/@nestjs/core/index.js', '@nestjs/core'],
    ['file:///c/node_modules/a/node_modules/b/index.js', 'b'],
    ['node:internal/streams/writable', 'node:streams'],
    ['file:///c/dist/libs/messaging/src/door/door.js', 'libs/messaging/door'],
    ['file:///c/dist/libs/messaging/src/engine.js', 'libs/messaging'],
    ['file:///c/dist/apps/verification/src/main.js', 'apps/verification'],
    ['', 'native'],
    ['evalmachine', 'elsewhere'],
  ])('is an area: %s', (url, area) => {
    expect(areaOf('f', url)).toBe(area);
  });

  it('is named with its function', () => {
    const url = 'file:///c/dist/libs/messaging/src/door/door.js';
    expect(functionIn('pass', url)).toBe('pass · libs/messaging/door/door');
    expect(functionIn('', url)).toBe('(anonymous) · libs/messaging/door/door');
    expect(functionIn('(idle)', '')).toBeUndefined();
    expect(functionIn('(garbage collector)', '')).toBe('garbage');
  });
});
