import { describe, expect, it } from '@jest/globals';
import { Progress } from './progress.js';

function shown(isTTY: boolean, columns?: number) {
  const written: string[] = [];
  let now = 0;
  const screen = { isTTY, columns, write: (text: string) => written.push(text) };
  const progress = new Progress(screen, () => now);
  const pass = (ms: number): void => {
    now += ms;
  };
  return { written, progress, pass };
}

describe('progress', () => {
  it('is one living line on a terminal, no longer than it is wide', () => {
    const { written, progress } = shown(true, 40);
    progress.show('day', 0.5, '1 of 2, and more than there is room for');
    progress.finish('day', 'done');
    expect(written).toHaveLength(2);
    expect(written[0]).toMatch(/^\r\u001B\[2Kday {8}█{12}░{12} /);
    expect(written[0]?.slice(5)).toHaveLength(39);
    expect(written[1]).toBe('\r\u001B[2Kday        done\n');
  });

  it('does not write the same line again', () => {
    const { written, progress } = shown(true);
    progress.show('day', 0, 'nothing yet');
    progress.show('day', 0, 'nothing yet');
    expect(written).toHaveLength(1);
  });

  it('is a line now and then elsewhere, without signs for a terminal', () => {
    const { written, progress, pass } = shown(false);
    for (let share = 0; share <= 1; share += 0.25) {
      progress.show('day', share, `${String(share)} of the way`);
      pass(1_000);
    }
    progress.finish('day', 'done');
    expect(written.map((line) => line.slice(36).trim())).toEqual([
      '0 of the way',
      '0.5 of the way',
      '1 of the way',
      '',
    ]);
    expect(written.join('')).not.toContain('\u001B');
    expect(written.at(-1)).toBe('day        done\n');
  });

  it.each([-1, 0, 1, 7])('has a bar of the same length for a share of %d', (share) => {
    const { written, progress } = shown(false);
    progress.show('day', share, '');
    expect(written[0]?.match(/[█░]/g)).toHaveLength(24);
  });
});
