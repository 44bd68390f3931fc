import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Measured } from '../../bench/measuring/measured.js';
import type { Backlog } from '../../bench/past/backlog.js';
import type { KeptCompared } from '../../bench/past/kept.js';
import type { Moved } from '../../bench/past/move.js';
import type { Peak } from '../../bench/past/standing.js';
import type { Target } from '../../bench/report/targets.js';
import { hops } from '../../bench/ways/hops.js';
import { bench, root } from './bench.fixture.js';

jest.setTimeout(600_000);

const fees = 40;
const services = hops.map(({ name }) => name).toSorted();
let place: string;

beforeAll(async () => {
  place = await mkdtemp(join(root, '.local', 'bench-past-'));
});
afterAll(async () => {
  await rm(place, { recursive: true, force: true });
});

type Seen<Found> = {
  readonly found: Found & { readonly targets: readonly Target[] };
  readonly printed: string;
};

async function measured<Found>(file: string, ...options: readonly string[]): Promise<Seen<Found>> {
  const size = ['--fees', String(fees), '--rounds', '1', '--place', relative(root, place)];
  const printed = await bench(...options, ...size);
  const text = await readFile(join(place, file), 'utf8');
  return { found: JSON.parse(text) as Seen<Found>['found'], printed };
}

function seemsMeasured({ count, seconds, p99Ms }: Measured, fees: number): void {
  expect(count).toBe(fees);
  expect(seconds).toBeGreaterThan(0);
  expect(p99Ms).toBeGreaterThan(0);
}

function isOfAllServices(peaks: readonly Peak[]): void {
  expect(peaks.map(({ name }) => name).toSorted()).toEqual(services);
  for (const { megabytes } of peaks) expect(megabytes).toBeGreaterThan(0);
}

function isJudged({ found, printed }: Seen<object>, targets: number): void {
  expect(found.targets.map(({ found: value }) => Number.isFinite(value))).toEqual(
    Array.from({ length: targets }, () => true),
  );
  for (const { what } of found.targets) expect(printed).toContain(what);
  expect(printed).not.toContain('NaN');
}

describe('the benchmark of a large past', () => {
  it('compares throughput with few and with many balances kept', async () => {
    const seen = await measured<KeptCompared>('kept.json', '--kept', '80', '--kept-few', '20');
    const { few, many } = seen.found;
    seemsMeasured(few.keeping, 20);
    seemsMeasured(many.keeping, 80);
    for (const { full, peaks } of [few, many]) {
      expect(full).toHaveLength(1);
      for (const load of full) seemsMeasured(load, fees);
      isOfAllServices(peaks);
    }
    isJudged(seen, 2);
  });

  it('moves the cut-off date behind kept balances, alone and beside new ones', async () => {
    const seen = await measured<Moved>('move.json', '--move', '60');
    const { keeping, full, move, alone, beside, moveBeside, peaks } = seen.found;
    for (const each of [keeping, move, moveBeside]) seemsMeasured(each, 60);
    seemsMeasured(full, fees);
    seemsMeasured(alone, alone.count);
    expect(beside.count).toBeGreaterThan(0);
    isOfAllServices(peaks);
    isJudged(seen, 3);
  });

  it('lets a backlog pile up, and watches the memory while it is handled', async () => {
    const seen = await measured<Backlog>('backlog.json', '--backlog', '80');
    seemsMeasured(seen.found.handled, 80);
    const { memory } = seen.found;
    isOfAllServices(memory.map(({ name, peak }) => ({ name, megabytes: peak })));
    for (const { quarters } of memory) expect(quarters).toHaveLength(4);
    isJudged(seen, 2);
  });
});
