import { describe, expect, it } from '@jest/globals';
import { mayGoNow } from './account-order.js';
import type { Delivery } from './delivery.js';
import {
  accepted,
  aDelivery,
  attempting,
  heldBack,
  later,
  NOW,
  rejected,
  unknown,
} from './delivery.fixture.js';

const second = aDelivery({ position: 2, receivableId: 'receivable-2' });
const goes = (...deliveries: readonly Delivery[]): string | undefined =>
  mayGoNow(deliveries, NOW)?.deliveryId;

describe('what of an account may go', () => {
  it('R47 is the first in order, however they are listed', () => {
    expect(goes(second, aDelivery())).toBe('delivery-1');
  });

  it('R55 is what is in doubt, when it is due', () => {
    expect(goes(aDelivery({ state: unknown }), second)).toBe('delivery-1');
  });

  it('R47 is nothing while the first is being sent or waits for its next try', () => {
    expect(goes(aDelivery({ state: attempting() }), second)).toBeUndefined();
    expect(
      goes(aDelivery({ state: { kind: 'waiting', notBefore: later(1) } }), second),
    ).toBeUndefined();
    expect(
      goes(aDelivery({ state: { kind: 'unknown-outcome', notBefore: later(1) } }), second),
    ).toBeUndefined();
  });

  it.each([
    ['accepted', accepted],
    ['rejected', rejected],
    ['held back', heldBack],
    ['not needed', { kind: 'not-needed', because: 'charge-never-accepted' }],
  ] as const)('R55 is the next, where the first is %s', (_, state) => {
    expect(goes(aDelivery({ state }), second)).toBe('delivery-2');
  });

  it('is nothing where there is nothing', () => {
    expect(goes()).toBeUndefined();
  });
});
