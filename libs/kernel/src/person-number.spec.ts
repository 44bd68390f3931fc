import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ageOn, parseDate, Temporal } from './dates.js';
import { PersonNumber } from './person-number.js';

const seed = 1625;

/** The century by cpr.dk's table, "Opbygning af CPR-nummeret": seventh digit, years from and to, first year of the century. */
const centuries: readonly (readonly [digits: string, from: number, to: number, century: number])[] =
  [
    ['0123', 0, 99, 1900],
    ['4', 0, 36, 2000],
    ['4', 37, 99, 1900],
    ['5678', 0, 57, 2000],
    ['5678', 58, 99, 1800],
    ['9', 0, 36, 2000],
    ['9', 37, 99, 1900],
  ];
const everyYear = centuries.flatMap(([digits, from, to, century]) =>
  [...digits].flatMap((digit) =>
    Array.from({ length: to - from + 1 }, (_, i) => ({
      digit,
      year: from + i,
      born: century + from + i,
    })),
  ),
);
const two = (value: number): string => String(value).padStart(2, '0');
const kindOf = (text: string): string => PersonNumber.parse(text).kind;
const bornOf = (text: string): string | undefined =>
  PersonNumber.parse(text).birthDate()?.toString();

describe('R16 a CPR number', () => {
  it('tells the century by its seventh digit and its year, for every digit and year there is', () => {
    expect(everyYear).toHaveLength(1_000);
    const wrong = everyYear.filter(
      ({ digit, year, born }) => bornOf(`1206${two(year)}${digit}123`) !== `${String(born)}-06-12`,
    );
    expect(wrong).toEqual([]);
  });

  it.each<readonly [text: string, born: string | undefined, why: string]>([
    ['2902004001', '2000-02-29', 'divisible by 400'],
    ['2902001001', undefined, 'the century, by 100 only'],
    ['2902044001', '2004-02-29', 'divisible by 4'],
    ['2902011001', undefined, 'not divisible by 4'],
    ['2902365001', '2036-02-29', 'by the other digits'],
    ['2902005001', '2000-02-29', 'of the fifth digit'],
    ['2902965001', '1896-02-29', 'of the century before'],
  ])('%s is born on %s: %s', (text, born) => {
    expect(bornOf(text)).toBe(born);
    expect(kindOf(text)).toBe(born === undefined ? 'invalid' : 'real');
  });

  it('is real without fitting modulus 11, as since 2007', () => {
    for (const text of ['1403851230', '1403851231', '0912154320'])
      expect(kindOf(text)).toBe('real');
  });

  it.each(['140385-1230', ' 1403851230 ', '1403851230\n', '\u00a01403851230'])(
    'may be written %j',
    (text) => {
      const number = PersonNumber.parse(text);
      expect([number.kind, number.reveal()]).toEqual(['real', '1403851230']);
    },
  );

  it.each([
    '',
    ' ',
    '140385123',
    '14038512300',
    '14-0385-1230',
    '140385 1230',
    '140385--1230',
    '140385–1230',
    '0003851230',
    '3203851230',
    '6003851230',
    '9203851230',
    '1400851230',
    '1413851230',
    '3104851230',
    '3002851230',
    '１４０３８５１２３０',
    '140385123a0',
    '14 March 85',
    '0000000000',
    '9999999999',
  ])('is not what %j is', (text) => {
    const number = PersonNumber.parse(text);
    expect([number.kind, number.birthDate(), number.ageOn(parseDate('2026-11-23'))]).toEqual([
      'invalid',
      undefined,
      undefined,
    ]);
    expect(number.isReplacement).toBe(false);
  });

  it('R21 tells the age where no birth date is told', () => {
    const number = PersonNumber.parse('2911084001');
    expect(number.ageOn(parseDate('2026-11-28'))).toBe(17);
    expect(number.ageOn(parseDate('2026-11-29'))).toBe(18);
  });
});

describe('R25 a replacement number', () => {
  it.each([
    ['7403851230', '1985-03-14'],
    ['6101004001', '2000-01-01'],
    ['9112365001', '2036-12-31'],
    ['8902004001', '2000-02-29'],
  ])('%s has its day raised by 60, and tells %s', (text, born) => {
    const number = PersonNumber.parse(text);
    expect([number.kind, number.isReplacement, number.birthDate()?.toString()]).toEqual([
      'day-60',
      true,
      born,
    ]);
  });

  it.each(['6003851230', '9203851230', '8902011001', '9104851230', '7413851230'])(
    '%s has no day that could have been raised',
    (text) => {
      expect(kindOf(text)).toBe('invalid');
    },
  );

  it.each([
    ['1403850AB1', '1985-03-14'],
    ['1403026ab1', '2002-03-14'],
    ['140385-0AB1', '1985-03-14'],
    ['7403850KOT', '1985-03-14'],
    ['140385KOT1', undefined],
    ['740385AAA1', undefined],
    ['140385ÆØÅ1', undefined],
    ['290285AAA1', undefined],
  ])('%s may have letters; it tells %s', (text, born) => {
    const number = PersonNumber.parse(text);
    expect([number.kind, number.isReplacement, number.birthDate()?.toString()]).toEqual([
      'alphanumeric',
      true,
      born,
    ]);
  });

  it.each([
    '3003850AB1',
    '140385É123',
    '14038A0AB1',
    '320385AAA1',
    '141385AAA1',
    '3002850AB1',
    '300285AAA1',
    '2902016AB1',
    '14038500AB1',
    '140385.AB1',
  ])('%s is none, letters or not', (text) => {
    expect(kindOf(text)).toBe(text === '3003850AB1' ? 'alphanumeric' : 'invalid');
  });

  const birthDates = fc
    .integer({ min: 0, max: 73_048 })
    .map((days) => Temporal.PlainDate.from('1858-01-01').add({ days }));

  it('that is made is read as one, of the same birth date, and each serial makes another', () => {
    fc.assert(
      fc.property(
        birthDates,
        fc.uniqueArray(fc.integer({ min: 0, max: 3_999 }), { maxLength: 5 }),
        (born, serials) => {
          const made = serials.map((serial) => PersonNumber.replacement(born, serial));
          for (const number of made) {
            const again = PersonNumber.parse(number.reveal());
            expect([number.kind, again.kind]).toEqual(['day-60', 'day-60']);
            expect(again.birthDate()?.equals(born)).toBe(true);
            expect(number.birthDate()?.equals(born)).toBe(true);
            expect(again.equals(number)).toBe(true);
          }
          expect(new Set(made.map((number) => number.reveal())).size).toBe(serials.length);
        },
      ),
      { seed },
    );
  });

  it.each([
    ['1900-05-07', 4_000],
    ['1936-12-31', 4_000],
    ['1937-01-01', 6_000],
    ['1999-12-31', 6_000],
    ['2000-02-29', 6_000],
    ['2036-12-31', 6_000],
    ['2037-01-01', 4_000],
    ['2057-12-31', 4_000],
    ['1858-01-01', 4_000],
  ])('of %s there are %i', (born, count) => {
    const make = (serial: number) => PersonNumber.replacement(parseDate(born), serial);
    const serials = Array.from({ length: count / 100 }, (_, i) => i * 100).concat(count - 1);
    expect(new Set(serials.map((serial) => make(serial).reveal())).size).toBe(serials.length);
    for (const beyond of [count, -1, 0.5, NaN]) expect(() => make(beyond)).toThrow(RangeError);
  });

  it.each(['1857-12-31', '2058-01-01'])('of %s there is none', (born) => {
    expect(() => PersonNumber.replacement(parseDate(born), 0)).toThrow(RangeError);
  });
});

describe('any text', () => {
  const digits = fc.stringMatching(/^[0-9]{10}$/);
  const near = fc.stringMatching(/^[0-9]{4,7}-?[0-9A-ZÆØÅa-z]{3,6}$/);

  it('is of some kind, and never throws', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), digits, near), (text) => {
        const number = PersonNumber.parse(text);
        expect(['real', 'day-60', 'alphanumeric', 'invalid']).toContain(number.kind);
        expect(number.birthDate() === undefined || number.kind !== 'invalid').toBe(true);
        if (number.kind !== 'invalid') expect(number.reveal()).toHaveLength(10);
      }),
      { seed, numRuns: 300 },
    );
  });

  it('of ten digits is real or raised by 60 if and only if there is such a day', () => {
    fc.assert(
      fc.property(digits, (text) => {
        const { digit, year } = { digit: text.slice(6, 7), year: Number(text.slice(4, 6)) };
        const born = everyYear.find((one) => one.digit === digit && one.year === year)?.born ?? 0;
        const day = Number(text.slice(0, 2));
        const last = (month: number) => new Date(Date.UTC(born, month, 0)).getUTCDate();
        const month = Number(text.slice(2, 4));
        const raised = day > 60 ? day - 60 : day;
        const exists = month >= 1 && month <= 12 && raised >= 1 && raised <= last(month);
        expect(kindOf(text)).toBe(exists ? (day > 60 ? 'day-60' : 'real') : 'invalid');
      }),
      { seed, numRuns: 1_500 },
    );
  });

  it('that is real or raised gives the age of its birth date', () => {
    fc.assert(
      fc.property(digits, (text) => {
        const number = PersonNumber.parse(text);
        const born = number.birthDate();
        const day = parseDate('2026-11-23');
        expect(number.ageOn(day)).toBe(born === undefined ? undefined : ageOn(born, day));
      }),
      { seed },
    );
  });
});

describe('two numbers', () => {
  it('are one if they are written alike, but for hyphens, blanks and case', () => {
    const equal = (a: string, b: string) => PersonNumber.parse(a).equals(PersonNumber.parse(b));
    expect(equal('140385-1230', '1403851230')).toBe(true);
    expect(equal('1403850ab1', '1403850AB1')).toBe(true);
    expect(equal('1403851230', '7403851230')).toBe(false);
    expect(equal('1403851230', '1403851231')).toBe(false);
  });
});
