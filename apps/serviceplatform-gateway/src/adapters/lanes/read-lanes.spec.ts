import { describe, expect, it } from '@jest/globals';
import { LanesFault, readLanes } from './read-lanes.js';

function faultsIn(file: unknown): readonly string[] {
  try {
    readLanes(typeof file === 'string' ? file : JSON.stringify(file));
    return [];
  } catch (error) {
    if (error instanceof LanesFault) return error.faults;
    throw error;
  }
}

describe('the lanes file', () => {
  it('tells of all and of one municipality', () => {
    const weekly = { days: ['saturday', 'sunday'], from: '22:00', to: '06:00' };
    const once = { from: '2026-12-01T22:00+01:00', to: '2026-12-02T02:00+01:00' };
    const lanes = readLanes(
      JSON.stringify({
        all: { windows: [weekly] },
        '615': { callsMax: 4, callsPerSecond: 0.5, windows: [once] },
      }),
    );

    expect(lanes.get('all')).toEqual({ windows: [{ kind: 'weekly', ...weekly }] });
    expect(lanes.get('615')).toMatchObject({ callsMax: 4, callsPerSecond: 0.5 });
    expect(lanes.get('615')?.windows.map((window) => String(window.to))).toEqual([
      '2026-12-02T01:00:00Z',
    ]);
  });

  it.each([
    ['no JSON', '{', ['the file must be JSON']],
    ['a list', [], ['the file must be an object']],
    ['an unknown municipality', { '61': {} }, ['61 must be "all" or a municipality code']],
    [
      'an unknown word',
      { all: { calls: 1 } },
      ['all.calls is none of callsMax, callsPerSecond, windows'],
    ],
    ['too many calls', { all: { callsMax: 65 } }, ['all.callsMax must be a number from 1 to 64']],
    ['half a call', { all: { callsMax: 1.5 } }, ['all.callsMax must be a number from 1 to 64']],
    [
      'no pace',
      { all: { callsPerSecond: 0 } },
      ['all.callsPerSecond must be a number from 0.01 to 1000'],
    ],
    ['no list', { all: { windows: {} } }, ['all.windows must be a list']],
  ])('with %s is refused', (_, file, faults) => {
    expect(faultsIn(file)).toEqual(faults);
  });

  it('has every fault of its windows named at once', () => {
    const windows = [
      { days: ['someday'], from: '24:00', to: '6' },
      { from: '2026-12-01T22:00', to: '2026-12-02T02:00Z' },
      { from: '2026-12-02T02:00Z', to: '2026-12-02T02:00Z' },
    ];

    expect(faultsIn({ '615': { windows } }).map((fault) => fault.split(' ')[0])).toEqual([
      '615.windows.0.days',
      '615.windows.0.from',
      '615.windows.0.to',
      '615.windows.1.from',
      '615.windows.2.to',
    ]);
  });
});
