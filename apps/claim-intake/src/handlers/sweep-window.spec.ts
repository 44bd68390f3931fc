import { beforeEach, describe, expect, it } from '@jest/globals';
import { SweepWindow } from './sweep-window.js';

const limits = { unfinishedMax: 80, besideNewMax: 10, chunkMax: 30, patienceMs: 60_000 } as const;
const [one, other] = ['DK-761500', 'DK-746100'] as const;

let window: SweepWindow;
let sentSoFar = 0;

beforeEach(() => {
  window = new SweepWindow(limits);
  window.begin([one], 0);
  sentSoFar = 0;
});

/** As much as there is room for, chunk by chunk. @returns their names */
function fill(agencyId: string = one, nowMs = 0): string[] {
  const names: string[] = [];
  for (let room = window.room(agencyId); room > 0; room = window.room(agencyId)) {
    const chunk = Array.from({ length: room }, () => `fee ${String((sentSoFar += 1))}`);
    window.sent(agencyId, chunk, nowMs);
    names.push(...chunk);
  }
  return names;
}

function end(names: readonly string[], agencyId: string = one, nowMs = 0): void {
  for (const feeId of names) window.ended({ agencyId, feeId, isAnswer: true }, nowMs);
}

describe('a sweep', () => {
  it('begins with few, and grows to twice as many as those come to an end', () => {
    const widths = [];
    for (let turn = 0; turn < 5; turn += 1) {
      const names = fill();
      widths.push(names.length);
      end(names);
    }
    expect(widths).toEqual([10, 20, 40, 80, 80]);
  });

  it('is narrow again when the library tells of something new', () => {
    for (let turn = 0; turn < 4; turn += 1) end(fill());
    const wide = fill();
    expect(wide).toHaveLength(80);

    window.narrow();

    end(wide.slice(0, 72));
    expect(fill()).toEqual([]); // eight of ten are still on their way
    end(wide.slice(72, 73));
    expect(fill()).toHaveLength(3);
  });

  it('goes in chunks, and not in chunks of one', () => {
    for (let turn = 0; turn < 4; turn += 1) end(fill());
    expect(window.room(one)).toBe(30);
    const names = fill();
    end(names.slice(0, 19));
    expect(window.room(one)).toBe(0);
    end(names.slice(19, 20));
    expect(window.room(one)).toBe(20);
  });

  it('has an equal share for each agency', () => {
    window.begin([one, other], 0);
    expect([fill(one).length, fill(other).length]).toEqual([5, 5]);
  });

  it('makes room for what did not go on after all', () => {
    window.stayed(one, fill().slice(0, 6));
    expect(window.room(one)).toBe(6);
  });

  it('counts what comes to an end once, and only what was swept', () => {
    const [first = ''] = fill();
    const ended = (agencyId: string, feeId: string): boolean =>
      window.ended({ agencyId, feeId, isAnswer: true }, 0);
    expect(ended(one, 'new')).toBe(false);
    expect(ended(other, first)).toBe(false);
    expect(ended(one, first)).toBe(true);
    expect(ended(one, first)).toBe(false);
  });

  it('lets no more go than fit, whoever they are of: also what an agency has left whose sweep is over', () => {
    const left = fill(one);
    window.begin([other], 0);
    expect([window.room(other), window.hasRoom]).toEqual([0, false]);

    end(left.slice(0, 4), one);
    expect([window.room(other), window.hasRoom]).toEqual([4, true]);
  });

  it('has at least one for each of many agencies, as long as they fit', () => {
    const many = Array.from({ length: 30 }, (_, nth) => `DK-7${String(nth).padStart(5, '0')}`);
    window.begin(many, 0);
    const went = many.map((agencyId) => fill(agencyId).length);
    expect(went).toEqual(many.map((_, nth) => (nth < 10 ? 1 : 0)));
  });

  it('begins anew, with few, when ends were not heard', () => {
    for (let turn = 0; turn < 4; turn += 1) end(fill());
    fill();
    window.forget();
    expect(window.room(one)).toBe(10);
  });
});

describe('an agency whose debtor system does not answer', () => {
  it('gets few more each time that patience ends, however wide the window is', () => {
    for (let turn = 0; turn < 4; turn += 1) end(fill());
    fill(one, 1_000);
    window.begin([one], 60_999);
    expect(window.room(one)).toBe(0);

    for (const nowMs of [61_000, 121_000]) {
      window.begin([one], nowMs);
      expect(fill(one, nowMs)).toHaveLength(10);
    }
  });

  it('gets few also when others of its claims leave the line before they come to it', () => {
    for (let turn = 0; turn < 4; turn += 1) end(fill());
    fill(one, 0);
    window.begin([one], 60_000);
    const [held = ''] = fill(one, 60_000);

    window.ended({ agencyId: one, feeId: held, isAnswer: false }, 60_001);
    window.begin([one], 60_001);
    expect(window.room(one)).toBe(0);
    window.forget();
    expect(window.room(one)).toBe(10);
  });

  it('keeps its patience as long as some come to an end', () => {
    const names = fill(one, 0);
    end(names.slice(0, 1), one, 50_000);
    window.begin([one], 109_999);
    expect(window.room(one)).toBe(0);
    window.begin([one], 110_000);
    expect(window.room(one)).toBe(10);
  });

  it('takes its whole share again when it answers', () => {
    for (let turn = 0; turn < 4; turn += 1) end(fill());
    fill(one, 0);
    window.begin([one], 60_000);
    const [first = ''] = fill(one, 60_000);
    end([first], one, 60_001);
    expect(fill(one, 60_001)).toHaveLength(60); // with the nine, more than three quarters of it
  });

  it('takes nothing from another', () => {
    window.begin([one, other], 0);
    fill(one, 0);
    for (const nowMs of [10_000, 60_000, 120_000]) {
      window.begin([one, other], nowMs);
      end(fill(other, nowMs), other, nowMs);
    }
    expect(fill(other, 120_000).length).toBeGreaterThanOrEqual(5);
  });
});
