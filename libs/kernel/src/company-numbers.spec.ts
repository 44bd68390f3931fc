import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CvrNumber, GlnNumber, PNumber } from './company-numbers.js';

const seed = 27;

describe('R27 a CVR number', () => {
  it.each(['13748136', '29189854', '10000009', '99000015', '29189900'])(
    '%s is one or is told why not',
    (text) => {
      const sum = [2, 7, 6, 5, 4, 3, 2, 1].reduce(
        (total, weight, i) => total + weight * Number(text[i]),
        0,
      );
      expect(CvrNumber.check(text)).toBe(sum % 11 === 0 ? 'valid' : 'wrong-check-digit');
    },
  );

  it('has the example of erhvervsstyrelsen.dk', () => {
    expect(CvrNumber.check('13748136')).toBe('valid');
    expect(CvrNumber.parse('13748136')?.value).toBe('13748136');
  });

  it('has one check digit for each seven digits, or none where the rest is 1', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1_000_000, max: 9_999_999 }), (seven) => {
        const fitting = Array.from(
          { length: 10 },
          (_, digit) => `${String(seven)}${String(digit)}`,
        ).filter((text) => CvrNumber.check(text) === 'valid');
        const rest =
          [2, 7, 6, 5, 4, 3, 2].reduce(
            (sum, weight, i) => sum + weight * Number(String(seven)[i]),
            0,
          ) % 11;
        expect(fitting).toEqual(
          rest === 1 ? [] : [`${String(seven)}${String(rest === 0 ? 0 : 11 - rest)}`],
        );
      }),
      { seed },
    );
  });

  it('shows every single wrong digit and every swap of neighbours', () => {
    const text = '13748136';
    for (let i = 0; i < text.length; i += 1) {
      for (const digit of '0123456789')
        if (digit !== text[i])
          expect(CvrNumber.check(text.slice(0, i) + digit + text.slice(i + 1))).not.toBe('valid');
      const swapped = text.slice(0, i) + (text[i + 1] ?? '') + (text[i] ?? '') + text.slice(i + 2);
      if (swapped !== text) expect(CvrNumber.check(swapped)).not.toBe('valid');
    }
  });

  it.each([
    '',
    '1374813',
    '137481366',
    '03748136',
    '1374813a',
    'DK13748136',
    ' 13748136',
    '13 74 81 36',
    '１３７４８１３６',
    '00000000',
  ])('%j has not the form', (text) => {
    expect(CvrNumber.check(text)).toBe('wrong-form');
    expect(CvrNumber.parse(text)).toBeUndefined();
  });

  it('is equal to itself and prints itself: a company’s number is public', () => {
    const [one, again, other] = ['13748136', '13748136', '29189854'].map((text) =>
      CvrNumber.parse(text),
    );
    if (one === undefined || again === undefined || other === undefined)
      throw new Error('They are sound.');
    expect([one.equals(again), one.equals(other)]).toEqual([true, false]);
    expect(String(one)).toBe('13748136');
  });
});

describe('R28 a P-number', () => {
  it('has ten digits, and none of them checks the others', () => {
    for (const text of ['1003388394', '1003388395', '0000000000'])
      expect(PNumber.parse(text)?.toString()).toBe(text);
    for (const text of [
      '',
      '100338839',
      '10033883944',
      '100338839a',
      ' 1003388394',
      '1003388394\n',
    ])
      expect(PNumber.parse(text)).toBeUndefined();
  });
});

describe('R27 an EAN number', () => {
  it.each(['5798000000018', '5798002012347', '4006381333931', '0000000000000'])(
    '%s fits',
    (text) => {
      expect(GlnNumber.check(text)).toBe('valid');
      expect(GlnNumber.parse(text)?.toString()).toBe(text);
    },
  );

  it('has one check digit for each twelve digits', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[0-9]{12}$/), (twelve) => {
        const fitting = Array.from(
          { length: 10 },
          (_, digit) => `${twelve}${String(digit)}`,
        ).filter((text) => GlnNumber.check(text) === 'valid');
        const sum = [...twelve].reduce(
          (total, digit, i) => total + Number(digit) * (i % 2 === 0 ? 1 : 3),
          0,
        );
        expect(fitting).toEqual([`${twelve}${String((10 - (sum % 10)) % 10)}`]);
      }),
      { seed },
    );
  });

  it.each([
    ['5798000000019', 'wrong-check-digit'],
    ['579800000001', 'wrong-form'],
    ['57980000000188', 'wrong-form'],
    ['579800000001a', 'wrong-form'],
    ['579-8000000018', 'wrong-form'],
    ['', 'wrong-form'],
  ])('%j is refused: %s', (text, why) => {
    expect(GlnNumber.check(text)).toBe(why);
    expect(GlnNumber.parse(text)).toBeUndefined();
  });

  it('is Danish by its prefix, which is unusual to lack and not wrong', () => {
    expect(GlnNumber.parse('5798000000018')?.isDanish).toBe(true);
    expect(GlnNumber.parse('4006381333931')?.isDanish).toBe(false);
    expect(GlnNumber.parse('5701234567899')?.isDanish).toBe(false);
  });
});
