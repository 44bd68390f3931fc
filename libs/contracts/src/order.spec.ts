import { describe, expect, it } from '@jest/globals';
import { agreementNeed, faultsIn, instanceOf, NeededNumber, Placed } from './index.js';

class Fact extends Placed {}

const need = {
  source: '/claim-intake/DK-761500',
  kind: 'agreement',
  scope: 'DK-761500',
  key: 'DK-761500',
  number: 2,
};
const fields = (plain: object) => faultsIn(instanceOf(Fact, plain)).map(({ field }) => field);

describe('the place of an event among the others', () => {
  it('needs neither basis nor needs', () => {
    expect(fields({})).toEqual([]);
    expect(fields({ basis: {}, needs: [] })).toEqual([]);
  });

  it('counts by service, from 0', () => {
    expect(fields({ basis: { 'claim-intake': 0, verification: Number.MAX_SAFE_INTEGER } })).toEqual(
      [],
    );
    for (const basis of [
      { Verification: 1 },
      { a: -1 },
      { a: 0.5 },
      { a: '1' },
      { a: null },
      [],
      [1],
      'a',
      7,
    ])
      expect(fields({ basis })).toEqual(['basis']);
  });

  it('waits for twenty at most, each by its whole name', () => {
    expect(fields({ needs: Array.from({ length: 20 }, () => need) })).toEqual([]);
    expect(fields({ needs: Array.from({ length: 21 }, () => need) })).toEqual(['needs']);
    expect(fields({ needs: [{ ...need, scope: '', kind: 'receivable' }] })).toEqual([]);
    for (const [member, wrong] of [
      ['kind', 'payment'],
      ['number', 0],
      ['number', 1e300],
      ['source', 7],
      ['key', 'x'.repeat(65)],
    ] as const)
      expect(fields({ needs: [need, { ...need, [member]: wrong }] })).toEqual([
        `needs.1.${member}`,
      ]);
  });

  it('names an agreement’s version as claim-intake numbers it', () => {
    const needed = agreementNeed('DK-761500', 2);
    expect(needed).toBeInstanceOf(NeededNumber);
    expect(Object.entries(needed)).toEqual(Object.entries(need));
  });
});
