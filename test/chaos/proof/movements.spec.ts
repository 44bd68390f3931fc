import { describe, expect, it } from '@jest/globals';
import type { Moved } from '../story/movement.js';
import { movementFindings } from './movements.js';

const one: Moved = { number: 1, type: 'payment', ore: 5_000 };
const other: Moved = { number: 2, type: 'payment', ore: 5_000 };
const registered = new Map([
  ['a', one],
  ['b', other],
]);

const kinds = (told: readonly (readonly [string, Moved])[]) =>
  movementFindings(registered, new Map(told)).map(({ kind, feeId }) => [kind, feeId]);

describe('movements, one by one', () => {
  it('are as they were registered', () => {
    expect(movementFindings(registered, new Map(registered))).toEqual([]);
  });

  it.each<[string, readonly (readonly [string, Moved])[], readonly (readonly string[])[]]>([
    ['one that was not told', [['a', one]], [['lost', 'c2']]],
    [
      'one that nobody registered',
      [...registered, ['c', { ...one, number: 3 }]],
      [['doubled', 'c3']],
    ],
    [
      'two that changed places: each balance has as many and as much',
      [
        ['a', other],
        ['b', one],
      ],
      [
        ['different', 'c1'],
        ['different', 'c2'],
      ],
    ],
    [
      'another amount',
      [
        ['a', { ...one, ore: 4_999 }],
        ['b', other],
      ],
      [['different', 'c1']],
    ],
    [
      'another type',
      [
        ['a', { ...one, type: 'write_off' }],
        ['b', other],
      ],
      [['different', 'c1']],
    ],
  ])('are found: %s', (_, told, found) => {
    expect(kinds(told)).toEqual(found);
  });
});
