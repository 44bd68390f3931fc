import { describe, expect, it } from '@jest/globals';
import type { LedgerEvent } from './ledger-event.js';
import {
  charged,
  coverageReversed,
  covered,
  given,
  lowered,
  writeOffReversed,
  writtenOff,
} from './ledger.fixture.js';
import { isSameSettlement, settlementOf } from './settlement.js';

function settled(...events: readonly LedgerEvent[]) {
  const [last = charged('230.00'), ...before] = [...events].reverse();
  const { state } = given(charged('230.00'), ...before.reverse()).when(last).posting;
  if (state === undefined) throw new Error('The charge opens the books.');
  return settlementOf(state);
}

const inKroner = (of: ReturnType<typeof settled>) => [
  of.covered.toKroner(),
  of.coverageReversed.toKroner(),
  of.writtenOff.toKroner(),
];

describe('R13, R46 what the reports come to', () => {
  it.each([
    ['nothing reported', [], ['0.00', '0.00', '0.00']],
    ['a payment', [covered('100.00')], ['100.00', '0.00', '0.00']],
    [
      'a payment and a part of it back',
      [covered('100.00'), coverageReversed('30.00')],
      ['70.00', '30.00', '0.00'],
    ],
    [
      'more back than was paid: what can be true',
      [covered('100.00'), coverageReversed('130.00')],
      ['0.00', '100.00', '0.00'],
    ],
    ['given up', [writtenOff('230.00')], ['0.00', '0.00', '230.00']],
    [
      'given up, and taken up again',
      [writtenOff('230.00'), writeOffReversed('200.00')],
      ['0.00', '0.00', '30.00'],
    ],
    ['what the library lowered', [lowered('reduced', '30.00')], ['0.00', '0.00', '0.00']],
  ])('%s', (_, events, sums) => {
    expect(inKroner(settled(...events))).toEqual(sums);
  });

  it('is the same only when all three sums are', () => {
    const paid = settled(covered('100.00'));
    expect(isSameSettlement(paid, settled(covered('100.00')))).toBe(true);
    expect(isSameSettlement(paid, settled())).toBe(false);
    expect(isSameSettlement(settled(), settled(writtenOff('1.00')))).toBe(false);
  });
});
