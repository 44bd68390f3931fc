import { describe, expect, it } from '@jest/globals';
import {
  aBalance,
  amountChanged,
  anAgreement,
  anOldBalance,
  cancelled,
  closed,
  day,
  given,
  paid,
  refusalCodes,
  reimbursementRequested,
  reopened,
  sentToCollection,
  tell,
  undone,
  verified,
} from './claim.fixture.js';
import { leftOf } from './claim.js';
import { decide } from './decide.js';
import { sweep } from './sweep.js';

const movedBack = anAgreement({ version: 4, cutOffDate: day('2026-01-01') });

describe('a balance that has not gone on', () => {
  it('R03 counts payments at the library, also partial ones', () => {
    expect(
      leftOf(given(anOldBalance(), paid('p1', '100.00'), paid('p2', '30.00'))).toKroner(),
    ).toBe('100.00');
  });

  it('R03 gives back what an undone payment took off', () => {
    expect(
      leftOf(given(anOldBalance(), paid('p1', '100.00'), undone('u1', 'p1', '100.00'))).toKroner(),
    ).toBe('230.00');
  });

  it('R03 leaves nothing, and not less, of a balance that is overpaid', () => {
    expect(leftOf(given(anOldBalance(), paid('p1', '300.00'))).toKroner()).toBe('0.00');
  });

  it.each([
    [
      'a payment id told twice',
      [paid('p1', '10.00'), paid('p1', '10.00')],
      'payment-already-known',
    ],
    [
      'a payment with the id of an undoing',
      [paid('p1', '10.00'), undone('u1', 'p1', '10.00'), paid('u1', '5.00')],
      'payment-already-known',
    ],
    [
      'the undoing of a payment that is not known',
      [undone('u1', 'p9', '10.00')],
      'payment-unknown',
    ],
    [
      'a second undoing',
      [paid('p1', '10.00'), undone('u1', 'p1', '10.00'), undone('u2', 'p1', '10.00')],
      'payment-already-undone',
    ],
    [
      'an undoing of another amount',
      [paid('p1', '10.00'), undone('u1', 'p1', '4.00')],
      'undoing-amount-differs',
    ],
    ['a payment of nothing', [paid('p1', '0.00')], 'payment-not-positive'],
  ])('R03 refuses %s', (_, events, code) => {
    expect(refusalCodes(tell([anOldBalance(), ...events]).last)).toEqual([code]);
  });

  it('R03 says nothing to anybody about what is followed here', () => {
    const events = [
      paid('p1', '10.00'),
      amountChanged('200.00'),
      closed(),
      reopened(),
      sentToCollection(),
      reopened(),
      verified(),
    ];

    const compensation = anOldBalance({ type: 'compensation', acknowledged: true });

    expect(tell([compensation, ...events]).all).toMatchObject([
      { kind: 'kept', transfer: 'before-cut-off' },
    ]);
  });

  it('R03 refuses to send a closed balance to collection, or to change its amount', () => {
    expect(
      refusalCodes(tell([anOldBalance(), closed(), sentToCollection(), amountChanged('1.00')]).all),
    ).toEqual(['balance-closed', 'balance-closed']);
  });

  it.each([
    ['closed', [closed()], 'closed'],
    ['marked as sent to collection', [sentToCollection()], 'sent-to-collection'],
    ['cancelled', [cancelled()], 'cancelled'],
    ['paid in full at the library', [paid('p1', '230.00')], 'nothing-left'],
  ])('R02 leaves out what is %s when the cut-off date moves back', (_, events, code) => {
    expect(sweep(given(anOldBalance(), ...events), movedBack).outcomes).toMatchObject([
      { kind: 'kept', transfer: 'left-out', reason: { code } },
    ]);
  });

  it.each([
    ['a closing', [closed(), reopened()]],
    ['a collection mark', [sentToCollection(), reopened()]],
    ['a full payment', [paid('p1', '230.00'), undone('u1', 'p1', '230.00')]],
  ])('R03 transfers with the cut-off move what is open again after %s', (_, events) => {
    expect(sweep(given(anOldBalance(), ...events), movedBack).outcomes).toMatchObject([
      { kind: 'registered' },
    ]);
  });

  it.each([
    ['its closing', [closed()], reopened()],
    ['its full payment', [paid('p1', '230.00')], undone('u1', 'p1', '230.00')],
  ])('R02 transfers what was left out as soon as %s is undone', (_, before, undoing) => {
    const leftOut = sweep(given(anOldBalance(), ...before), movedBack).state;

    expect(decide(leftOut, undoing, { agreement: movedBack }).outcomes).toMatchObject([
      { kind: 'registered', agreementVersion: 4 },
    ]);
  });

  it('R44 refuses to raise its amount, and says what to do instead', () => {
    const { last } = tell([anOldBalance(), amountChanged('230.01')]);

    expect(refusalCodes(last)).toEqual(['amount-raised']);
    expect(JSON.stringify(last)).toContain('opret et nyt');
  });

  it('R46 refuses to reimburse through the debtor system what was paid at the library', () => {
    const compensation = anOldBalance({ type: 'compensation', acknowledged: true });

    expect(
      refusalCodes(tell([compensation, paid('p1', '230.00'), reimbursementRequested()]).last),
    ).toEqual(['reimbursed-at-library']);
  });

  it('R48 hands on what the changes have come to', () => {
    const compensation = anOldBalance({ type: 'compensation', acknowledged: false });
    const claim = given(compensation, amountChanged('200.00'), paid('p1', '50.00'), verified());
    const [registered] = sweep(claim, movedBack).outcomes;

    expect(registered).toMatchObject({ kind: 'registered', verified: true });
    expect(registered?.kind === 'registered' && registered.remainingAmount.toKroner()).toBe(
      '150.00',
    );
  });
});

describe('a balance that has gone on', () => {
  it.each([
    [
      'R43',
      amountChanged('200.00'),
      { kind: 'amountChanged', changeId: 'to-200.00', changeType: 'balance.amount-changed' },
    ],
    ['R09', verified(), { kind: 'verified', verifiedBy: 'manual' }],
    ['R45', cancelled(), { kind: 'cancelled', changeType: 'balance.cancelled' }],
    ['R45', amountChanged('0.00'), { kind: 'cancelled', changeType: 'balance.amount-changed' }],
    ['R13', closed('written-off'), { kind: 'closed', status: 'written-off' }],
    ['R13', sentToCollection(), { kind: 'sentToCollection' }],
    ['R13', reopened(), { kind: 'reopened' }],
    ['R13', paid('p1', '10.00'), { kind: 'paidAtLibrary', paymentId: 'p1' }],
    ['R46', reimbursementRequested('50.00'), { kind: 'reimbursementRequested' }],
  ])('%s passes a change on', (_, event, outcome) => {
    expect(
      tell([aBalance({ type: 'compensation', acknowledged: true }), event]).last,
    ).toMatchObject([outcome]);
  });

  it('R44 refuses to raise its amount above what it was lowered to', () => {
    expect(
      refusalCodes(tell([aBalance(), amountChanged('200.00'), amountChanged('220.00')]).last),
    ).toEqual(['amount-raised']);
  });

  it('R43 says nothing of an amount that is what it was, and refuses one below zero', () => {
    expect(tell([aBalance(), amountChanged('230.00')]).last).toEqual([]);
    expect(refusalCodes(tell([aBalance(), amountChanged('-1.00')]).last)).toEqual([
      'amount-below-zero',
    ]);
  });

  it('R13 passes a payment on once only, and undoings only of payments that it knows', () => {
    expect(
      refusalCodes(
        tell([aBalance(), paid('p1', '10.00'), paid('p1', '10.00'), undone('u1', 'p2', '10.00')])
          .all,
      ),
    ).toEqual(['payment-already-known', 'payment-unknown']);
  });

  it('R09 says nothing of the verification of a fee, or of a second one', () => {
    expect(tell([aBalance(), verified()]).last).toEqual([]);
    expect(
      tell([aBalance({ type: 'compensation', acknowledged: true }), verified(), verified()]).last,
    ).toEqual([]);
  });

  it('R46 refuses to reimburse a fee, or nothing', () => {
    expect(refusalCodes(tell([aBalance(), reimbursementRequested()]).last)).toEqual([
      'only-compensations-are-reimbursed',
    ]);
    const compensation = aBalance({ type: 'compensation', acknowledged: true });
    expect(refusalCodes(tell([compensation, reimbursementRequested('0.00')]).last)).toEqual([
      'reimbursement-not-positive',
    ]);
  });

  it.each([
    ['amount change', amountChanged('1.00')],
    ['payment', paid('p1', '1.00')],
    ['verification', verified()],
    ['reopening', reopened()],
    ['closing', closed('paid')],
    ['collection mark', sentToCollection()],
    ['reimbursement', reimbursementRequested()],
  ])('R47 refuses a %s that comes after its cancellation', (_, event) => {
    expect(refusalCodes(tell([aBalance(), cancelled(), event]).last)).toEqual([
      'balance-cancelled',
    ]);
  });

  it('R45 takes a repeated cancellation for what it is', () => {
    expect(
      tell([aBalance(), cancelled(), cancelled('again'), closed('cancelled')]).all,
    ).toHaveLength(2);
  });
});
