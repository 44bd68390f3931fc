import { describe, expect, it } from '@jest/globals';
import { expectedEndOf } from './expected-end.js';
import { eventsOf, numberIn, sequenceIn } from './events.js';
import { storyOf, type Story } from './story.js';
import { streamOf } from './stream.js';

const plain: Story = {
  ...{ number: 12, place: 0, patron: 4, amountOre: 23_000, beforeCutOff: false },
  ...{ changes: [], movements: [] },
};

describe('a story', () => {
  it('is the same for the same seed and number, and another for another seed', () => {
    const told = (seed: number) => Array.from({ length: 50 }, (_, at) => storyOf(seed, at));
    expect(told(7)).toEqual(told(7));
    expect(told(8)).not.toEqual(told(7));
  });

  it('never has more paid than is owed, nor anything lowered to nothing', () => {
    for (let number = 0; number < 2_000; number += 1) {
      const story = storyOf(7, number);
      const { held } = expectedEndOf(story);
      const lowered = story.changes.filter(({ what }) => what === 'lowered');
      expect(lowered.every((change) => 'toOre' in change && change.toOre > 0)).toBe(true);
      if (held === undefined) continue;
      const moved = held.coveredOre + held.writtenOffOre;
      expect(moved).toBeLessThanOrEqual(held.chargedOre - held.writtenDownOre);
    }
  });

  it('is told in order, its last event numbered by what was said before', () => {
    const story: Story = {
      ...plain,
      changes: [{ what: 'lowered', toOre: 200 }, { what: 'cancelled' }],
    };
    expect(eventsOf(story).map(({ said }) => said)).toEqual([
      'c12 1 balance.created',
      'c12 2 balance.amount-changed',
      'c12 3 balance.cancelled',
    ]);
    expect([numberIn('c12'), numberIn('planted1'), sequenceIn('c12-3')]).toEqual([
      12,
      undefined,
      3,
    ]);
  });
});

describe('the end that a story must have', () => {
  it('R43 R44 R45 counts each lowering and the cancellation as a write-down of its own, and no raising', () => {
    const story: Story = {
      ...plain,
      changes: [
        { what: 'raised', toOre: 30_000 },
        { what: 'lowered', toOre: 20_000 },
        { what: 'cancelled' },
      ],
    };
    expect(expectedEndOf(story)).toEqual({
      transfer: 'accepted',
      answered: [3, 4],
      refused: [2],
      held: {
        ...{ chargedOre: 23_000, writeDowns: 2, writtenDownOre: 23_000 },
        ...{ coverages: 0, coveredOre: 0, writeOffs: 0, writtenOffOre: 0 },
      },
    });
  });

  it('R49 has each payment and each write-off', () => {
    const story: Story = {
      ...plain,
      movements: [
        { what: 'payment', ore: 5_000 },
        { what: 'payment', ore: 6_000 },
        { what: 'write-off', ore: 12_000 },
      ],
    };
    expect(expectedEndOf(story).held).toMatchObject({
      ...{ coverages: 2, coveredOre: 11_000, writeOffs: 1, writtenOffOre: 12_000 },
    });
  });

  it('R01 is outside the debtor system for what was created before the cut-off date', () => {
    const end = expectedEndOf({ ...plain, beforeCutOff: true });
    expect([end.transfer, end.held]).toEqual(['before-cut-off', undefined]);
  });
});

describe('the stream of a run', () => {
  const plan = { seed: 7, balances: 300, planted: 6 };
  const said = (seed: number) => [...streamOf({ ...plan, seed })].map((posted) => posted.said);

  it('has every event of every story, some twice, and what was planted once', () => {
    const all = Array.from({ length: 300 }, (_, at) => eventsOf(storyOf(7, at))).flat();
    const stream = said(7);
    const own = stream.filter((line) => !line.startsWith('planted'));
    expect(new Set(own)).toEqual(new Set(all.map((posted) => posted.said)));
    expect(own.length).toBeGreaterThan(all.length * 1.15);
    expect(stream.length - own.length).toBe(6);
  });

  it('is shuffled, and the same for the same seed', () => {
    const stream = said(7);
    expect(stream).toEqual(said(7));
    expect(stream).not.toEqual(said(8));
    expect(stream.indexOf('c5 1 balance.created')).not.toBe(
      stream.toSorted().indexOf('c5 1 balance.created'),
    );
  });
});
