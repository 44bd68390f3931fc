import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  Agency,
  Amount,
  AnyAmount,
  Counted,
  HowMany,
  EventId,
  Flag,
  Id,
  LowerUuid,
  Municipality,
  OneOf,
  PositiveAmount,
  Text,
  textLimits,
} from './rules.js';
import { faultsIn } from './shape.js';

class Sample {
  @Amount() amount: unknown = '1.00';
  @AnyAmount() anyAmount: unknown = '1.00';
  @PositiveAmount() positiveAmount: unknown = '1.00';
  @Agency() agency: unknown = 'DK-761500';
  @Municipality() municipality: unknown = '615';
  @Id() id: unknown = '1';
  @EventId() eventId: unknown = '1';
  @LowerUuid() uuid: unknown = '8f0c1c52-3f1a-4b57-9b0f-5b6f1d2a7e01';
  @Text(5) text: unknown = '';
  @OneOf(['a', 'b']) word: unknown = 'a';
  @Flag() flag: unknown = false;
  @Counted() counted: unknown = 1;
  @HowMany() howMany: unknown = 0;
}

type Field = keyof Sample;

function takes(field: Field, value: unknown): boolean {
  const faults = faultsIn(Object.assign(new Sample(), { [field]: value }));
  for (const fault of faults) expect(fault.field).toBe(field);
  return faults.length === 0;
}

const neverTaken = [undefined, null, 7.5, true, [], {}, ['1.00'], '', '1.00\n', ' 1.00'];

const cases: readonly (readonly [Field, good: readonly unknown[], bad: readonly unknown[]])[] = [
  [
    'amount',
    ['0.00', '230.00', '999999999999.99', '007.50'],
    [
      '-1.00',
      '1',
      '1.0',
      '1.000',
      '1,00',
      '1.234,00',
      '1e3.00',
      '+1.00',
      '.50',
      '1000000000000.00',
      '٣.00',
      'NaN',
    ],
  ],
  [
    'anyAmount',
    ['0.00', '-1.00', '-999999999999.99'],
    ['--1.00', '- 1.00', '1', '-1.0', '-', '−1.00'],
  ],
  [
    'positiveAmount',
    ['0.01', '00.10', '999999999999.99'],
    ['0.00', '00.00', '000000000000.00', '-0.01', '0'],
  ],
  [
    'agency',
    ['DK-761500', 'DK-000000'],
    ['DK-76150', 'DK-7615000', 'dk-761500', 'DK761500', 'SE-761500', 'DK-76150a'],
  ],
  ['municipality', ['615', '000'], ['61', '6150', '61a', '６15']],
  ['id', ['1', 'x'.repeat(textLimits.id), 'æ ø/å'], ['x'.repeat(textLimits.id + 1)]],
  ['eventId', ['1', 'x'.repeat(textLimits.eventId)], ['x'.repeat(textLimits.eventId + 1)]],
  [
    'uuid',
    ['00000000-0000-0000-0000-000000000000'],
    [
      '8F0C1C52-3F1A-4B57-9B0F-5B6F1D2A7E01',
      '8f0c1c523f1a4b579b0f5b6f1d2a7e01',
      '8f0c1c52-3f1a-4b57-9b0f-5b6f1d2a7e0g',
    ],
  ],
  ['word', ['a', 'b'], ['A', 'ab', 'c']],
  [
    'counted',
    [1, 2, Number.MAX_SAFE_INTEGER],
    [0, -1, 1.5, '1', Number.MAX_SAFE_INTEGER + 1, 1e300, NaN, Infinity],
  ],
  ['howMany', [0, 1, Number.MAX_SAFE_INTEGER], [-1, 0.5, '0', Number.MAX_SAFE_INTEGER + 1, NaN]],
];

describe('the rules of fields', () => {
  it.each(cases)('%s', (field, good, bad) => {
    expect(good.filter((value) => !takes(field, value))).toEqual([]);
    expect(
      [...bad, ...neverTaken.filter((value) => !isText(field, value))].filter((value) =>
        takes(field, value),
      ),
    ).toEqual([]);
  });

  it('text', () => {
    for (const good of ['', 'æøåÆØ', '\n']) expect(takes('text', good)).toBe(true);
    for (const bad of ['sixsix', undefined, null, 7, [], {}, ['a']])
      expect(takes('text', bad)).toBe(false);
  });

  it('flag', () => {
    for (const good of [true, false]) expect(takes('flag', good)).toBe(true);
    for (const bad of ['true', 0, 1, null, undefined, [], {}])
      expect(takes('flag', bad)).toBe(false);
  });

  it('R07 a positive amount is one of more than zero, whatever its digits', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 99_999_999_999_999n }), (ore) => {
        const text = `${String(ore / 100n)}.${String(ore % 100n).padStart(2, '0')}`;
        expect(takes('positiveAmount', text)).toBe(ore > 0n);
        expect(takes('amount', text)).toBe(true);
      }),
      { seed: 7 },
    );
  });
});

/** Ids are any text: what is no amount may well be one. */
function isText(field: Field, value: unknown): boolean {
  return ['id', 'eventId'].includes(field) && typeof value === 'string' && value !== '';
}
