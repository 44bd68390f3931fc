import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { cutAtWord, tidy } from './cut-at-word.js';

describe('a line of text', () => {
  it('R40 is left alone if it fits, to the last character', () => {
    expect(cutAtWord('Æblet og ørnen', 14)).toBe('Æblet og ørnen');
  });

  it('R40 is cut at the last word that fits', () => {
    expect(cutAtWord('Æblet og ørnen', 13)).toBe('Æblet og');
    expect(cutAtWord('Æblet og ørnen', 8)).toBe('Æblet og');
  });

  it('R40 is never cut inside a number, also one grouped by spaces', () => {
    expect(cutAtWord('En verdensomsejling 20 000 mil under havet', 24)).toBe('En verdensomsejling');
    expect(cutAtWord('12345678', 5)).toBe('');
    expect(cutAtWord('bind978-87-02-12345-6', 12)).toBe('bind');
  });

  it('R40 may be cut between the numbers of a list, and then drops the comma', () => {
    expect(cutAtWord('501, 502, 503', 10)).toBe('501, 502');
  });

  it('R40 cuts a word that is longer than the line between letters, never through one', () => {
    expect(cutAtWord('Speciallægepraksisplanlægning', 10)).toBe('Speciallæg');
    expect(cutAtWord('aaaa😀b', 5)).toBe('aaaa');
  });

  it('R40 counts a composed letter as one and drops what does not print', () => {
    expect(tidy('A\u030Aret\u0000der\tgik\n ')).toBe('Året der gik');
    expect(tidy('ma\u00ADteriale')).toBe('materiale');
    expect(cutAtWord('A\u030Aret', 4)).toBe('Året');
  });

  const words = fc.array(
    fc.oneof(
      fc.stringMatching(/^[a-zæøåA-ZÆØÅ]{1,40}$/),
      fc.stringMatching(/^\d{1,30}$/),
      fc.stringMatching(/^\d{1,3}([.,/-]\d{1,5}){1,4}$/),
      fc.string({ maxLength: 12 }),
    ),
    { maxLength: 40 },
  );

  it('R40 holds the limit and no broken number, whatever it is made of', () => {
    fc.assert(
      fc.property(words, fc.integer({ min: 1, max: 120 }), (parts, lengthMax) => {
        const whole = tidy(parts.join(' '));
        const line = cutAtWord(whole, lengthMax);
        expect(line.length).toBeLessThanOrEqual(lengthMax);
        expect(whole.startsWith(line)).toBe(true);
        const rest = whole.slice(line.length);
        expect(/\d$/.test(line) && /^[.,/-]?\d/.test(rest)).toBe(false);
        expect(/[\uD800-\uDBFF]$/.test(line)).toBe(false);
      }),
      { numRuns: 500 },
    );
  });
});
