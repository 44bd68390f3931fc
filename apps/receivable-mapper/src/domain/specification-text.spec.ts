import { describe, expect, it } from '@jest/globals';
import { PersonNumber } from '@libs/kernel';
import fc from 'fast-check';
import type { ReleasedClaim } from './claim.js';
import { Borrower } from './claim.js';
import { aChild, aClaim, aCompensation, aGuardedFee, day } from './claim.fixture.js';
import { specificationText } from './specification-text.js';

describe('the specification text', () => {
  it('R39 identifies the claim, and gives the number on the bill', () => {
    expect(specificationText(aCompensation(), 'full')).toBe(
      'Erstatning 700123: Erstatnings-nr. 2026-4711',
    );
  });

  it("R39 gives the library system's number where there is no bill", () => {
    const { billNumber, ...unbilled } = aClaim();

    expect(billNumber).toBeDefined();
    const expected = 'Biblioteksgebyr: Gebyr-nr. 700123';
    expect(specificationText(unbilled, 'full')).toBe(expected);
    expect(specificationText(aClaim({ billNumber: ' ' }), 'full')).toBe(expected);
  });

  it("R39 the privacy variant leaves out the minor's name, and all but six digits of the birth date", () => {
    expect(specificationText(aGuardedFee(), 'privacy')).toBe(
      'Biblioteksgebyr 700123: Gebyr-nr. 2026-4711, født 03.02.05',
    );
  });

  it('R21, R39 the birth date that the library tells goes before the one in the number', () => {
    const borrower = aChild({ birthDate: day('2012-12-24') });

    expect(specificationText(aGuardedFee({ borrower }), 'full')).toBe(
      'Biblioteksgebyr 700123: Gebyr-nr. 2026-4711, Ida Østergård, født 24.12.2012',
    );
  });

  it('R39 a minor of whom less is known is told of as far as it is known', () => {
    const { name, ...nameless } = aChild({
      personIdentifier: PersonNumber.parse('nonsense'),
    }).told;
    const child = new Borrower(nameless);

    expect(name).toBeDefined();
    expect(specificationText(aGuardedFee({ borrower: child }), 'full')).toBe(
      'Biblioteksgebyr 700123: Gebyr-nr. 2026-4711',
    );
  });

  it('R39 an adult is not named', () => {
    expect(specificationText(aClaim(), 'full')).not.toContain('Østergård');
  });

  it('R39 shortens a long name at a word, and keeps the birth date', () => {
    const borrower = aChild({ name: 'Ida Marie Christiane Elisabeth Vestergaard Østergård Åkjær' });

    expect(specificationText(aGuardedFee({ borrower }), 'full')).toBe(
      'Biblioteksgebyr 700123: Gebyr-nr. 2026-4711, Ida Marie Christiane Elisabeth, født 03.02.2005',
    );
  });

  it('R39 gives up the identification before the number on the bill', () => {
    const claim: ReleasedClaim = aGuardedFee({ feeId: '7'.repeat(40), billNumber: '8'.repeat(40) });

    expect(specificationText(claim, 'full')).toBe(
      `Gebyr-nr. ${'8'.repeat(40)}, Ida Østergård, født 03.02.2005`,
    );
  });

  it('R39 holds 100 characters at most, whatever names and numbers are like', () => {
    const text = fc.string({ maxLength: 130, unit: 'grapheme' });
    fc.assert(
      fc.property(text, text, text, fc.boolean(), (feeId, billNumber, name, full) => {
        const claim = aGuardedFee({ feeId, billNumber, borrower: aChild({ name }) });
        const said = specificationText(claim, full ? 'full' : 'privacy');
        expect(said.length).toBeLessThanOrEqual(100);
        expect(said).toMatch(/Gebyr-nr\./);
      }),
    );
  });
});
