import { describe, expect, it } from '@jest/globals';
import {
  allEvents,
  BalanceCreated,
  ClaimHeld,
  Event,
  eventNameOf,
  eventOf,
  findEvent,
  ReceivableCovered,
  ReceivableRaised,
  routingKeyOf,
  streamNameOf,
  subjectOf,
} from './index.js';

const agencyId = 'DK-761500';
const id = '3f2b8c1e-0d4a-4c6b-9a7e-5d1f2e3a4b5c';
const created = Object.assign(new BalanceCreated(), { agencyId, feeId: '4711' });
const raised = Object.assign(new ReceivableRaised(), {
  agencyId,
  receivableId: id,
  municipalityCode: '615',
});
const covered = Object.assign(new ReceivableCovered(), {
  receivableId: 'another',
  transactionId: id,
  municipalityCode: '615',
});

describe('the register of events', () => {
  it('finds an event by type, class and instance', () => {
    const found = findEvent('dk.debitorbro.balance.created.v1');
    expect(found?.class).toBe(BalanceCreated);
    for (const by of ['dk.debitorbro.balance.created.v1', BalanceCreated, created])
      expect(eventOf(by)).toBe(found);
  });

  it.each(['dk.debitorbro.balance.vanished.v1', '', '__proto__', 'constructor'])(
    'knows no %j',
    (type) => {
      expect(findEvent(type)).toBeUndefined();
      expect(() => eventOf(type)).toThrow(expect.objectContaining({ code: 'event.unknown' }));
    },
  );

  class Stranger {
    readonly feeId = '4711';
  }

  it.each([{}, new Date(0), new Stranger(), Stranger])(
    'knows none of a class that nobody registered',
    (stranger) => {
      expect(() => eventOf(stranger)).toThrow(expect.objectContaining({ code: 'event.unknown' }));
    },
  );

  it('refuses a second class for a type', () => {
    const { type, ...rest } = eventOf(ClaimHeld);
    class Second {
      readonly feeId = '4711';
    }
    expect(() => {
      Event({ ...rest, type })(Second);
    }).toThrow(`Two classes claim the event type ${type}.`);
    expect(eventOf(type).class).toBe(ClaimHeld);
  });

  it('has types of one form, each with its own class', () => {
    const all = allEvents();
    for (const { type } of all) expect(type).toMatch(/^dk\.debitorbro\.[a-z]+\.[a-z-]+\.v1$/);
    expect(new Set(all.map((event) => event.class)).size).toBe(all.length);
    expect(new Set(all.map(({ type }) => eventNameOf(type))).size).toBe(all.length);
  });
});

describe('an event', () => {
  it('is routed by its name and agency or municipality', () => {
    expect(routingKeyOf(created)).toBe('balance.created.DK-761500');
    expect(routingKeyOf(raised)).toBe('receivable.raised.615');
    expect(routingKeyOf(covered)).toBe('receivable.covered.615');
  });

  it('is named without prefix and version', () => {
    expect(eventNameOf('dk.debitorbro.claim.held.v1')).toBe('claim.held');
    expect(eventNameOf('dk.debitorbro.claim.held.v12')).toBe('claim.held');
  });

  it('belongs to the stream of its subject; receivables need no agency, payments have none', () => {
    expect(streamNameOf(created)).toEqual({ kind: 'balance', scope: agencyId, key: '4711' });
    expect(streamNameOf(raised)).toEqual({ kind: 'receivable', scope: '', key: id });
    expect(streamNameOf(covered)).toBeUndefined();
    expect([created, raised, covered].map(subjectOf)).toEqual(['4711', id, id]);
  });

  it.each([
    ['routing key', () => routingKeyOf(new ReceivableRaised()), 'municipalityCode'],
    ['subject', () => subjectOf(new BalanceCreated()), 'feeId'],
    ['stream', () => streamNameOf(Object.assign(new BalanceCreated(), { feeId: '1' })), 'agencyId'],
  ])('has no %s while its part of it is missing', (_, ask, member) => {
    expect(ask).toThrow(
      expect.objectContaining({
        code: 'event.incomplete',
        message: `The event lacks its "${member}".`,
      }),
    );
  });
});
