import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Delivery, DeliveryState, MessageKind } from './delivery.js';
import {
  accepted,
  aDelivery,
  attempting,
  FRESH,
  heldBack,
  NOW,
  rejected,
  unknown,
  waiting,
  WHY,
} from './delivery.fixture.js';
import { settleLine } from './receivable-line.js';
import { resend } from './resend.js';

const charge = (state: DeliveryState, told: Partial<Delivery> = {}): Delivery =>
  aDelivery({ state, attempts: 3, ...told });
const after = (position: number, message: MessageKind, state: DeliveryState = waiting): Delivery =>
  aDelivery({ position, message, state });

const needless = (because: 'charge-never-accepted' | 'sent-with-the-charge'): DeliveryState => ({
  kind: 'not-needed',
  because,
});

/** Given a receivable's deliveries, then these are no longer as they were. */
function given(...deliveries: readonly Delivery[]) {
  return {
    then: (...changed: readonly Delivery[]) => {
      expect(settleLine(deliveries, FRESH)).toEqual(changed);
    },
  };
}

describe("a receivable's later messages", () => {
  it.each([
    ['waits', waiting],
    ['is being sent', attempting()],
    ['is in doubt', unknown],
    ['is accepted', accepted],
  ])('R47 go in their turn while the charge %s', (_, state) => {
    given(charge(state), after(2, 'reduction')).then();
  });

  it('R54 are held back by a rejected charge', () => {
    given(charge(rejected), after(2, 'reduction'), after(3, 'reimbursement')).then(
      after(2, 'reduction', heldBack),
      after(3, 'reimbursement', heldBack),
    );
  });

  it('R54 are let go once the charge is accepted, with remarks or without', () => {
    const remarked: DeliveryState = { kind: 'accepted-with-remarks', at: NOW, reason: WHY };

    given(charge(accepted), after(2, 'reduction', heldBack)).then(after(2, 'reduction'));
    given(charge(remarked), after(2, 'reduction', heldBack)).then(after(2, 'reduction'));
  });

  it('R54 stay held back while the corrected charge is on its way', () => {
    given(charge(waiting), after(2, 'reduction', heldBack)).then();
  });

  it('R31 a new debtor goes along with the rejected charge, which is registered anew', () => {
    given(charge(rejected), after(2, 'reduction'), after(3, 'debtor-change')).then(
      charge(waiting, { attempts: 0, requestId: 'request-2', carries: ['delivery-3'] }),
      after(3, 'debtor-change', needless('sent-with-the-charge')),
      after(2, 'reduction', heldBack),
    );
  });

  it('R31 a second new debtor goes along after the first', () => {
    given(charge(rejected, { carries: ['delivery-3'] }), after(4, 'debtor-change')).then(
      charge(waiting, {
        attempts: 0,
        requestId: 'request-2',
        carries: ['delivery-3', 'delivery-4'],
      }),
      after(4, 'debtor-change', needless('sent-with-the-charge')),
    );
  });

  it('R31 a new debtor is a message of its own where the charge was accepted', () => {
    given(charge(accepted), after(2, 'debtor-change')).then();
  });

  it('R45 a cancellation of what was never accepted ends the matter: nothing is sent', () => {
    given(
      charge(rejected),
      after(2, 'reduction', heldBack),
      after(3, 'debtor-change'),
      after(4, 'cancellation'),
    ).then(
      after(2, 'reduction', needless('charge-never-accepted')),
      after(3, 'debtor-change', needless('charge-never-accepted')),
      after(4, 'cancellation', needless('charge-never-accepted')),
    );
  });

  it('R47 nothing comes of what follows such a cancellation', () => {
    given(
      charge(rejected),
      after(2, 'cancellation', needless('charge-never-accepted')),
      after(3, 'debtor-change'),
    ).then(after(3, 'debtor-change', needless('charge-never-accepted')));
  });

  it('R54 a rejected change holds back nothing', () => {
    given(charge(accepted), after(2, 'reduction', rejected), after(3, 'reduction')).then();
  });

  it('R48 asked twice, it changes nothing more', () => {
    const state = fc.constantFrom(waiting, heldBack, rejected, accepted);
    const message = fc.constantFrom<MessageKind>(
      'reduction',
      'cancellation',
      'reimbursement',
      'debtor-change',
    );
    fc.assert(
      fc.property(state, fc.array(fc.tuple(message, state), { maxLength: 6 }), (first, rest) => {
        const line = [charge(first), ...rest.map(([kind, one], i) => after(i + 2, kind, one))];
        const once = settleLine(line, FRESH);
        const then = line.map(
          (one) => once.find(({ deliveryId }) => deliveryId === one.deliveryId) ?? one,
        );

        expect(
          settleLine(then, FRESH).filter((one) => !then.some((held) => same(held, one))),
        ).toEqual([]);
      }),
    );
  });

  it('R47 is of no receivable without a charge', () => {
    given(after(2, 'reduction')).then();
  });
});

function same(one: Delivery, other: Delivery): boolean {
  return one.deliveryId === other.deliveryId && one.state.kind === other.state.kind;
}

describe('sending again by hand', () => {
  it('R55 what was rejected goes as a corrected request: the same delivery under a new id', () => {
    expect(resend(charge(rejected), [], FRESH)).toEqual(
      charge(waiting, { attempts: 0, requestId: 'request-2' }),
    );
    expect(resend(after(2, 'reduction', rejected), [charge(accepted)], FRESH)).toMatchObject({
      requestId: 'request-2',
    });
  });

  it.each([
    ['waits', 'waiting' as const],
    ['is in doubt', 'unknown-outcome' as const],
  ])('R55 what %s goes at once, as it was', (_, kind) => {
    const notBefore = NOW.add({ hours: 1 });
    const again = resend(charge({ kind, notBefore }), [], FRESH);

    expect(again).toEqual(charge({ kind, notBefore: NOW }));
    expect(
      'state' in again && 'notBefore' in again.state && again.state.notBefore.equals(NOW),
    ).toBe(true);
  });

  it.each([
    [accepted, 'accepted-already'],
    [{ kind: 'accepted-with-remarks', at: NOW, reason: WHY }, 'accepted-already'],
    [attempting(), 'being-sent'],
    [heldBack, 'held-back'],
    [needless('sent-with-the-charge'), 'not-needed'],
  ] as const)('R55 is refused where it can do nothing, or harm (%#)', (state, refused) => {
    expect(resend(after(2, 'reduction', state), [], FRESH)).toEqual({ refused });
  });

  it('R45 is refused for a charge that the library has cancelled', () => {
    const cancelled = after(2, 'cancellation', needless('charge-never-accepted'));

    expect(resend(charge(rejected), [cancelled], FRESH)).toEqual({ refused: 'cancelled' });
  });
});
