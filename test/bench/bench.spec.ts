import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Summary } from '../../bench/report/summary.js';
import type { Target } from '../../bench/report/targets.js';
import type { Observability } from '../../bench/rounds/observability.js';
import type { Round } from '../../bench/rounds/round.js';
import { hops } from '../../bench/ways/hops.js';
import { wayNames } from '../../bench/ways/way.js';
import { bench, root } from './bench.fixture.js';

jest.setTimeout(600_000);

type Found = {
  readonly ways: readonly Summary[];
  readonly targets: readonly Target[];
  readonly rounds: readonly Round[];
};

const fees = 40;
const size = ['--fees', String(fees), '--rounds', '1'] as const;
const figure = /^\d+(\.\d+)?$/;
let place: string;
let found: Found;
let printed: string;

beforeAll(async () => {
  place = await mkdtemp(join(root, '.local', 'bench-'));
  const where = relative(root, place);
  printed = await bench(...size, '--place', where, '--plot', join(where, 'plot.svg'));
  found = JSON.parse(await readFile(join(place, 'last.json'), 'utf8')) as Found;
});
afterAll(async () => {
  await rm(place, { recursive: true, force: true });
});

describe('the benchmark', () => {
  it.each(wayNames)('brings every fee through: %s', (name) => {
    const way = found.ways.find((one) => one.way === name);
    expect(way?.full.count).toBe(fees);
    expect(way?.half.count).toBeGreaterThan(0);
    for (const { p50Ms, p99Ms, maxMs } of [way?.full, way?.half].flatMap((one) => one ?? [])) {
      expect(p50Ms).toBeGreaterThan(0);
      expect(p99Ms).toBeGreaterThanOrEqual(p50Ms);
      expect(maxMs).toBeGreaterThanOrEqual(p99Ms);
    }
  });

  it('tells what every process cost, in every way', () => {
    const servers = ['PostgreSQL', 'RabbitMQ'];
    for (const { costs } of found.ways) {
      const names = costs.map(({ name }) => name);
      expect(names).toEqual(
        expect.arrayContaining([...hops.map(({ name }) => name), ...servers, 'simulators']),
      );
      for (const { peakMegabytes } of costs) expect(peakMegabytes).toBeGreaterThan(0);
      expect(costs.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0)).toBeGreaterThan(0);
      const database = costs.find(({ name }) => name === 'PostgreSQL');
      expect(database?.writtenMegabytes).toBeGreaterThan(0);
    }
  });

  it('looks at ours while it works: traces come, and payments are heard of', () => {
    const ours = found.rounds.find(({ way }) => way === 'ours');
    expect(ours?.observed?.spans).toBeGreaterThan(fees);
    expect(ours?.payments?.count).toBeGreaterThan(0);
  });

  it('compares with every target', () => {
    expect(found.targets.map(({ found: value }) => Number.isFinite(value))).toEqual(
      Array.from({ length: 5 }, () => true),
    );
  });

  it('prints a table without a hole', () => {
    const table = printed.slice(printed.indexOf('\nway '));
    const line = (way: string): string[] =>
      (new RegExp(`^${way} .*$`, 'm').exec(table)?.[0] ?? '').split(/\s{2,}/);
    for (const way of wayNames) {
      const [, throughput, half, , full, ...rest] = line(way);
      expect(throughput).toMatch(figure);
      for (const latency of [half, full]) expect(latency).toMatch(/^\d+ \/ \d+ \/ \d+$/);
      for (const one of rest) expect(one).toMatch(figure);
      expect(rest).toHaveLength(4);
    }
  });

  it('draws what it found', async () => {
    const svg = await readFile(join(place, 'plot.svg'), 'utf8');
    for (const { full } of found.ways) expect(svg).toContain(`>${full.perSecond.toFixed(0)}<`);
    expect(svg.match(/<polyline /g)).toHaveLength(wayNames.length);
    expect(svg).not.toContain('NaN');
  });
});

describe('the benchmark of being looked at', () => {
  let compared: Observability & { readonly targets: readonly Target[] };
  let table: string;

  beforeAll(async () => {
    table = await bench(...size, '--place', relative(root, place), '--without-observability');
    compared = JSON.parse(await readFile(join(place, 'observability.json'), 'utf8')) as never;
  });

  it('brings every fee through, with and without', () => {
    const counts = [compared.observed, compared.unobserved].map((rounds) =>
      rounds.map(({ full }) => full.count),
    );
    expect(counts).toEqual([[fees], [fees]]);
    expect(compared.unobserved[0]?.observed?.spans).toBeUndefined();
  });

  it('finds figures', () => {
    const { throughputRatio, cpuRatio, spansPerFee } = compared;
    for (const found of [throughputRatio, cpuRatio, spansPerFee])
      expect([Number.isFinite(found), found > 0]).toEqual([true, true]);
  });

  it('keeps the verdict, and prints it', () => {
    const { throughputRatio } = compared;
    expect(compared.targets).toEqual([
      {
        what: 'throughput with tracing and scraping / without',
        found: throughputRatio,
        atLeast: 0.9,
        isReached: throughputRatio >= 0.9,
      },
    ]);
    const line = /^throughput with tracing and scraping \/ without .*$/m.exec(table)?.[0] ?? '';
    expect(line.split(/\s{2,}/).slice(1)).toEqual([
      '≥ 0.9',
      String(Number(throughputRatio.toPrecision(3))),
      throughputRatio >= 0.9 ? 'reached' : 'not reached',
    ]);
  });
});

describe('the benchmark that looks where CPU goes', () => {
  it('tells of every service, by area and by function', async () => {
    const enough = ['--fees', '400']; // a service that works for less than a tenth of a second is sampled too seldom
    const table = await bench(...enough, '--place', relative(root, place), '--profile');
    const kept = JSON.parse(await readFile(join(place, 'profile.json'), 'utf8')) as {
      readonly services: readonly { readonly areas: Readonly<Record<string, number>> }[];
    };
    expect(kept.services.map(({ areas }) => Object.keys(areas).length > 5)).toEqual(
      hops.map(() => true),
    );
    for (const { name } of hops) expect(table).toMatch(new RegExp(`^${name} +µs a fee$`, 'm'));
  });
});
