import { describe, expect, it } from '@jest/globals';
import { eventually } from '@libs/testing';
import type { LaneRule } from '../ports/lane-rules.js';
import { LaneTraffic } from './lane-traffic.js';

const aLane = (rule: Partial<LaneRule> = {}): LaneTraffic =>
  new LaneTraffic('615', () => ({
    ...{ callsMax: 4, callsPerSecond: undefined, windows: [] },
    ...rule,
  }));

/** Enters when it may, and says so in `order`. */
function coming(lane: LaneTraffic, order: string[]) {
  return (who: string, what: 'message' | 'read'): void => {
    const entered = what === 'read' ? lane.enterLast() : lane.enter();
    void entered.then((may) => order.push(may ? who : `not ${who}`));
  };
}

/** Whatever may happen without anybody leaving has happened. */
const settled = (): Promise<void> => new Promise((done) => setImmediate(done));

describe('R53 questions in a lane', () => {
  it('R55 come behind every message that waits', async () => {
    const lane = aLane({ callsMax: 1 });
    const order: string[] = [];
    const come = coming(lane, order);
    come('first', 'message');
    come('question', 'read');
    come('second', 'message');
    come('third', 'message');
    for (const before of [['first'], ['first', 'second'], ['first', 'second', 'third']]) {
      await settled();
      expect(order).toEqual(before);
      lane.leave();
    }
    await settled();

    expect(order).toEqual(['first', 'second', 'third', 'question']);
  });

  it('take a quarter of the places at most, so that a message finds one', async () => {
    const lane = aLane({ callsMax: 8 });
    const order: string[] = [];
    const come = coming(lane, order);
    for (const who of ['a', 'b', 'c']) come(who, 'read');
    come('message', 'message');
    await settled();
    expect(order).toEqual(['a', 'b', 'message']);

    lane.leave('read');
    await settled();
    expect(order).toEqual(['a', 'b', 'message', 'c']);
  });

  it('R55 go one by one where calls have a pace, when no message is under way', async () => {
    const lane = aLane({ callsPerSecond: 1_000 });
    const order: string[] = [];
    const come = coming(lane, order);
    come('message', 'message');
    come('a', 'read');
    come('b', 'read');
    await settled();
    expect(order).toEqual(['message']);

    lane.leave();
    await eventually(() => order.length > 1);
    await settled();
    expect(order).toHaveLength(2);

    lane.leave('read');
    await eventually(() => order.length > 2);
    expect(order.toSorted()).toEqual(['a', 'b', 'message']);
  });

  it('that wait are let go when the lane is paused meanwhile, all of them', async () => {
    const lane = aLane();
    const order: string[] = [];
    const come = coming(lane, order);
    come('a', 'read');
    come('b', 'read');
    await settled();
    lane.hindered('a reason');
    lane.leave('read');
    await settled();
    come('c', 'read');
    await settled();

    expect(order).toEqual(['a', 'not b', 'not c']);
  });
});
