import { describe, expect, it } from '@jest/globals';
import { parseDate, Temporal } from '@libs/kernel';
import fc from 'fast-check';
import { cutFor, sideOf, type DatedMovement } from './cut.js';
import { closingBalance, ENTRY_TYPES, outstandingOf } from './identity.js';
import { charged, CUT, moved, paid } from './reconciliation.fixture.js';
import { Money } from '@libs/kernel';

describe('a cut through one side', () => {
  it('R53 tells what stood before the period, what moved in it and what stands after', () => {
    const side = sideOf(
      [
        moved('creation', '300.00', '01-15'),
        paid('50.00', '02-01'),
        moved('reduction', '25.00', '03-31T23:59'),
      ],
      { ...CUT, from: Temporal.Instant.from('2026-02-01T00:00:00+01:00') },
    );

    expect(side.opening.toKroner()).toBe('300.00');
    expect(side.moved.payment.toKroner()).toBe('50.00');
    expect(side.moved.reduction.toKroner()).toBe('25.00');
    expect(side.moved.creation.toKroner()).toBe('0.00');
    expect(side.closing.toKroner()).toBe('225.00');
  });

  it.each([
    ['begins with its first Danish moment', '2026-01-01T00:00:00+01:00', true],
    ['and not a moment before', '2025-12-31T23:59:59.999+01:00', false],
    ['ends with its last Danish moment, in summer time', '2026-03-31T23:59:59.999+02:00', true],
    ['and not a moment after', '2026-04-01T00:00:00+02:00', false],
  ])('R53 a period %s', (_, time, inside) => {
    const movement = { ...charged('1.00'), registeredAt: Temporal.Instant.from(time) };

    expect(sideOf([movement], CUT).moved.creation.isPositive()).toBe(inside);
  });

  it('R50 what is younger than one cadence of the statement is not settled', () => {
    const young = sideOf([charged('100.00'), paid('40.00', '03-31T12:01')], CUT);
    const settled = sideOf([charged('100.00'), paid('40.00', '03-31T12:00')], CUT);

    expect(young.settled.toKroner()).toBe('100.00');
    expect(settled.settled.toKroner()).toBe('60.00');
  });

  it('R53 whatever moved: opening and movements make the closing, and everything makes what stands now', () => {
    fc.assert(
      fc.property(fc.array(movement), (movements) => {
        const side = sideOf(movements, CUT);
        const ever = sideOf(movements, { ...CUT, from: longAgo, until: farOff });

        expect(closingBalance(side.opening, side.moved).ore).toBe(side.closing.ore);
        expect(outstandingOf(ever.moved).ore).toBe(side.now.ore);
      }),
    );
  });
});

describe('where it is cut', () => {
  it('R50 is the end of the period, when that is long past', () => {
    const asked = Temporal.Instant.from('2026-06-01T03:30:00Z');
    const cut = cutFor({ from: parseDate('2026-03-01'), to: parseDate('2026-03-31') }, asked, 48);

    expect(cut.horizon.toString()).toBe(cut.until.toString());
  });

  it('R50 is one cadence before the statement was asked for', () => {
    const asked = Temporal.Instant.from('2026-04-01T03:30:00Z');
    const cut = cutFor({ from: parseDate('2026-03-01'), to: parseDate('2026-03-31') }, asked, 48);

    expect(cut.horizon.toString()).toBe('2026-03-30T03:30:00Z');
  });
});

const longAgo = Temporal.Instant.from('1900-01-01T00:00:00Z');
const farOff = Temporal.Instant.from('2100-01-01T00:00:00Z');

const movement: fc.Arbitrary<DatedMovement> = fc
  .tuple(
    fc.constantFrom(...ENTRY_TYPES),
    fc.integer({ min: 1, max: 100_000 }),
    fc.integer({ min: -200, max: 400 }),
  )
  .map(([type, ore, day]) => ({
    type,
    amount: Money.ofOre(ore),
    registeredAt: CUT.from.add({ hours: day * 24 + 7 }),
  }));
