import { format, inspect } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { PermanentFailure, TransientFailure } from './failures.js';
import { MaskedNumber } from './masked-number.js';
import { PersonNumber } from './person-number.js';
import { PersonalPart, revealed } from './personal-part.js';
import { Money } from './money.js';
import { parseDate } from './dates.js';

class Name extends PersonalPart {
  constructor(
    readonly first: string,
    readonly last?: string,
  ) {
    super();
  }
}

type Masked = PersonalPart | MaskedNumber;

class CardNumber extends MaskedNumber {
  static of(value: string): CardNumber {
    return new CardNumber(value, '[card]');
  }
}

const cpr = '1403851230';
const bornIn = ['1985', '14.03', '140385'];
const number = PersonNumber.parse(cpr);
const name = new Name('Bodil', 'Sørensen');
const secrets = [cpr, ...bornIn, '1230', 'Bodil', 'Sørensen'];

/** Every way of printing that there is, of a value alone and inside others. */
const ways: Readonly<Record<string, (value: Masked) => string>> = {
  String: (value) => String(value),
  template: (value) => `for ${value as unknown as string}`,
  concatenation: (value) => 'for '.concat(value as unknown as string),
  'toString, toLocaleString': (value) => value.toString() + value.toLocaleString(),
  'JSON, alone': (value) => JSON.stringify(value),
  'JSON, in lists and objects': (value) => JSON.stringify([value, { value, deep: [{ value }] }]),
  'JSON, with spaces and a replacer': (value) =>
    JSON.stringify({ value }, (_, inner: unknown) => inner, 2),
  inspect: (value) => inspect(value) + inspect({ value, deep: { list: [value] } }, { depth: null }),
  'inspect, of Map, Set and hidden members': (value) =>
    inspect([new Map([[value, value]]), new Set([value])], { showHidden: true, depth: null }),
  'format of the console': (value) => format('%s %o %O %j', value, value, value, value),
  'the message of an error': (value) =>
    inspect(new Error(`It failed for ${value as unknown as string}`)),
  'the cause of an error': (value) => inspect(new Error('It failed', { cause: value })),
  'a member of an error': (value) => inspect(Object.assign(new Error('It failed'), { value })),
  'the cause of our failures': (value) =>
    inspect([
      new PermanentFailure('it.failed', undefined, { cause: value }),
      new TransientFailure('it.failed', undefined, { cause: value }),
    ]),
  'a list joined': (value) => [value, value].join(', '),
  'the name of a member': (value) => Object.keys({ [value as unknown as string]: 1 }).join(),
  'a stack': (value) => new Error(String(value)).stack ?? '',
};

describe.each([
  ['a number', number, '[cpr]'],
  ['an invalid number', PersonNumber.parse('Bodil 140385-1230'), '[cpr]'],
  ['a name', name, '[personal]'],
] as const)('%s', (_, value, mask) => {
  it.each(Object.entries(ways))('prints a mask: %s', (_way, print) => {
    const printed = print(value);
    expect(printed).toContain(mask);
    for (const secret of secrets) expect(printed).not.toContain(secret);
  });
});

describe('a number', () => {
  it('shows nothing where its members are copied, cloned, listed or inspected by force', () => {
    const shown = [
      JSON.stringify(Object.fromEntries(Object.entries(number))),
      JSON.stringify(Object.assign({}, number)),
      JSON.stringify(structuredClone(number)),
      JSON.stringify(Object.entries(number)),
      inspect(number, { customInspect: false, showHidden: true, depth: null }),
      inspect(structuredClone(number), { showHidden: true }),
      Object.getOwnPropertyNames(number).join(),
    ].join('\n');
    for (const secret of secrets) expect(shown).not.toContain(secret);
  });

  it('is told by reveal() alone', () => {
    expect(number.reveal()).toBe(cpr);
    expect(PersonNumber.parse('').reveal()).toBe('');
  });

  it('is not taken for a number by arithmetic', () => {
    expect(Number(number)).toBeNaN();
  });

  it('equals one of its own class only', () => {
    const card = CardNumber.of(cpr);
    expect(card.equals(CardNumber.of(cpr))).toBe(true);
    expect(card.equals(CardNumber.of('2'))).toBe(false);
    expect(card.equals(number)).toBe(false);
    expect(number.equals(card)).toBe(false);
    expect(String(card)).toBe('[card]');
  });
});

describe('revealed', () => {
  it('is the one way out of a personal part, as deep as it goes', () => {
    const part = Object.assign(new Name('Bodil', 'Sørensen'), { children: [new Name('Åse')] });
    expect(revealed({ part, amount: '1.00' })).toEqual({
      part: { first: 'Bodil', last: 'Sørensen', children: [{ first: 'Åse' }] },
      amount: '1.00',
    });
    expect(JSON.stringify(revealed(name))).toBe('{"first":"Bodil","last":"Sørensen"}');
  });

  it('leaves out what is undefined and keeps what is null, empty or false', () => {
    const kept = { nothing: null, empty: '', no: false, zero: 0, list: [] };
    expect(Object.keys(revealed(new Name('Bodil')) as object)).toEqual(['first']);
    expect(revealed({ ...kept, gone: undefined })).toStrictEqual(kept);
  });

  it('copies: what is done to the copy is not done to the part', () => {
    const copy = revealed(name) as { first: string };
    copy.first = 'Åse';
    expect(name.first).toBe('Bodil');
    expect(copy).not.toBeInstanceOf(PersonalPart);
  });

  it('gives dates and amounts their form on the wire, and keeps numbers masked', () => {
    expect(revealed({ day: parseDate('2026-11-23'), amount: Money.ofOre(100), number })).toEqual({
      day: '2026-11-23',
      amount: '1.00',
      number: '[cpr]',
    });
  });

  it('reaches no prototype', () => {
    const hostile = JSON.parse('{"__proto__":{"polluted":true},"a":1}') as object;
    const copy = revealed(hostile) as object;
    expect(Object.getPrototypeOf(copy)).toBe(Object.prototype);
    expect(JSON.stringify(copy)).toBe('{"__proto__":{"polluted":true},"a":1}');
  });

  it.each([undefined, null, 7, 'a text', true])('of %j is that', (plain) => {
    expect(revealed(plain)).toBe(plain);
  });
});
