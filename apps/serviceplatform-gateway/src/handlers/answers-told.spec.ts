import { describe, expect, it } from '@jest/globals';
import {
  ReceivableAccepted,
  ReceivableNotNeeded,
  ReceivableRejected,
  ReceivableSent,
} from '@libs/contracts';
import type { Delivery } from '../domain/delivery.js';
import {
  accepted,
  aDelivery,
  attempting,
  heldBack,
  rejected,
  unknown,
  waiting,
  WHY,
} from '../domain/delivery.fixture.js';
import type { KeptDelivery } from '../persistence/delivery-rows.js';
import { answersTold, neverNeeded } from './answers-told.js';

const AT = '2026-11-23T08:00:00Z';
const told = { at: AT, personal: undefined };

function kept(delivery: Delivery): KeptDelivery {
  const { message, deliveryId } = delivery;
  const change = {
    kind: 'change',
    changeId: `word-of-${deliveryId}`,
    changeType: message,
  } as const;
  return {
    delivery,
    agencyId: 'DK-761500',
    feeId: '4711',
    answers: message === 'charge' ? { kind: 'charge' } : change,
    basis: { 'receivable-mapper': delivery.position },
    traceparent: undefined,
    history: [],
  };
}

const inShort = (events: readonly object[]): readonly (readonly [string, unknown])[] =>
  events.map((event) => [
    event.constructor.name,
    (event as { answers: { changeId?: string } }).answers.changeId,
  ]);

describe('R54 an attempt that ended', () => {
  const trying = kept(aDelivery({ state: attempting() }));
  const answer = (state: Delivery['state'], before = trying) =>
    answersTold(before, { ...before.delivery, state }, [before], told);

  it('is told as the debtor system answered, with its reason', () => {
    expect(answer(rejected)).toEqual([
      Object.assign(new ReceivableRejected(), {
        receivableId: 'receivable-1',
        agencyId: 'DK-761500',
        feeId: '4711',
        municipalityCode: '615',
        answers: { kind: 'charge' },
        basis: { 'receivable-mapper': 1 },
        at: AT,
        reason: WHY,
      }),
    ]);
    expect(answer(accepted)[0]).toBeInstanceOf(ReceivableAccepted);
  });

  it('is told as sent once, where no answer came with the call', () => {
    expect(answer(unknown)[0]).toBeInstanceOf(ReceivableSent);
    expect(answer(unknown, kept(aDelivery({ state: attempting(true) })))).toEqual([]);
    expect(answer(waiting)).toEqual([]);
  });

  it('R31 answers the changes of debtor that an accepted charge carried, and only then', () => {
    const cure = kept(aDelivery({ position: 2, message: 'debtor-change' }));
    const charge = kept(aDelivery({ carries: ['delivery-2'], state: attempting() }));
    const line = [charge, cure, kept(aDelivery({ position: 3, message: 'reduction' }))];
    const end = (state: Delivery['state']) =>
      inShort(answersTold(charge, { ...charge.delivery, state }, line, told));
    expect(end(accepted)).toEqual([
      ['ReceivableAccepted', undefined],
      ['ReceivableAccepted', 'word-of-delivery-2'],
    ]);
    expect(end(rejected)).toEqual([['ReceivableRejected', undefined]]);
  });
});

describe('R45 what is never sent, because the charge was taken back before it was accepted', () => {
  const reduction = (state: Delivery['state']) =>
    kept(aDelivery({ position: 2, message: 'reduction', state }));
  const needless = (because: 'charge-never-accepted' | 'sent-with-the-charge') =>
    ({ kind: 'not-needed', because }) as const;

  it('is told once, with the time', () => {
    const after = [reduction(needless('charge-never-accepted'))];
    const [event] = neverNeeded([reduction(heldBack)], after, AT);
    expect(event).toBeInstanceOf(ReceivableNotNeeded);
    expect(event).toMatchObject({ at: AT, answers: { changeId: 'word-of-delivery-2' } });
    expect(neverNeeded(after, after, AT)).toEqual([]);
    expect(neverNeeded([], after, AT)).toHaveLength(1);
  });

  it('is nothing that still waits, or goes with the charge', () => {
    expect(neverNeeded([], [reduction(waiting), reduction(heldBack)], AT)).toEqual([]);
    expect(neverNeeded([], [reduction(needless('sent-with-the-charge'))], AT)).toEqual([]);
  });
});
