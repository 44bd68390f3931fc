import { describe, expect, it } from '@jest/globals';
import {
  aBalance,
  aCompany,
  aCompensation,
  cancelled,
  closed,
  given,
  inShort,
  kroner,
  loweredTo,
  nowIs,
  cvr,
  paid,
  reimbursementOf,
  reopened,
  sentToCollection,
  undone,
  verified,
} from './claim.fixture.js';

const waiting = (): ReturnType<typeof given> => given(aCompensation());

describe('a claim that has not been sent', () => {
  it('R13 can be paid at the library, and is then not sent', () => {
    const claim = waiting().when(paid('p1', '230.00'));

    expect(inShort(claim.last)).toEqual(['withdrawn paid-at-library']);
    expect(claim.when(verified).last).toEqual([]);
  });

  it('R13 R34 is sent with what a part payment left of it', () => {
    expect(inShort(waiting().when(paid('p1', '100.00')).when(verified).last)).toEqual([
      'released 130.00',
    ]);
  });

  it('R34 is sent with what was left when intake handed it on', () => {
    expect(inShort(given(aBalance({ remainingAmount: kroner('80.00') })).all)).toEqual([
      'released 80.00',
    ]);
  });

  it('R03 is owed again when the payment is undone', () => {
    const claim = waiting().when(paid('p1', '230.00')).when(undone('p1', '230.00'));

    expect(inShort(claim.last)).toEqual(['held awaiting-verification']);
    expect(inShort(claim.when(verified).last)).toEqual(['released 230.00']);
  });

  it('R03 is owed again when a payment from before it came here is undone, and no more than that', () => {
    const claim = given(aCompensation({ remainingAmount: kroner('130.00') }));

    expect(inShort(claim.when(undone('p0', '100.00')).when(verified).last)).toEqual([
      'released 230.00',
    ]);
    expect(inShort(claim.when(undone('p0', '100.01')).last)).toEqual([
      'changeRefused payment-unknown',
    ]);
  });

  it.each([
    ['closed', closed('paid'), 'withdrawn closed'],
    ['closed as cancelled', closed('cancelled'), 'withdrawn closed'],
    ['sent to collection', sentToCollection, 'withdrawn sent-to-collection'],
  ])(
    'R13 is withdrawn when it is %s at the library, and may go again when that was a mistake',
    (_, word, outcome) => {
      const claim = waiting().when(word);

      expect(inShort(claim.last)).toEqual([outcome]);
      expect(claim.when(word).last).toEqual([]);
      expect(claim.when(verified).last).toEqual([]);
      expect(inShort(claim.when(verified).when(reopened).last)).toEqual(['released 230.00']);
    },
  );

  it('R13 refuses to send to collection, or to lower, what is closed', () => {
    const claim = waiting().when(closed('paid'));

    expect(inShort(claim.when(sentToCollection).last)).toEqual(['changeRefused balance-closed']);
    expect(inShort(claim.when(loweredTo('100.00')).last)).toEqual(['changeRefused balance-closed']);
  });

  it('R43 has nothing against an amount that is what it was, also when it is closed', () => {
    expect(waiting().when(closed('paid')).when(loweredTo('230.00')).last).toEqual([]);
  });

  it('R48 is sent with what its amount was lowered to', () => {
    const claim = waiting().when(loweredTo('150.00'));

    expect(claim.last).toEqual([]);
    expect(inShort(claim.when(verified).last)).toEqual(['released 150.00']);
  });

  it('R48 is withdrawn when it is lowered to what has been paid, or to nothing', () => {
    expect(inShort(waiting().when(paid('p1', '100.00')).when(loweredTo('100.00')).last)).toEqual([
      'withdrawn paid-at-library',
    ]);
    expect(inShort(waiting().when(loweredTo('0.00')).last)).toEqual(['withdrawn cancelled']);
  });

  it('R44 is never raised', () => {
    expect(inShort(waiting().when(loweredTo('230.01')).last)).toEqual([
      'changeRefused amount-raised',
    ]);
    expect(waiting().when(loweredTo('230.00')).last).toEqual([]);
  });

  it('R46 is cancelled rather than reimbursed', () => {
    expect(inShort(waiting().when(reimbursementOf(undefined)).last)).toEqual([
      'changeRefused not-transferred',
    ]);
    expect(inShort(given(aBalance()).when(reimbursementOf(undefined)).last)).toEqual([
      'changeRefused only-compensations-are-reimbursed',
    ]);
  });

  it('R48 lets a held claim be withdrawn with its task, and both come back', () => {
    const claim = given(aBalance({ borrower: aCompany({ kind: 'missing' }) })).when(closed('paid'));

    expect(inShort(claim.last)).toEqual(['withdrawn closed', 'taskCleared missing-cvr']);
    expect(inShort(claim.when(reopened).last)).toEqual([
      'held missing-cvr',
      'taskRaised missing-cvr',
    ]);
    expect(inShort(claim.when(nowIs(aCompany(cvr('13748136')))).when(reopened).last)).toEqual([
      'released 230.00',
    ]);
  });

  it('R47 takes no change after its cancellation', () => {
    const gone = waiting().when(cancelled);
    const words = [
      loweredTo('1.00'),
      loweredTo('999.00'),
      paid('p1', '1.00'),
      closed('paid'),
      reopened,
      sentToCollection,
      reimbursementOf('1.00'),
    ];

    for (const word of words)
      expect(inShort(gone.when(word).last)).toEqual(['changeRefused balance-cancelled']);
    for (const word of [cancelled, closed('cancelled'), closed('written-off'), verified])
      expect(gone.when(word).last).toEqual([]);
  });

  it('R45 stays cancelled when it had been closed before', () => {
    const gone = waiting().when(closed('paid')).when(cancelled);

    expect(inShort(gone.last)).toEqual(['withdrawn cancelled']);
    expect(inShort(gone.when(reopened).last)).toEqual(['changeRefused balance-cancelled']);
  });
});
