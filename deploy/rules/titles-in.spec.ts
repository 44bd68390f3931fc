import { describe, expect, it } from '@jest/globals';
import { rulesOf, titlesIn } from './titles-in.js';

describe('a title', () => {
  it.each([
    ['R23 keeps the guardian', ['R23']],
    ['R19, R20 is the child alone', ['R19', 'R20']],
    ['R06 R27 sends an old balance', ['R06', 'R27']],
    ['R49 and R50 report', ['R49', 'R50']],
    ['keeps to R23', []],
    ['R2D2 is no rule', []],
    ['R231 is none either', []],
  ])('%s begins with %j', (title, rules) => {
    expect(rulesOf(title)).toEqual(rules);
  });
});

describe('a spec', () => {
  it('is read by its calls, and tests take the rules of what stands around them', () => {
    const source = `
      describe('R12, R22 what is unusual', () => {
        it('is refused', () => { it('R01 inside a test'); });
        it.each([1, 2])('R13 of %i', () => {});
      });
      describe.each\`a\`('of no rule', () => { it.failing(\`R44 later\`, () => {}); it('plain', () => {}); });
      it.skip('R01 skipped', () => {});
      describe.skip('R02', () => { it('all of it', () => {}); });
      const text = "it('R03 in a text', () => {})"; // it('R04 in a comment')
    `;
    expect(titlesIn(source)).toEqual([
      { title: 'is refused', rules: ['R12', 'R22'], holds: true },
      { title: 'R13 of %i', rules: ['R13'], holds: true },
      { title: 'R44 later', rules: ['R44'], holds: false },
      { title: 'plain', rules: [], holds: true },
    ]);
  });
});
