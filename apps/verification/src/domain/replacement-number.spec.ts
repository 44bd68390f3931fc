import { describe, expect, it } from '@jest/globals';
import { ageOn, PersonNumber } from '@libs/kernel';
import fc from 'fast-check';
import { day } from './claim.fixture.js';
import { makeReplacement } from './replacement-number.js';

const adultOn = day('2026-11-02');
const never = (): boolean => false;
const seeds = fc.integer({ min: 0, max: 2 ** 32 });

describe('makeReplacement', () => {
  it('R25 carries the birth date in a form that can be nobody’s real number', () => {
    fc.assert(
      fc.property(
        seeds,
        fc.date({ min: new Date('1858-01-01'), max: new Date('2057-12-30'), noInvalidDate: true }),
        (seed, date) => {
          const bornOn = day(date.toISOString().slice(0, 10));
          const made = makeReplacement({ bornOn, adultOn, seed, isTaken: never });
          expect(made.kind).toBe('day-60');
          expect(made.birthDate()?.equals(bornOn)).toBe(true);
          expect(PersonNumber.parse(made.reveal()).birthDate()?.equals(bornOn)).toBe(true);
        },
      ),
    );
  });

  it('R25 draws an adult’s birth date where none is known, or none that a number can tell', () => {
    fc.assert(
      fc.property(
        seeds,
        fc.constantFrom(undefined, day('1857-12-31'), day('2058-01-01')),
        (seed, bornOn) => {
          const drawn = makeReplacement({ bornOn, adultOn, seed, isTaken: never }).birthDate();
          const age = drawn === undefined ? -1 : ageOn(drawn, adultOn);
          expect(age).toBeGreaterThanOrEqual(30);
          expect(age).toBeLessThanOrEqual(65);
        },
      ),
    );
  });

  it('R25 draws different days for different seeds', () => {
    const days = Array.from({ length: 200 }, (_, seed) =>
      makeReplacement({ bornOn: undefined, adultOn, seed: seed * 7_919, isTaken: never }),
    );

    expect(new Set(days.map((number) => number.birthDate()?.toString())).size).toBeGreaterThan(100);
  });

  it('R25 is unique among those that are taken, to the last of a birth date', () => {
    const asked = new Set<string>();
    const makeWith = (free: number): PersonNumber =>
      makeReplacement({
        bornOn: day('1988-04-09'),
        adultOn,
        seed: 3_998,
        isTaken: (candidate) => asked.add(candidate.reveal()).size < free,
      });
    const last = makeWith(4_000);

    expect(asked.size).toBe(4_000);
    expect([...asked].at(-1)).toBe(last.reveal());
    expect(() => makeWith(4_001)).toThrow('All replacement numbers of this birth date are taken.');
  });
});
