import { describe, expect, it } from '@jest/globals';
import { PersonNumber } from '@libs/kernel';
import fc from 'fast-check';
import { plusDays } from '../chance/calendar.js';
import { fitsModulus11, PersonNumbers } from './person-numbers.js';

const births = fc
  .integer({ min: 0, max: 44_000 })
  .map((days) => plusDays('1906-01-01', days))
  .filter((day) => !day.endsWith('-01'));

describe('PersonNumbers', () => {
  it('knows modulus 11', () => {
    expect(fitsModulus11('0707614285')).toBe(true); // the CPR office's own example
    expect(fitsModulus11('0707614286')).toBe(false);
  });

  it('deals numbers that read as real ones of that birth date, and that the CPR office has not issued', () => {
    fc.assert(
      fc.property(
        births,
        fc.constantFrom('female', 'male'),
        fc.integer({ min: 1, max: 60 }),
        (born, sex, times) => {
          const numbers = new PersonNumbers();
          const dealt = Array.from({ length: times }, () => numbers.cpr(born, sex));
          expect(new Set(dealt).size).toBe(times);
          for (const number of dealt) {
            const read = PersonNumber.parse(number);
            expect([read.kind, read.birthDate()?.toString()]).toEqual(['real', born]);
            expect(fitsModulus11(number)).toBe(false);
            expect(Number(number[9]) % 2).toBe(sex === 'male' ? 1 : 0);
          }
        },
      ),
    );
  });

  it('deals no number of the first of a month: those are where numbers without modulus 11 are issued', () => {
    expect(() => new PersonNumbers().cpr('1965-01-01', 'male')).toThrow(RangeError);
  });

  it('says so when a birth date is used up', () => {
    const numbers = new PersonNumbers();
    const dealAll = (): void => {
      for (;;) numbers.cpr('1980-05-17', 'female');
    };
    expect(dealAll).toThrow(RangeError);
  });

  it('deals replacement numbers of both kinds with the birth date in them', () => {
    const numbers = new PersonNumbers();
    const kindOf = (text: string): unknown[] => [
      PersonNumber.parse(text).kind,
      PersonNumber.parse(text).birthDate()?.toString(),
    ];
    expect(kindOf(numbers.replacement('1990-04-07'))).toEqual(['day-60', '1990-04-07']);
    expect(numbers.replacement('1990-04-07')).not.toBe(numbers.replacement('1990-04-07'));
    expect(kindOf(numbers.lettered('1990-04-07', 'AB'))).toEqual(['alphanumeric', '1990-04-07']);
    expect(kindOf(numbers.lettered('2004-04-07', 'AB'))).toEqual(['alphanumeric', '2004-04-07']);
  });
});
