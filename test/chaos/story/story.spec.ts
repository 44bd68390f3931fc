import { describe, expect, it } from '@jest/globals';
import { expectedEndOf } from './expected-end.js';
import { eventsOf, numberIn, sequenceIn } from './events.js';
import { totalsOf } from './movement.js';
import { lastIdentifierOf, patronOf, personIdentifierOf } from './patron.js';
import { storyOf, verifyingPlace, type Story } from './story.js';
import { streamOf, type InStream } from './stream.js';

const plain: Story = {
  ...{ number: 12, place: 0, patron: 4, amountOre: 23_000, dated: 'after-cut-off', kind: 'fee' },
  ...{ changes: [], movements: [], isRenumbered: false },
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

  it('has some of all that can happen', () => {
    const stories = Array.from({ length: 2_000 }, (_, at) => storyOf(7, at));
    const ends = stories.map((story) => expectedEndOf(story));
    expect(new Set(ends.map(({ transfer }) => transfer))).toEqual(
      new Set(['accepted', 'before-cut-off', 'awaiting-verification', 'withdrawn']),
    );
    expect(new Set(stories.map(({ kind }) => kind)).size).toBe(3);
    expect(stories.filter(({ kind }) => kind !== 'fee').length / 2_000).toBeGreaterThan(0.18);
    const moved = stories.flatMap(({ movements }) => movements);
    expect(moved.filter(({ again }) => again).length / moved.length).toBeGreaterThan(0.2);
    for (const what of ['payment', 'write-off'] as const)
      expect(moved.some((one) => one.what === what && one.reversedOre !== undefined)).toBe(true);
    const released = stories.filter(({ dated }) => dated === 'after-moved-cut-off');
    expect(released.length).toBeGreaterThan(100);
    expect(released.every(({ changes }) => changes.length === 0)).toBe(true);
  });

  it('R31 leaves open what a patron with another number owes, and tells of the number once', () => {
    const stories = Array.from({ length: 2_000 }, (_, at) => storyOf(7, at));
    const renumbered = stories.filter(({ isRenumbered }) => isRenumbered);
    expect(renumbered.length).toBeGreaterThan(60);
    expect(renumbered.every(({ movements }) => movements.length === 0)).toBe(true);
    const sent = renumbered.map((story) => expectedEndOf(story).held);
    expect(sent.every((held) => held === undefined || held.chargedOre > held.writtenDownOre)).toBe(
      true,
    );
    const patrons = new Set(renumbered.map(({ patron }) => patron));
    const said = renumbered.flatMap((story) => eventsOf(story)).map((posted) => posted.said);
    const told = said.filter((line) => line.endsWith('patron.identity-changed'));
    expect(told.toSorted()).toEqual(
      [...patrons].map((one) => `p${String(one)} 1 patron.identity-changed`).toSorted(),
    );
    const [first] = renumbered;
    if (first === undefined) throw new Error('There are some.');
    expect(lastIdentifierOf(first)).not.toBe(personIdentifierOf(first.patron));
    expect(lastIdentifierOf({ ...first, isRenumbered: false })).toBe(
      personIdentifierOf(first.patron),
    );
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

describe('the patrons of a run', () => {
  it('R16 have a CPR number each that no other has, and a birth date that fits it', () => {
    const numbers = Array.from({ length: 100_000 }, (_, patron) => [
      lastIdentifierOf({ patron, isRenumbered: false }),
      lastIdentifierOf({ patron, isRenumbered: true }),
    ]).flat();
    expect(new Set(numbers).size).toBe(numbers.length);
    expect(patronOf(2)).toMatchObject({
      patronId: 'p2',
      personIdentifier: '1703500002',
      birthDate: '1950-03-17',
    });
  });
});

describe('the end that a story must have', () => {
  it('R43 R44 R45 counts each lowering and the cancellation as a write-down of its own, and no raising', () => {
    const story: Story = {
      ...plain,
      changes: [
        { what: 'raised', toOre: 30_000 },
        { what: 'lowered', toOre: 20_000 },
        { what: 'lowered', toOre: 19_000 },
        { what: 'cancelled' },
      ],
    };
    expect(expectedEndOf(story)).toEqual({
      ...{ transfer: 'accepted', answered: [3, 4, 5], refused: [2], told: totalsOf([]) },
      mayBeRedirected: false,
      held: {
        ...{ creationDate: '2026-11-20', foundationDate: '2026-10-02', dueDate: '2026-11-01' },
        ...{ claimType: 'fee', chargedOre: 23_000, writtenDownOre: 23_000 },
        writeDownsOre: [1_000, 3_000, 19_000],
        ...{ coverages: 0, coveredOre: 0, writeOffs: 0, writtenOffOre: 0 },
      },
    });
  });

  it('R49 has each payment and each write-off, and what of them was taken back', () => {
    const story: Story = {
      ...plain,
      movements: [
        { what: 'payment', ore: 5_000, again: false },
        { what: 'payment', ore: 6_000, again: true, reversedOre: 2_000 },
        { what: 'write-off', ore: 12_000, again: false, reversedOre: 12_000 },
      ],
    };
    const { held, told } = expectedEndOf(story);
    expect(held).toMatchObject({
      ...{ coverages: 2, coveredOre: 9_000, writeOffs: 1, writtenOffOre: 0 },
    });
    expect(told).toEqual({
      payment: { times: 2, ore: 11_000 },
      payment_reduction: { times: 1, ore: 2_000 },
      write_off: { times: 1, ore: 12_000 },
      write_off_reduction: { times: 1, ore: 12_000 },
    });
  });

  it('R01 R02 is outside the debtor system for what was created before the cut-off date, wherever it was moved to', () => {
    const before = expectedEndOf({ ...plain, dated: 'before-cut-off' });
    expect([before.transfer, before.held]).toEqual(['before-cut-off', undefined]);
    const { transfer, held } = expectedEndOf({ ...plain, dated: 'after-moved-cut-off' });
    expect([transfer, held]).toMatchObject([
      'accepted',
      { creationDate: '2025-12-15', foundationDate: '2025-11-02', dueDate: '2025-12-02' },
    ]);
  });

  it('R36 R37 dates a compensation by its loan', () => {
    const { held } = expectedEndOf({ ...plain, kind: 'compensation-unacknowledged' });
    expect(held).toMatchObject({
      ...{ claimType: 'compensation-unacknowledged', creationDate: '2026-11-20' },
      ...{ foundationDate: '2026-09-01', dueDate: '2026-10-01' },
    });
  });
});

describe('the end of a compensation where the agency uses verification', () => {
  const held: Story = { ...plain, place: verifyingPlace, kind: 'compensation-acknowledged' };
  const endAfter = (...changes: Story['changes']) => expectedEndOf({ ...held, changes });

  it('R09 R13 goes nowhere unless it is verified, and is over once it is cancelled or paid', () => {
    const ends = [
      endAfter(),
      endAfter({ what: 'cancelled' }),
      endAfter({ what: 'paid', ore: 23_000 }),
    ];
    expect(ends.map(({ transfer }) => transfer)).toEqual([
      'awaiting-verification',
      'withdrawn',
      'withdrawn',
    ]);
    expect(ends.every((end) => end.held === undefined && end.answered.length === 0)).toBe(true);
  });

  it('R48 charges what is left when it is verified, and writes down what comes after', () => {
    const end = endAfter(
      { what: 'lowered', toOre: 20_000 },
      { what: 'verified' },
      { what: 'lowered', toOre: 15_000 },
    );
    expect([end.transfer, end.answered]).toEqual(['accepted', [4]]);
    expect(end.held).toMatchObject({ chargedOre: 20_000, writeDownsOre: [5_000] });
  });

  it('R08 does not concern fees, nor other agencies', () => {
    expect(expectedEndOf({ ...held, kind: 'fee' }).transfer).toBe('accepted');
    expect(expectedEndOf({ ...held, place: 0 }).transfer).toBe('accepted');
  });
});

describe('the stream of a run', () => {
  const plan = { seed: 7, balances: 300, planted: 6 };
  const said = (seed: number) => [...streamOf({ ...plan, seed })].map((posted) => posted.said);

  /** The copy that comes a tenth of the run after the event itself. */
  const lateOf = (copies: readonly InStream[]): InStream | undefined =>
    copies.find(({ share }) => share > Math.min(...copies.map((one) => one.share)) + 0.09);

  it('has every event of every story, some twice, and what was planted once', () => {
    const all = Array.from({ length: 300 }, (_, at) => eventsOf(storyOf(7, at))).flat();
    const stream = said(7);
    const own = stream.filter((line) => !line.startsWith('planted'));
    expect(new Set(own)).toEqual(new Set(all.map((posted) => posted.said)));
    expect(own.length).toBeGreaterThan(all.length * 1.15);
    expect(stream.length - own.length).toBe(6);
  });

  it('has some events once more when a tenth of the run has passed', () => {
    const stream = [...streamOf({ seed: 7, balances: 2_000, planted: 0 })];
    const copies = Map.groupBy(stream, (posted) => posted.said);
    const late = [...copies.values()].filter((of) => lateOf(of) !== undefined);
    expect(late.length / copies.size).toBeGreaterThan(0.02);
    expect(late.length / copies.size).toBeLessThan(0.04);
    const inTime = late.filter((of) => {
      const copy = lateOf(of);
      const before = stream.slice(
        0,
        stream.findIndex((posted) => posted === copy),
      );
      return Math.max(...before.map(({ share }) => share)) > (copy?.share ?? 1) - 0.02;
    });
    expect(inTime.length).toBe(late.length);
    expect(stream.at(-1)?.share).toBe(1); // of the last tenth, once all has been told
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
