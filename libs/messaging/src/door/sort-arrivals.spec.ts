import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { anArrival, type Said } from './arrival.fixture.js';
import { sortArrivals } from './sort-arrivals.js';

/** `a1` is the first message of stream a; a letter alone has no number. */
function saidBy(text: string): Said[] {
  return text.split(' ').map(([feeId = '', ...number]) => ({
    feeId,
    ...(number.length > 0 && { number: Number(number.join('')) }),
  }));
}

function sorted(text: string): string {
  const arrivals = saidBy(text).map((said, place) => anArrival(said, place));
  return sortArrivals(arrivals)
    .map(({ content, number }) => {
      const { feeId } = content.message.event as unknown as Said;
      return `${feeId}${number === undefined ? '' : String(number)}`;
    })
    .join(' ');
}

describe('the order in which a batch is decided', () => {
  it.each([
    ['as they came, where every stream is in order', 'a1 b1 a2 c7 b2', 'a1 b1 a2 c7 b2'],
    ['by number, where a stream came reversed', 'a3 a2 a1', 'a1 a2 a3'],
    ['each stream at its own places', 'a2 b9 c1 a1 b8', 'a1 b8 c1 a2 b9'],
    ['those without a number where they came', 'a a2 b a1 c', 'a a1 b a2 c'],
    ['with its gaps', 'a7 a3 a5', 'a3 a5 a7'],
  ])('is %s', (_, came, decided) => {
    expect(sorted(came)).toBe(decided);
  });

  it('lets the first of two with one number be the first', () => {
    const arrivals = saidBy('a2 a1 a2 a1').map((said, place) => anArrival(said, place));
    expect(sortArrivals(arrivals).map(({ id }) => id)).toEqual([
      'a-1-1',
      'a-1-3',
      'a-2-0',
      'a-2-2',
    ]);
  });

  it('loses nobody, gives each stream its own places, and lets its numbers rise', () => {
    const said = fc.record(
      { feeId: fc.constantFrom('a', 'b', 'c'), number: fc.integer({ min: 1, max: 9 }) },
      { requiredKeys: ['feeId'] },
    );
    fc.assert(
      fc.property(fc.array(said, { maxLength: 30 }), (batch) => {
        const arrivals = batch.map((each, place) => anArrival(each, place));
        const result = sortArrivals(arrivals);
        expect(new Set(result)).toEqual(new Set(arrivals));
        expect(result.map(({ stream }) => stream)).toEqual(arrivals.map(({ stream }) => stream));
        for (const feeId of ['a', 'b', 'c']) {
          const numbers = result
            .filter(({ stream }) => stream?.key === feeId)
            .map(({ number }) => Number(number));
          expect(numbers).toEqual([...numbers].sort((one, other) => one - other));
        }
      }),
    );
  });
});
