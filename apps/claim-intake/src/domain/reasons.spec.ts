import { describe, expect, it } from '@jest/globals';
import { cutOffMoveWarning, cutOffRefusalTexts } from './cut-off-move.js';
import { reasonTexts } from './reasons.js';

const texts = Object.entries({
  ...reasonTexts,
  ...cutOffRefusalTexts,
  'cut-off-warning': cutOffMoveWarning,
});

describe('the Danish texts', () => {
  it.each(texts)('R14 says %s in whole sentences, with nothing left to fill in', (_, text) => {
    expect(text).toMatch(/^[A-ZÆØÅ].*\.$/u);
    expect(text).not.toMatch(/[{}<>$%\[\]_]|TODO|undefined/u);
    expect(text).not.toMatch(/\d{6}/u);
  });

  it('R14 says no two things in the same words', () => {
    expect(new Set(texts.map(([, text]) => text)).size).toBe(texts.length);
  });
});
