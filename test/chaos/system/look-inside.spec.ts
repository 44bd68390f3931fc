import { describe, expect, it } from '@jest/globals';
import { leftFindings } from '../proof/proof.js';
import { messagesIn } from './look-inside.js';

describe('what is left in queues', () => {
  it('is the sum of all of them', () => {
    expect(messagesIn([])).toBe(0);
    expect(
      messagesIn([
        { name: 'a', messages: 2 },
        { name: 'b', messages: 3 },
      ]),
    ).toBe(5);
  });

  it('is not known while one of them was not counted, which is not nothing', () => {
    expect(messagesIn([{ name: 'a', messages: 0 }, { name: 'b' }])).toBeUndefined();
  });

  it('is found, and so is that it is not known', () => {
    const texts = (queued: number | undefined) =>
      leftFindings(new Map(), queued, 0).map(({ text }) => text);
    expect(texts(0)).toEqual([]);
    expect(texts(3)).toEqual(['3 messages are left in queues']);
    expect(texts(undefined)).toEqual(['the broker does not tell what is left in queues']);
  });
});
