import { describe, expect, it } from '@jest/globals';
import { Temporal } from '@libs/kernel';
import fc from 'fast-check';
import { type BookedMovement, cutIntoPages, foldedMovements } from './booked-receivable.js';

const start = Temporal.Instant.from('2026-01-01T00:00:00Z');
const kinds: readonly BookedMovement['kind'][] = [
  ...(['charge', 'reduction', 'cancellation', 'reimbursement'] as const),
  ...(['coverage', 'coverage-reversal', 'write-off', 'write-off-reversal'] as const),
];
const movement = fc
  .record({
    kind: fc.constantFrom(...kinds),
    amountOre: fc.integer({ min: 0, max: 1_000_000 }),
    minutes: fc.integer({ min: 0, max: 500_000 }),
  })
  .map(({ minutes, ...rest }) => ({ ...rest, registeredAt: start.add({ minutes }) }));

function sumsUntil(movements: readonly BookedMovement[], until: Temporal.Instant): string[] {
  const before = movements.filter(
    ({ registeredAt }) => Temporal.Instant.compare(registeredAt, until) <= 0,
  );
  return [...Map.groupBy(before, ({ kind }) => kind)]
    .map(([kind, of]) => `${kind} ${of.reduce((sum, { amountOre }) => sum + amountOre, 0)}`)
    .filter((each) => !each.endsWith(' 0'))
    .toSorted();
}

describe('R53 the movements of a receivable', () => {
  it('keep their sums at every moment after those that are told as one', () => {
    fc.assert(
      fc.property(fc.array(movement, { maxLength: 80 }), (movements) => {
        const folded = foldedMovements(movements, 20);
        expect(folded.length).toBeLessThanOrEqual(20);
        expect(folded.every(({ amountOre }) => amountOre > 0)).toBe(true);
        const [first] = folded;
        if (first === undefined) return;
        for (const { registeredAt } of [first, ...movements])
          if (Temporal.Instant.compare(registeredAt, first.registeredAt) >= 0)
            expect(sumsUntil(folded, registeredAt)).toEqual(sumsUntil(movements, registeredAt));
      }),
    );
  });

  it('are told one by one, oldest first, as long as there are not too many', () => {
    fc.assert(
      fc.property(fc.array(movement, { maxLength: 20 }), (movements) => {
        const told = foldedMovements(movements, 20);
        expect(told.length).toBe(movements.filter(({ amountOre }) => amountOre > 0).length);
        const times = told.map(({ registeredAt }) => registeredAt.epochMilliseconds);
        expect(times).toEqual(times.toSorted((one, other) => one - other));
      }),
    );
  });
});

describe('R53 pages', () => {
  it('hold each receivable once, in order, and no more than they may', () => {
    const receivable = fc.record({
      receivableId: fc.uuid(),
      outstandingOre: fc.integer(),
      movements: fc.array(movement, { maxLength: 12 }),
    });
    const limits = { receivablesMax: 5, movementsMax: 12 };
    fc.assert(
      fc.property(fc.array(receivable, { maxLength: 40 }), (receivables) => {
        const pages = cutIntoPages(receivables, limits);
        expect(pages.flat()).toEqual(receivables);
        for (const page of pages) {
          expect(page.length).toBeGreaterThan(0);
          expect(page.length).toBeLessThanOrEqual(5);
          const held = page.reduce((sum, { movements }) => sum + movements.length, 0);
          expect(held).toBeLessThanOrEqual(12);
        }
      }),
    );
  });
});
