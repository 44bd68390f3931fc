import { inspect } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { PermanentFailure } from './failures.js';
import { Money } from './money.js';

const seed = 34;
const most = 999_999_999_999_999;
const ore = fc.integer({ min: -most, max: most });
const malformed = expect.objectContaining({ code: 'money.malformed' });

/** Kroner with two decimals, by integers only. */
function written(amount: number): string {
  const whole = BigInt(Math.abs(amount));
  return `${amount < 0 ? '-' : ''}${String(whole / 100n)}.${String(whole % 100n).padStart(2, '0')}`;
}

describe('R34 an amount', () => {
  it.each([
    ['230.00', 23_000],
    ['0.00', 0],
    ['-0.00', 0],
    ['0.01', 1],
    ['-0.01', -1],
    ['0.10', 10],
    ['1.10', 110],
    ['00012.34', 1_234],
    ['0.29', 29],
    ['1.15', 115],
    ['4.35', 435],
    ['1234567.89', 123_456_789],
    ['9999999999999.99', most],
    ['-9999999999999.99', -most],
  ])('of %s kroner is %i øre, exactly', (kroner, amountOre) => {
    expect(Money.fromKroner(kroner).ore).toBe(amountOre);
  });

  it.each([
    '',
    '230',
    '230.0',
    '230.000',
    '230,00',
    '1.230,00',
    '1,230.00',
    ' 230.00',
    '230.00 ',
    '230.00\n',
    '+230.00',
    '--1.00',
    '-',
    '.50',
    '230.',
    '2e2.00',
    '0x10.00',
    'NaN',
    'Infinity',
    '٢٣٠.٠٠',
    '−1.00',
    '10000000000000.00',
    '230.00 kr.',
  ])('is not read from %j', (text) => {
    expect(() => Money.fromKroner(text)).toThrow(malformed);
  });

  it('of no whole øre is refused, not rounded', () => {
    for (const bad of [0.5, 1e-9, NaN, Infinity, -Infinity, 2 ** 53, -(2 ** 53)])
      expect(() => Money.ofOre(bad)).toThrow(malformed);
  });

  it('is refused without quoting what stood there', () => {
    const failure = (() => {
      try {
        return Money.fromKroner('0101701234');
      } catch (error) {
        return error;
      }
    })();
    expect(failure).toBeInstanceOf(PermanentFailure);
    expect(inspect(failure)).not.toContain('0101701234');
  });

  it('is written as it was read, whichever it is', () => {
    fc.assert(
      fc.property(ore, (amount) => {
        const money = Money.ofOre(amount);
        expect(money.toKroner()).toBe(written(amount));
        expect(Money.fromKroner(money.toKroner()).ore).toBe(amount);
        expect(JSON.stringify({ money })).toBe(`{"money":"${written(amount)}"}`);
        expect(String(money)).toBe(written(amount));
      }),
      { seed },
    );
  });

  it.each([
    [0, '0,00 kr.'],
    [5, '0,05 kr.'],
    [99_999, '999,99 kr.'],
    [100_000, '1.000,00 kr.'],
    [123_456_789, '1.234.567,89 kr.'],
    [-23_000, '-230,00 kr.'],
    [-100_000_000, '-1.000.000,00 kr.'],
    [most, '9.999.999.999.999,99 kr.'],
  ])('of %i øre is read by staff as %s', (amount, danish) => {
    expect(Money.ofOre(amount).toDanish()).toBe(danish);
  });
});

describe('reckoning', () => {
  it('is exact, and what is added can be taken away', () => {
    fc.assert(
      fc.property(ore, ore, (a, b) => {
        const [one, other] = [Money.ofOre(a), Money.ofOre(b)];
        expect(BigInt(one.plus(other).ore)).toBe(BigInt(a) + BigInt(b));
        expect(one.plus(other).minus(other).equals(one)).toBe(true);
        expect(one.minus(other).equals(other.minus(one).negated())).toBe(true);
        expect(one.plus(other).equals(other.plus(one))).toBe(true);
      }),
      { seed },
    );
  });

  it('a thousand times ten øre is a hundred kroner', () => {
    const sum = Array.from({ length: 1_000 }).reduce<Money>(
      (money) => money.plus(Money.ofOre(10)),
      Money.zero,
    );
    expect(sum.toKroner()).toBe('100.00');
  });

  it('beyond what is exact is refused', () => {
    const huge = Money.ofOre(Number.MAX_SAFE_INTEGER);
    expect(() => huge.plus(Money.ofOre(1))).toThrow(malformed);
    expect(() => huge.negated().minus(Money.ofOre(1))).toThrow(malformed);
    expect(huge.plus(Money.ofOre(-1)).ore).toBe(Number.MAX_SAFE_INTEGER - 1);
  });

  it('knows its sign; zero has none, however it came to be', () => {
    for (const zero of [
      Money.zero,
      Money.ofOre(-0),
      Money.ofOre(5).minus(Money.ofOre(5)),
      Money.zero.negated(),
      Money.fromKroner('-0.00'),
    ]) {
      expect([zero.isZero(), zero.isPositive(), zero.isNegative()]).toEqual([true, false, false]);
      expect(Object.is(zero.ore, 0)).toBe(true);
      expect(zero.toKroner()).toBe('0.00');
    }
    expect([1, -1].map((amount) => Money.ofOre(amount).isPositive())).toEqual([true, false]);
    expect([1, -1].map((amount) => Money.ofOre(amount).isNegative())).toEqual([false, true]);
    expect(Money.ofOre(-1).isZero()).toBe(false);
  });

  it('sorts, and finds the smaller and the larger', () => {
    fc.assert(
      fc.property(ore, ore, (a, b) => {
        const [one, other] = [Money.ofOre(a), Money.ofOre(b)];
        expect(Math.sign(one.compare(other))).toBe(Math.sign(Number(BigInt(a) - BigInt(b))));
        expect(one.min(other).ore).toBe(Math.min(a, b));
        expect(one.max(other).ore).toBe(Math.max(a, b));
        expect(one.equals(other)).toBe(a === b);
      }),
      { seed },
    );
  });

  it('leaves both amounts as they were', () => {
    const [one, other] = [Money.ofOre(100), Money.ofOre(30)];
    one.plus(other);
    one.minus(other);
    one.negated();
    expect([one.ore, other.ore]).toEqual([100, 30]);
  });
});
