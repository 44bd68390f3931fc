import { describe, expect, it } from '@jest/globals';
import { Money, parseDate, Temporal } from '@libs/kernel';
import type { EntryType, LedgerAccount, LedgerEntry } from '../ledger/ledger-entry.js';
import type { MovementSums } from './identity.js';
import { closingBalance, movementsOf, NO_MOVEMENTS, outstandingOf } from './identity.js';

const sums = (told: Partial<Record<EntryType, string>>): MovementSums => ({
  ...NO_MOVEMENTS,
  ...Object.fromEntries(
    Object.entries(told).map(([type, amount]) => [type, Money.fromKroner(amount)]),
  ),
});

const entry = (type: EntryType, account: LedgerAccount, amount: string): LedgerEntry => ({
  municipalityCode: '615',
  receivableId: 'receivable-1',
  transactionId: 'transaction-1',
  type,
  account,
  amount: Money.fromKroner(amount),
  sourceMessageId: 'message-1',
  effectiveDate: parseDate('2026-11-23'),
  registeredAt: Temporal.Instant.from('2026-11-23T05:00:00Z'),
  flags: [],
});

describe('what is outstanding', () => {
  it('R53 is charged − written down − covered − written off ± reversals', () => {
    const moved = sums({
      creation: '10000.00',
      reduction: '1000.00',
      cancellation: '200.00',
      reimbursement: '30.00',
      payment: '4000.00',
      payment_reduction: '500.00',
      write_off: '60.00',
      write_off_reduction: '7.00',
    });

    expect(outstandingOf(moved).toKroner()).toBe('5217.00');
  });

  it('R53 is negative where more was covered than charged', () => {
    expect(outstandingOf(sums({ creation: '230.00', payment: '250.00' })).toKroner()).toBe(
      '-20.00',
    );
  });

  it('R53 of a period goes on from what stood before', () => {
    const opening = Money.fromKroner('100.00');

    expect(closingBalance(opening, sums({ payment: '30.00' })).toKroner()).toBe('70.00');
  });

  it('R53 is read off the entries, credit and debt together, disputed reversals left out', () => {
    const moved = movementsOf([
      entry('creation', 'receivable', '230.00'),
      entry('creation', 'charged', '-230.00'),
      entry('payment', 'receivable', '-230.00'),
      entry('payment', 'credit', '-20.00'),
      entry('payment', 'covered', '250.00'),
      entry('payment_reduction', 'covered', '-10.00'),
      entry('payment_reduction', 'disputed', '10.00'),
    ]);

    expect(moved).toEqual(sums({ creation: '230.00', payment: '250.00' }));
  });
});
