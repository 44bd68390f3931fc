import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { eventually } from '@libs/testing';
import { Sweeping } from './sweeping.fixture.js';

jest.setTimeout(120_000);

const [old, before, recent] = ['2025-12-01', '2025-11-01', '2026-02-01'] as const;
const limits = { SWEEP_UNFINISHED_MAX: '16', SWEEP_UNFINISHED_MAX_BESIDE_NEW: '4' };
const fees = (count: number): string[] =>
  Array.from({ length: count }, (_, nth) => `old-${String(nth).padStart(3, '0')}`);

let sweeping: Sweeping;

beforeEach(async () => {
  sweeping = await Sweeping.open(limits);
}, 60_000);
afterEach(async () => {
  await sweeping.close();
}, 60_000);

/** Ends all of the first so many, and then holds what comes, until so many are unfinished. */
async function fullAfter(ended: number): Promise<void> {
  await sweeping.endAll();
  await eventually(() => sweeping.registered.length >= ended);
  sweeping.holdAll();
  await eventually(() => sweeping.unfinished.size > 12); // the rest of 16 would be too small a chunk
}

describe('R02 after a cut-off move', () => {
  it('no more go than may be unfinished: few while the library tells of something new, more and more afterwards', async () => {
    const told = fees(150);
    await sweeping.tell(old, ...told);
    await sweeping.moveCutOff(before);
    for (const unfinished of [4, 8, 16]) {
      await eventually(() => sweeping.unfinished.size === unfinished);
      expect(await sweeping.rest()).toBe(unfinished);
      await sweeping.end([...sweeping.unfinished]);
    }
    await eventually(() => sweeping.unfinished.size > 12);
    expect(await sweeping.rest()).toBeLessThanOrEqual(16);

    await sweeping.endAll();
    await eventually(() => sweeping.registered.length === told.length);
    expect(sweeping.registered).toEqual(told);
    await eventually(async () => (await sweeping.lease())?.ended_at !== null);
  });

  it('old ones are few from the moment that the library tells of something new', async () => {
    await sweeping.tell(old, ...fees(150));
    await sweeping.moveCutOff(before);
    await fullAfter(50);

    await sweeping.tell(recent, 'new');
    const [, ...most] = [...sweeping.unfinished].filter((feeId) => feeId !== 'new');
    await sweeping.end(['new', ...most]);
    await eventually(() => sweeping.unfinished.size === 4);
    expect(await sweeping.rest()).toBe(4);
  });

  it('what is under way is unfinished, and what waits for somebody is not', async () => {
    await sweeping.tell(old, ...fees(8));
    await sweeping.moveCutOff(before);
    await eventually(() => sweeping.unfinished.size === 4);
    const first = [...sweeping.unfinished];

    for (const word of ['before-cut-off', 'queued', 'sent'] as const)
      await sweeping.end(first, word);
    await sweeping.rest();
    expect(sweeping.registered).toHaveLength(4);

    await sweeping.end(first, 'awaiting-verification');
    await eventually(() => sweeping.registered.length === 8);
  });

  it('one replica sweeps, and when it stops another goes on at once from where it was', async () => {
    await sweeping.tell(old, ...fees(40));
    await sweeping.moveCutOff(before);
    await eventually(() => sweeping.unfinished.size === 4);
    await sweeping.replica();
    const first = await sweeping.lease();
    expect(await sweeping.rest()).toBe(4);
    expect((await sweeping.lease())?.leased_by).toBe(first?.leased_by);

    await sweeping.stopReplica(0);
    await eventually(async () => (await sweeping.lease())?.leased_by !== first?.leased_by, {
      withinMs: 8_000, // the lease would have lasted fifteen seconds
    });
    await sweeping.endAll();
    await eventually(() => sweeping.registered.length === 40);
    expect(new Set(sweeping.registered).size).toBe(40);
    await eventually(async () => (await sweeping.lease())?.ended_at !== null);
    expect(await sweeping.lease()).toMatchObject({ looked_at: '40' });
  });

  it('one that can not be read keeps none of the others, and the sweep does not end before it has gone too', async () => {
    const told = fees(12);
    await sweeping.tell(old, ...told);
    const mend = await sweeping.spoil('old-003');
    await sweeping.moveCutOff(before);
    await sweeping.endAll();
    await eventually(() => sweeping.registered.length === 11);
    await sweeping.rest();
    expect((await sweeping.lease())?.ended_at).toBeNull();
    expect(sweeping.warnings.join('\n')).toContain('old-003');

    await mend();
    await sweeping.replica();
    await sweeping.stopReplica(0); // another one begins at the note, which is before it
    await eventually(() => sweeping.registered.includes('old-003'));
    await eventually(async () => (await sweeping.lease())?.ended_at !== null);
    expect(sweeping.registered.toSorted()).toEqual(told);
  });
});
