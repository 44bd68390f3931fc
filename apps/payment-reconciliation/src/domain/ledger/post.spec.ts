import { describe, expect, it } from '@jest/globals';
import {
  charged,
  coverageReversed,
  covered,
  dismissed,
  given,
  lowered,
  RECEIVABLE,
  spelled,
  writeOffReversed,
  writtenOff,
} from './ledger.fixture.js';

const movement = (amount: string, remainingAmount: string) => ({
  kind: 'transaction-registered' as const,
  amount,
  remainingAmount,
});
const raised = (task: string) => ({ kind: 'task-raised' as const, task });
const cleared = (task: string) => ({ kind: 'task-cleared' as const, task });

describe('what we send', () => {
  it('R53 a charge makes the receivable', () => {
    given()
      .when(charged('230.00'))
      .then({ entries: { receivable: '230.00', charged: '-230.00' }, told: [] });
  });

  it.each([
    ['reduced', 'reduction'],
    ['cancelled', 'cancellation'],
    ['reimbursed', 'reimbursement'],
  ] as const)(
    'R43, R45, R46 what is %s is written down, and no news to the library',
    (kind, type) => {
      const { posting, then } = given(charged('230.00')).when(lowered(kind, '80.00'));

      then({ entries: { receivable: '-80.00', 'written-down': '80.00' }, told: [] });
      expect(new Set(posting.entries.map((entry) => entry.type))).toEqual(new Set([type]));
    },
  );

  it('R45 a cancellation of what was paid leaves a credit, which is meant and needs nobody', () => {
    given(charged('230.00'), covered('100.00'))
      .when(lowered('cancelled', '230.00'))
      .then({
        entries: { receivable: '-130.00', credit: '-100.00', 'written-down': '230.00' },
        told: [],
      });
  });

  it('R46 a reimbursement leaves a credit until its coverage is reported reversed', () => {
    const paid = [charged('230.00'), covered('230.00')];

    given(...paid)
      .when(lowered('reimbursed', '200.00'))
      .then({ entries: { credit: '-200.00', 'written-down': '200.00' }, told: [] });
    given(...paid, lowered('reimbursed', '200.00'))
      .when(coverageReversed('200.00'))
      .then({
        entries: { credit: '200.00', covered: '-200.00' },
        told: [movement('200.00', '0.00')],
      });
  });
});

describe('what comes back', () => {
  it('R49 a partial payment is told with what remains', () => {
    const { posting } = given(charged('230.00')).when(
      covered('100.00', { channel: 'MobilePay', on: '2026-11-20' }),
    );

    expect(spelled(posting.outcomes)).toEqual([
      {
        kind: 'transaction-registered',
        agencyId: 'DK-761500',
        feeId: '700123',
        transactionId: 'coverage-1',
        type: 'payment',
        amount: '100.00',
        remainingAmount: '130.00',
        effectiveDate: '2026-11-20',
        registeredAt: '2026-11-23T05:00:00Z',
        channel: 'MobilePay',
      },
    ]);
    expect(spelled(posting.entries)).toEqual([
      {
        municipalityCode: '615',
        receivableId: RECEIVABLE,
        transactionId: 'coverage-1',
        type: 'payment',
        account: 'receivable',
        amount: '-100.00',
        sourceMessageId: 'message of coverage-1',
        effectiveDate: '2026-11-20',
        registeredAt: '2026-11-23T05:00:00Z',
        flags: [],
      },
      expect.objectContaining({ account: 'covered', amount: '100.00' }),
    ]);
  });

  it('R52 an exact payment leaves nothing, and no credit', () => {
    given(charged('230.00'), covered('100.00'))
      .when(covered('130.00', { id: 'coverage-2' }))
      .then({
        entries: { receivable: '-130.00', covered: '130.00' },
        told: [movement('130.00', '0.00')],
      });
  });

  it('R52 an overpayment becomes a credit and a task, never a negative debt', () => {
    given(charged('230.00'))
      .when(covered('250.00'))
      .then({
        entries: { receivable: '-230.00', credit: '-20.00', covered: '250.00' },
        told: [movement('250.00', '0.00'), raised('credit')],
      });
  });

  it('R52 a second overpayment raises no second task', () => {
    given(charged('230.00'), covered('250.00'))
      .when(covered('10.00', { id: 'coverage-2' }))
      .then({
        entries: { credit: '-10.00', covered: '10.00' },
        told: [movement('10.00', '0.00')],
      });
  });

  it.each([
    ['a cancellation', lowered('cancelled', '230.00')],
    ['a write-down of everything', lowered('reduced', '230.00')],
  ])('R52 a payment after %s becomes a credit and a task', (_, end) => {
    given(charged('230.00'), end)
      .when(covered('230.00'))
      .then({
        entries: { credit: '-230.00', covered: '230.00' },
        told: [movement('230.00', '0.00'), raised('credit')],
      });
  });

  it('R53 the credit and its task are gone once the coverage is reported reversed', () => {
    given(charged('230.00'), covered('250.00'))
      .when(coverageReversed('250.00'))
      .then({
        entries: { receivable: '230.00', credit: '20.00', covered: '-250.00' },
        told: [
          {
            ...movement('250.00', '230.00'),
            type: 'payment_reduction',
            parentTransactionId: 'coverage-1',
          },
          cleared('credit'),
        ],
      });
  });

  it('R52 a write-off after a part was paid takes off the rest', () => {
    given(charged('230.00'), covered('100.00'))
      .when(writtenOff('130.00'))
      .then({
        entries: { receivable: '-130.00', 'written-off': '130.00' },
        told: [{ ...movement('130.00', '0.00'), type: 'write_off' }],
      });
  });

  it('R52 a write-off of more than is owed is a credit and a task', () => {
    given(charged('230.00'), covered('230.00'))
      .when(writtenOff('30.00'))
      .then({
        entries: { credit: '-30.00', 'written-off': '30.00' },
        told: [movement('30.00', '0.00'), raised('credit')],
      });
  });

  it('R49 a write-off reversed is owed again', () => {
    given(charged('230.00'), writtenOff('230.00'))
      .when(writeOffReversed('230.00'))
      .then({
        entries: { receivable: '230.00', 'written-off': '-230.00' },
        told: [{ ...movement('230.00', '230.00'), type: 'write_off_reduction' }],
      });
  });
});

describe('what comes too early, twice, or wrong', () => {
  it('R52 a report before its receivable waits for it', () => {
    given()
      .when(covered('100.00'))
      .then({ told: [{ kind: 'waits', forWhat: 'receivable', id: RECEIVABLE }] });
  });

  it('R52 a reversal before its original waits for it', () => {
    given(charged('230.00'))
      .when(coverageReversed('100.00'))
      .then({ told: [{ kind: 'waits', forWhat: 'original', id: 'coverage-1' }] });
  });

  it.each([
    ['charge', charged('230.00'), RECEIVABLE],
    ['payment', covered('100.00'), 'coverage-1'],
    ['reversal', coverageReversed('40.00'), 'reversal-1'],
    ['write-down', lowered('reduced', '10.00'), 'reduced-1'],
  ])('R52 a %s told twice counts once', (_, event, transactionId) => {
    given(
      charged('230.00'),
      covered('100.00'),
      coverageReversed('40.00'),
      lowered('reduced', '10.00'),
    )
      .when(event)
      .then({ told: [{ kind: 'counted-before', transactionId, contradicts: false }] });
  });

  it('R52 the same id with another amount or kind counts once, and shows', () => {
    const known = [charged('230.00'), covered('100.00')];
    const contradiction = { kind: 'counted-before' as const, contradicts: true };

    given(...known)
      .when(covered('90.00'))
      .then({ told: [contradiction] });
    given(...known)
      .when(writtenOff('100.00', { id: 'coverage-1' }))
      .then({ told: [contradiction] });
  });

  it('R52 a second reversal of the same coverage is disputed, and nobody owes it', () => {
    given(charged('230.00'), covered('100.00'), coverageReversed('100.00'))
      .when(coverageReversed('100.00', { id: 'reversal-2' }))
      .then({
        entries: { covered: '-100.00', disputed: '100.00' },
        told: [raised('disputed-report')],
      });
  });

  it('R52 of a reversal that goes beyond its original, the part that can be true counts', () => {
    given(charged('230.00'), covered('100.00'), coverageReversed('70.00'))
      .when(coverageReversed('50.00', { id: 'reversal-2' }))
      .then({
        entries: { receivable: '30.00', covered: '-50.00', disputed: '20.00' },
        told: [movement('30.00', '230.00'), raised('disputed-report')],
      });
  });

  it('R52 a reversal of a coverage does not undo a write-off', () => {
    given(charged('230.00'), writtenOff('100.00'))
      .when(coverageReversed('100.00', { of: 'write-off-1' }))
      .then({
        entries: { covered: '-100.00', disputed: '100.00' },
        told: [raised('disputed-report')],
      });
  });

  it('R52 an amount of nothing moves nothing', () => {
    given(charged('230.00'))
      .when(covered('0.00'))
      .then({ told: [{ kind: 'moves-nothing', transactionId: 'coverage-1' }] });
    given(charged('230.00'))
      .when(covered('-5.00'))
      .then({ told: [{ kind: 'moves-nothing', transactionId: 'coverage-1' }] });
  });

  it.each([
    ['2026-11-23', []],
    ['2026-11-24', ['dated-in-the-future']],
    ['2026-11-02', []],
    ['2026-11-01', ['dated-before-the-receivable']],
  ])('R52 a coverage dated %s counts, with flags %j', (on, flags) => {
    const { posting } = given(charged('230.00')).when(covered('100.00', { on }));

    expect(posting.outcomes).toHaveLength(1);
    expect(posting.entries.map((entry) => entry.flags)).toEqual([flags, flags]);
  });

  it('R52 what went beyond its original is flagged so in the books', () => {
    const { posting } = given(charged('230.00'), covered('100.00')).when(
      coverageReversed('101.00'),
    );

    expect(posting.entries.map((entry) => entry.flags)).toEqual([
      ['exceeds-its-original'],
      ['exceeds-its-original'],
      ['exceeds-its-original'],
    ]);
    expect(posting.entries[0]?.parentTransactionId).toBe('coverage-1');
  });

  it('R15 our own movements count from their Danish day', () => {
    const { posting } = given(charged('230.00')).when(lowered('reduced', '10.00'));

    expect(spelled(posting.entries[0])).toMatchObject({
      type: 'reduction',
      effectiveDate: '2026-11-23',
      registeredAt: '2026-11-23T05:00:00Z',
    });
  });
});

describe('what is entered by hand', () => {
  const correction = { by: 'finance-1', reason: 'Talt efter i debitorsystemet' };

  it('R52 counts like a report, with who and why', () => {
    const { posting, then } = given(charged('230.00')).when({ ...covered('100.00'), correction });

    then({
      entries: { receivable: '-100.00', covered: '100.00' },
      told: [movement('100.00', '130.00')],
    });
    expect(posting.entries.map((entry) => entry.correction)).toEqual([correction, correction]);
  });

  it('R52 is counted once when the debtor system reports it after all', () => {
    given(charged('230.00'), { ...covered('100.00'), correction })
      .when(covered('100.00'))
      .then({ told: [{ kind: 'counted-before', contradicts: false }] });
  });

  it('R52 the excess of a reversal is dismissed, and owed by nobody', () => {
    given(charged('230.00'), covered('100.00'), coverageReversed('130.00'))
      .when(dismissed('reversal-1', '30.00'))
      .then({
        entries: { covered: '30.00', disputed: '-30.00' },
        told: [cleared('disputed-report')],
      });
  });

  it('R52 the excess of a reversed write-off is given back to the write-offs', () => {
    given(charged('230.00'), writtenOff('100.00'), writeOffReversed('130.00'))
      .when({ ...dismissed('reversal-1', '30.00'), kind: 'write-off-dispute-dismissed' })
      .then({
        entries: { 'written-off': '30.00', disputed: '-30.00' },
        told: [cleared('disputed-report')],
      });
  });

  it('R52 a part of the excess may be dismissed, and no more than there is', () => {
    const disputed = [charged('230.00'), covered('100.00'), coverageReversed('130.00')];

    given(...disputed)
      .when(dismissed('reversal-1', '10.00'))
      .then({ entries: { covered: '10.00', disputed: '-10.00' }, told: [] });
    given(...disputed)
      .when(dismissed('reversal-1', '99.00'))
      .then({
        entries: { covered: '30.00', disputed: '-30.00' },
        told: [cleared('disputed-report')],
      });
  });

  it.each([
    ['of what is not disputed', 'coverage-1'],
    ['of what nobody knows', 'reversal-9'],
  ])('R52 a dismissal %s moves nothing', (_, of) => {
    given(charged('230.00'), covered('100.00'))
      .when(dismissed(of, '30.00'))
      .then({ told: [{ kind: 'moves-nothing', transactionId: 'dismissal-1' }] });
  });

  it('R52 what was dismissed once is not disputed again', () => {
    given(
      charged('230.00'),
      covered('100.00'),
      coverageReversed('130.00'),
      dismissed('reversal-1', '30.00'),
    )
      .when(dismissed('reversal-1', '30.00', 'dismissal-2'))
      .then({ told: [{ kind: 'moves-nothing', transactionId: 'dismissal-2' }] });
  });
});
