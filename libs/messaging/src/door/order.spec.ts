import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fingerprintOf } from './fingerprint.js';
import { Position, type Positions } from './positions.js';
import type { SetAsideMark } from './set-aside.js';
import { judge } from './judge.js';
import { waking } from './waking.js';

const stream = {
  kind: 'balance',
  scope: 'DK-761500',
  key: '1',
  source: '/library/DK-761500',
} as const;
const id = (number: number): string => `message ${String(number)}`;

function appliedUpTo(number: number, held = false): Position {
  const ids = Array.from({ length: number }, (_, i) => fingerprintOf(id(i + 1)));
  return new Position(stream, '1', number, ids, held);
}

describe('the place of a message in its stream', () => {
  it('is due when it has the next number', () => {
    expect(judge(appliedUpTo(2), { number: 3, fingerprint: fingerprintOf(id(3)) }, [])).toBe('due');
  });

  it('is ahead when predecessors are missing', () => {
    expect(judge(appliedUpTo(2), { number: 5, fingerprint: fingerprintOf(id(5)) }, [])).toBe(
      'ahead',
    );
  });

  it('is a duplicate when the same message was applied under its number', () => {
    expect(judge(appliedUpTo(2), { number: 1, fingerprint: fingerprintOf(id(1)) }, [])).toBe(
      'duplicate',
    );
  });

  it('is taken when another message was applied under its number', () => {
    expect(judge(appliedUpTo(2), { number: 1, fingerprint: fingerprintOf('another') }, [])).toBe(
      'number-taken',
    );
  });

  it('is a duplicate of itself while it is set aside', () => {
    const message = { number: 3, fingerprint: fingerprintOf(id(3)) };
    expect(judge(appliedUpTo(2), message, [message])).toBe('duplicate');
  });

  it('moves on with each number that is applied', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 30 }), (count) => {
        const position = appliedUpTo(0);
        for (let number = 1; number <= count; number += 1) {
          const message = { number, fingerprint: fingerprintOf(id(number)) };
          expect(judge(position, message, [])).toBe('due');
          position.advance(message.fingerprint);
          expect(judge(position, message, [])).toBe('duplicate');
        }
      }),
    );
  });
});

describe('what may go on', () => {
  const mark = (number: number, state: SetAsideMark['state'] = 'waiting'): SetAsideMark => ({
    id: `row ${String(number)}`,
    subjectId: '1',
    source: stream.source,
    number,
    messageId: id(number),
    state,
    waitsOn: undefined,
  });
  const among = (position: Position): Positions =>
    ({ all: () => [position] }) as unknown as Positions;

  it('is the run of numbers that follows, up to the first gap', () => {
    const position = appliedUpTo(2, true);
    expect(waking(among(position), [mark(3), mark(4), mark(6)], [], new Set()).ready).toEqual([
      'row 3',
      'row 4',
    ]);
  });

  it('is both of two messages that claim one number, so that neither is left behind', () => {
    const position = appliedUpTo(2, true);
    const another = { ...mark(3), id: 'another row 3', messageId: 'another' };
    expect(
      waking(among(position), [mark(3), another, mark(2), mark(4)], [], new Set()).ready,
    ).toEqual(['row 3', 'another row 3', 'row 2', 'row 4']);
  });

  it('is nothing behind a parked message', () => {
    const position = appliedUpTo(2, true);
    expect(waking(among(position), [mark(3, 'parked'), mark(4)], [], new Set()).ready).toEqual([]);
    expect(position.held).toBe(true);
  });

  it('lets go of a stream of which nothing is set aside any more', () => {
    const position = appliedUpTo(3, true);
    expect(waking(among(position), [mark(3)], [], new Set(['row 3'])).ready).toEqual([]);
    expect(position.held).toBe(false);
  });

  it('names the streams that moved, with the last number applied', () => {
    const position = appliedUpTo(1);
    position.advance(fingerprintOf(id(2)));
    expect(waking(among(position), [], [], new Set()).reached).toEqual([{ stream, applied: 2 }]);
  });
});
