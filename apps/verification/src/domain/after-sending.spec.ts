import { describe, expect, it } from '@jest/globals';
import {
  aBalance,
  aCompensation,
  aMinorsBalance,
  cancelled,
  closed,
  given,
  inShort,
  kroner,
  loweredTo,
  paid,
  reimbursementOf,
  reopened,
  sentToCollection,
  settledBy,
  undone,
  verified,
} from './claim.fixture.js';

const sent = (): ReturnType<typeof given> => given(aBalance());
const compensation = (): ReturnType<typeof given> => given(aCompensation({ verified: true }));

describe('lowering the amount', () => {
  it('R43 writes the difference down, and names the change', () => {
    const claim = sent().when(loweredTo('200.00'));

    expect(claim.last).toMatchObject([
      { kind: 'writtenDown', changeId: 'amount-changed-1', changeType: 'amount-changed' },
    ]);
    expect(inShort(claim.last)).toEqual(['writtenDown 30.00']);
    expect(inShort(claim.when(loweredTo('150.00')).last)).toEqual(['writtenDown 50.00']);
    expect(claim.when(loweredTo('200.00')).last).toEqual([]);
  });

  it('R43 writes no more down than was sent: the rest was paid at the library', () => {
    const claim = given(aBalance({ remainingAmount: kroner('180.00') })).when(loweredTo('30.00'));

    expect(inShort(claim.last)).toEqual(['writtenDown 180.00']);
    expect(claim.when(loweredTo('20.00')).last).toEqual([]);
  });

  it('R43 writes no more down than stands after a reimbursement', () => {
    const covered = settledBy({ covered: '230.00' });

    expect(
      inShort(
        compensation().when(reimbursementOf('200.00'), covered).when(loweredTo('100.00')).last,
      ),
    ).toEqual(['writtenDown 30.00']);
  });

  it('R44 refuses to raise it, also to what it was before', () => {
    expect(inShort(sent().when(loweredTo('200.00')).when(loweredTo('230.00')).last)).toEqual([
      'changeRefused amount-raised',
    ]);
  });

  it('R45 takes the charge back when nothing is to be left of it', () => {
    expect(inShort(sent().when(loweredTo('0.00')).last)).toEqual(['takenBack 230.00']);
  });
});

describe('cancelling', () => {
  it('R45 takes back the charge as it stands, less earlier write-downs, paid or not', () => {
    const claim = sent()
      .when(loweredTo('200.00'))
      .when(cancelled, settledBy({ covered: '200.00' }));

    expect(inShort(claim.last)).toEqual(['takenBack 200.00']);
    expect(claim.state).toMatchObject({ kind: 'taken-back', sent: { standing: kroner('0.00') } });
  });

  it('R45 takes back once', () => {
    const gone = sent().when(cancelled);

    for (const word of [cancelled, closed('cancelled'), closed('written-off'), loweredTo('0.00')]) {
      expect(
        inShort(gone.when(word).last).filter((outcome) => outcome.startsWith('takenBack')),
      ).toEqual([]);
    }
  });

  it('R45 takes back also what was closed as paid', () => {
    const settled = settledBy({ covered: '230.00' });

    expect(
      inShort(compensation().when(closed('paid'), settled).when(cancelled, settled).last),
    ).toEqual(['takenBack 230.00']);
  });

  it('R45 has nothing to send where nothing stands any more', () => {
    const claim = given(aBalance({ remainingAmount: kroner('180.00') }))
      .when(loweredTo('30.00'))
      .when(cancelled);

    expect(claim.last).toEqual([]);
    expect(claim.state.kind).toBe('taken-back');
  });

  it('R47 takes no change afterwards', () => {
    const gone = compensation().when(cancelled);
    const words = [
      loweredTo('1.00'),
      paid('p1', '1.00'),
      undone('p1', '1.00'),
      closed('paid'),
      reopened,
      sentToCollection,
      reimbursementOf('1.00'),
    ];

    for (const word of words) {
      const later = gone.when(word, settledBy({ covered: '230.00' }));
      expect(inShort(later.last)).toEqual(['changeRefused balance-cancelled']);
      expect(later.state).toBe(gone.state);
    }
    expect(gone.when(verified).last).toEqual([]);
  });

  it('R24 clears what was still asked of staff', () => {
    expect(inShort(given(aMinorsBalance()).when(cancelled).last)).toEqual([
      'takenBack 230.00',
      'taskCleared missing-guardian',
    ]);
  });
});

describe('settling at the library', () => {
  it('R13 refuses a payment there, and asks staff to undo it', () => {
    const claim = sent().when(paid('p1', '50.00'));

    expect(inShort(claim.last)).toEqual([
      'changeRefused paid-through-debtor-system',
      'taskRaised payment-at-library',
    ]);
    expect(inShort(claim.when(paid('p2', '20.00')).last)).toEqual([
      'changeRefused paid-through-debtor-system',
    ]);
  });

  it('R13 clears that task when all such payments are undone, and says no more', () => {
    const claim = sent()
      .when(paid('p1', '50.00'))
      .when(paid('p2', '20.00'))
      .when(undone('p1', '50.00'));

    expect(claim.last).toEqual([]);
    expect(inShort(claim.when(undone('p2', '20.00')).last)).toEqual([
      'taskCleared payment-at-library',
    ]);
  });

  it('R44 refuses to undo a payment that was taken off before sending: that would raise the amount', () => {
    const claim = given(aCompensation()).when(paid('p1', '50.00')).when(verified);

    expect(inShort(claim.when(undone('p1', '50.00')).last)).toEqual([
      'changeRefused payment-undone-after-transfer',
    ]);
  });

  it('R13 refuses to send it to collection', () => {
    expect(inShort(sent().when(sentToCollection).last)).toEqual([
      'changeRefused collected-by-debtor-system',
    ]);
  });

  it.each(['paid', 'collection-ended'] as const)(
    'R13 refuses to close it as %s while anything is left, or nobody has said',
    (status) => {
      for (const settled of [undefined, settledBy({}), settledBy({ covered: '229.99' })]) {
        expect(inShort(sent().when(closed(status), settled).last)).toEqual([
          'changeRefused not-settled',
        ]);
      }
    },
  );

  it.each([
    ['is covered', settledBy({ covered: '230.00' })],
    ['is covered and written off', settledBy({ covered: '100.00', writtenOff: '130.00' })],
  ])('R13 takes closing as paid for an echo where all %s', (_, settled) => {
    const claim = sent().when(closed('paid'), settled);

    expect(claim.last).toEqual([]);
    expect(claim.state).toMatchObject({ kind: 'released', sent: { closed: true } });
  });

  it('R13 counts write-downs as settled', () => {
    expect(
      sent()
        .when(loweredTo('100.00'))
        .when(closed('paid'), settledBy({ covered: '100.00' })).last,
    ).toEqual([]);
  });

  it.each(['cancelled', 'written-off'] as const)(
    'R13 takes closing as %s for a cancellation',
    (status) => {
      expect(inShort(sent().when(closed(status), settledBy({ covered: '230.00' })).last)).toEqual([
        'takenBack 230.00',
      ]);
    },
  );

  it('R13 takes closing as written off for an echo where the debtor system gave up what was left', () => {
    const settled = settledBy({ covered: '100.00', writtenOff: '130.00' });

    expect(sent().when(closed('written-off'), settled).last).toEqual([]);
    expect(
      inShort(sent().when(closed('written-off'), settledBy({ writtenOff: '130.00' })).last),
    ).toEqual(['takenBack 230.00']);
  });

  it('R13 drops what staff no longer need do when it is closed, but not the money at the library', () => {
    const claim = given(aMinorsBalance())
      .when(paid('p1', '1.00'))
      .when(closed('paid'), settledBy({ covered: '230.00' }));

    expect(inShort(claim.last)).toEqual(['taskCleared missing-guardian']);
    expect(inShort(claim.when(undone('p1', '1.00')).last)).toEqual([
      'taskCleared payment-at-library',
    ]);
  });

  it('R13 takes no amount change while it is closed, and takes it again when it is reopened', () => {
    const claim = sent().when(closed('paid'), settledBy({ covered: '230.00' }));

    expect(inShort(claim.when(loweredTo('100.00')).last)).toEqual(['changeRefused balance-closed']);
    expect(inShort(claim.when(reopened).when(loweredTo('100.00')).last)).toEqual([
      'writtenDown 130.00',
    ]);
    expect(sent().when(reopened).last).toEqual([]);
  });
});

describe('reimbursing', () => {
  it('R46 pays back what was covered', () => {
    const claim = compensation().when(reimbursementOf(undefined), settledBy({ covered: '180.00' }));

    expect(claim.last).toMatchObject([{ kind: 'reimbursed', changeId: 'reimbursement-1' }]);
    expect(inShort(claim.last)).toEqual(['reimbursed 180.00']);
  });

  it('R46 pays back less where an administration charge is kept, and the rest later', () => {
    const covered = settledBy({ covered: '230.00' });
    const claim = compensation().when(reimbursementOf('200.00'), covered);

    expect(inShort(claim.last)).toEqual(['reimbursed 200.00']);
    expect(inShort(claim.when(reimbursementOf(undefined), covered).last)).toEqual([
      'reimbursed 30.00',
    ]);
    expect(inShort(claim.when(cancelled).last)).toEqual(['takenBack 30.00']);
  });

  it('R46 refuses more than was covered', () => {
    const covered = settledBy({ covered: '180.00' });

    expect(inShort(compensation().when(reimbursementOf('180.01'), covered).last)).toEqual([
      'changeRefused more-than-covered',
    ]);
    expect(inShort(compensation().when(reimbursementOf('180.00'), covered).last)).toEqual([
      'reimbursed 180.00',
    ]);
  });

  it('R46 refuses where nothing was covered, or nobody has said', () => {
    for (const settled of [undefined, settledBy({}), settledBy({ writtenOff: '230.00' })]) {
      expect(inShort(compensation().when(reimbursementOf('1.00'), settled).last)).toEqual([
        'changeRefused nothing-covered',
      ]);
      expect(inShort(compensation().when(reimbursementOf(undefined), settled).last)).toEqual([
        'changeRefused nothing-covered',
      ]);
    }
  });

  it('R46 does not pay the same money back twice, before the payout is reported or after', () => {
    const paidBack = compensation().when(
      reimbursementOf(undefined),
      settledBy({ covered: '100.00' }),
    );

    expect(
      inShort(paidBack.when(reimbursementOf(undefined), settledBy({ covered: '100.00' })).last),
    ).toEqual(['changeRefused nothing-covered']);
    const reported = settledBy({ covered: '0.00', coverageReversed: '100.00' });
    expect(inShort(paidBack.when(reimbursementOf(undefined), reported).last)).toEqual([
      'changeRefused nothing-covered',
    ]);
    const coveredAnew = settledBy({ covered: '130.00', coverageReversed: '100.00' });
    expect(inShort(paidBack.when(reimbursementOf(undefined), coveredAnew).last)).toEqual([
      'reimbursed 130.00',
    ]);
  });

  it('R46 leaves to the debtor system what is covered beyond the charge', () => {
    const claim = compensation().when(loweredTo('200.00'));

    expect(
      inShort(claim.when(reimbursementOf(undefined), settledBy({ covered: '230.00' })).last),
    ).toEqual(['reimbursed 200.00']);
  });

  it('R46 refuses to reimburse a fee', () => {
    expect(
      inShort(sent().when(reimbursementOf(undefined), settledBy({ covered: '230.00' })).last),
    ).toEqual(['changeRefused only-compensations-are-reimbursed']);
  });
});
