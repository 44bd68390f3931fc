import { describe, expect, it, jest } from '@jest/globals';
import { breaks, points, type Break } from './inside/points.js';
import type { Finding } from './proof/findings.js';
import { faultRun } from './run.fixture.js';

jest.setTimeout(25 * 60_000);

const seed = '20261124';

describe('a storm of three minutes', () => {
  it('loses nothing and doubles nothing, with a death at every named point', async () => {
    const { code, report } = await faultRun(
      '--minutes',
      '3',
      '--seed',
      seed,
      '--balances',
      '300',
      '--hurried',
    );
    expect(report.findings).toEqual([]);
    expect(code).toBe(0);
    expect(Object.keys(report.points).toSorted()).toEqual([...points].sort());
    expect(report.kills).toBeGreaterThan(20);
    for (const server of ['RabbitMQ', 'PostgreSQL'])
      expect(report.faults[`SIGKILL of ${server}`]).toBeGreaterThan(0);
    expect(report.heardInStorm).toBeGreaterThan(report.heard / 10); // what is struck is work
    expect(report.sums.there).toEqual(report.sums.wanted);
    expect(report.movements).toBeGreaterThan(50);
  });
});

/** What each break must be noticed by. */
const noticed: Readonly<Record<Break, Finding['kind']>> = {
  'inbox-off': 'doubled',
  'ack-before-commit': 'lost',
  'outbox-deleted-before-confirm': 'lost',
};

describe('a product that is broken on purpose', () => {
  it.each(breaks)('is found out: %s', async (broken) => {
    const { code, report } = await faultRun(
      '--minutes',
      '0.4',
      '--seed',
      seed,
      '--balances',
      '100',
      '--hurried',
      '--break',
      broken,
    );
    expect(code).toBe(1);
    const kinds = report.findings.map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === noticed[broken]).length).toBeGreaterThan(0);
    expect(report.histories.length).toBeGreaterThan(0);
    expect(report.histories[0]?.lines.join('\n')).toContain('balance.created');
  });
});
