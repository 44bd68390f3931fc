import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Borrower } from './claim.js';
import {
  aClaim,
  aCompany,
  aCompensation,
  aGuardedFee,
  aMaterial,
  CHILD,
  day,
  withoutLoan,
} from './claim.fixture.js';
import { LINE_LENGTH_MAX, LINES_MAX, textLines } from './text-lines.js';

const FOUNDED = day('2026-10-02');

describe('the text lines', () => {
  it('R40 have the limits of the debtor services', () => {
    expect([LINE_LENGTH_MAX, LINES_MAX]).toEqual([255, 999]);
  });

  it('R40 a fee is calculated from its foundation date, a compensation from its creation', () => {
    expect(textLines(aClaim(), FOUNDED)[0]).toMatch(/^Beregnet fra: 02\.10\.2026 /);
    expect(textLines(aCompensation(), FOUNDED)[0]).toMatch(/^Beregnet fra: 02\.11\.2026 /);
  });

  it('R40 leave no gap where a material has no author or class', () => {
    const materials = [{ materialItemNumber: '1', title: 'Årbog' }];

    expect(textLines(aClaim({ materials }), FOUNDED)[0]).toBe('Beregnet fra: 02.10.2026 Årbog');
  });

  it('R40 say nothing of a loan that there was not', () => {
    expect(textLines(withoutLoan(aClaim()), FOUNDED)).toEqual([
      'Beregnet fra: 02.10.2026 86-096 Ærø, Åse Børnene i Bølgebryderby',
      'Gebyr-nr. 2026-4711 Materiale-nr. 5012345678',
    ]);
  });

  it("R40 give a minor's number, and nobody else's", () => {
    expect(textLines(aGuardedFee(), FOUNDED).at(-1)).toBe(`Mindreårigs CPR-nr. ${CHILD}`);
    expect(textLines(aClaim(), FOUNDED).join()).not.toContain('CPR');
  });

  it('R40 give P-number and EAN number each where it is known', () => {
    const { pNumber, ...noPNumber } = aCompany().told;
    const { glnNumber, ...noGln } = aCompany().told;

    expect([pNumber, glnNumber]).not.toContain(undefined);
    const lastLine = (told: typeof noGln | typeof noPNumber): string | undefined =>
      textLines(aClaim({ borrower: new Borrower(told) }), FOUNDED).at(-1);
    expect(lastLine(noPNumber)).toBe('EAN-nr. 5790000000005');
    expect(lastLine(noGln)).toBe('P-nr. 1003388394');
  });

  it('R40 cut a long title at a word', () => {
    const materials = [aMaterial({ title: 'ørnens rede '.repeat(40) })];
    const line = textLines(aClaim({ materials }), FOUNDED)[0] ?? '';

    expect(line).toMatch(/ (ørnens|rede)$/);
    expect(line.length).toBeLessThanOrEqual(LINE_LENGTH_MAX);
    expect(line.length).toBeGreaterThan(LINE_LENGTH_MAX - ' ørnens'.length);
  });

  it('R40 lose no material number: what does not fit goes on the next line', () => {
    const numbers = Array.from({ length: 60 }, (_, place) => `50${10_000_000 + place}`);
    const materials = numbers.map((materialItemNumber) => aMaterial({ materialItemNumber }));
    const lines = textLines(aClaim({ materials }), FOUNDED).filter((line) =>
      line.includes('Materiale-nr.'),
    );

    expect(lines[0]).toMatch(/^Gebyr-nr\. 2026-4711 Materiale-nr\. 5010000000, 5010000001, /);
    expect(lines[1]).toMatch(/^Materiale-nr\. /);
    expect(lines.join(', ').match(/\b50\d{8}\b/g)).toEqual(numbers);
  });

  it('R40 fill a line to its last character, and no further', () => {
    const lead = 'Gebyr-nr. 2026-4711 Materiale-nr. 1, ';
    const linesFor = (digits: number): readonly string[] => {
      const materials = ['1', '2'.repeat(digits)].map((materialItemNumber) =>
        aMaterial({ materialItemNumber }),
      );
      return textLines(aClaim({ materials }), FOUNDED).slice(-2);
    };
    const fitting = LINE_LENGTH_MAX - lead.length;

    expect(linesFor(fitting).at(-1)).toBe(lead + '2'.repeat(fitting));
    expect(linesFor(fitting + 1)).toEqual([
      'Gebyr-nr. 2026-4711 Materiale-nr. 1',
      `Materiale-nr. ${'2'.repeat(fitting + 1)}`,
    ]);
  });

  it('R40 there are 999 at most, and the numbers come before the last of a thousand titles', () => {
    const materials = Array.from({ length: 1200 }, () => aMaterial());
    const lines = textLines(aGuardedFee({ materials }), FOUNDED);

    expect(lines).toHaveLength(LINES_MAX);
    expect(lines.at(-1)).toBe(`Mindreårigs CPR-nr. ${CHILD}`);
  });

  it('R40 hold 255 characters each and break no number, whatever the material is called', () => {
    const text = fc.oneof(
      fc.string({ maxLength: 400, unit: 'grapheme' }),
      fc.stringMatching(/^[\d ]{0,400}$/),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(text, text, text), { maxLength: 5 }), (materials) => {
        const told = materials.map(([title, author, materialItemNumber]) =>
          aMaterial({ title, author, materialItemNumber }),
        );
        for (const line of textLines(aCompensation({ materials: told }), FOUNDED)) {
          expect(line.length).toBeLessThanOrEqual(LINE_LENGTH_MAX);
          expect(line).toMatch(/^(Beregnet fra:|Lånt:|Erstatnings-nr\.|Materiale-nr\.)/);
        }
      }),
    );
  });
});
