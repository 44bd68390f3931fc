import { describe, expect, it } from '@jest/globals';
import { NOW, WHY } from './delivery.fixture.js';
import { noted, noteOf, NOTES_MAX } from './history.js';

const at = NOW.toString();

describe('R55 the history of a delivery', () => {
  it('tells how each attempt ended, and why', () => {
    expect([
      noteOf({ kind: 'accepted' }, 'r', NOW),
      noteOf({ kind: 'rejected', reason: WHY }, 'r', NOW),
      noteOf({ kind: 'not-sent', code: 'ECONNREFUSED' }, 'r', NOW),
      noteOf({ kind: 'fault', code: 'SIM-500', blames: 'receiver' }, 'r', NOW),
    ]).toEqual([
      { at, requestId: 'r', what: 'accepted' },
      { at, requestId: 'r', what: 'rejected', code: WHY.code },
      { at, requestId: 'r', what: 'not-sent', code: 'ECONNREFUSED' },
      { at, requestId: 'r', what: 'fault', code: 'SIM-500' },
    ]);
  });

  it('keeps the newest, and not for ever more', () => {
    const all = Array.from({ length: NOTES_MAX + 3 }, (_, nth) => ({
      ...{ at, requestId: String(nth), what: 'not-sent' as const },
    }));
    const kept = all.reduce<readonly (typeof all)[number][]>(
      (history, note) => noted(history, note) as typeof all,
      [],
    );

    expect(kept).toEqual(all.slice(3));
  });
});
