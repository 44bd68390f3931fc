import { describe, expect, it } from '@jest/globals';
import { hundredths } from './decimal.js';

describe('a decimal in hundredths', () => {
  it.each<[string, number]>([
    ['230.00', 23_000],
    ['230', 23_000],
    ['+0230.5000', 23_050],
    ['.5', 50],
    ['0.01', 1],
    [' 1. ', 100],
    ['0', 0],
    ['9999999999999.99', 999_999_999_999_999],
  ])('reads %j', (text, expected) => {
    expect(hundredths(text)).toBe(expected);
  });

  it.each(['', '.', '1.005', '-1', '1e3', '1,00', '99999999999999999.00', 'NaN'])(
    'refuses %j',
    (text) => {
      expect(() => hundredths(text)).toThrow('an amount must be a decimal with two decimals');
    },
  );
});
