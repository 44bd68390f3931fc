import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Numbered } from './numbered.js';

const numbersOf = (stream: Numbered<{ number: number }>): number[] =>
  stream.all.map(({ number }) => number);

describe('Numbered', () => {
  it('is in order and without doubles, however it is heard', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 12 })), (heard) => {
        const stream = new Numbered<{ number: number }>('s');
        const news = heard.filter((number) => stream.hear({ number }));
        const sorted = [...new Set(heard)].sort((one, other) => one - other);
        expect(numbersOf(stream)).toEqual(sorted);
        expect(new Set(news).size).toBe(news.length);
        expect(stream.hasGap).toBe(sorted.some((number, at) => number !== at + 1));
      }),
    );
  });

  it('keeps the first of two with the same number', () => {
    const stream = new Numbered<{ number: number; word: string }>('s');
    expect(stream.hear({ number: 1, word: 'first' })).toBe(true);
    expect(stream.hear({ number: 1, word: 'second' })).toBe(false);
    expect(stream.all).toEqual([{ number: 1, word: 'first' }]);
  });

  it('shows a gap until it is filled', () => {
    const stream = new Numbered<{ number: number }>('s');
    stream.hear({ number: 2 });
    expect(stream.hasGap).toBe(true);
    stream.hear({ number: 1 });
    expect(stream.hasGap).toBe(false);
  });
});
