import { median, type Measured } from '../measuring/measured.js';
import type { Backlog } from '../past/backlog.js';
import type { KeptCompared } from '../past/kept.js';
import type { Moved } from '../past/move.js';
import type { Peak } from '../past/standing.js';
import { aims } from './aims.js';
import { rows } from './rows.js';
import type { Target } from './targets.js';

const heads = ['', 'fees', 'seconds', 'fees/s', 'p50 / p99 / max ms'];

/** What was measured with few kept and with many. */
export function keptTable({ few, many }: KeptCompared, targets: readonly Target[]): string {
  const loads = [few, many].map(({ kept, keeping, full }) => [
    String(kept),
    keeping.perSecond.toFixed(0),
    ...full.map(({ perSecond }) => perSecond.toFixed(0)),
    median(full.map(({ perSecond }) => perSecond)).toFixed(0),
  ]);
  const rounds = few.full.map((_, round) => `round ${String(round + 1)}`);
  return page(
    rows(['kept', 'kept/s', ...rounds, 'median'], loads),
    'Kept through the front door; then full loads in turn, fees/s.',
    peaksTable([
      ['few', few.peaks],
      ['many', many.peaks],
    ]),
    aims(targets),
  );
}

export function moveTable(found: Moved, targets: readonly Target[]): string {
  const { keeping, full, move, alone, beside, moveBeside, peaks } = found;
  return page(
    rows(heads, [
      line('full load, new ones only', full),
      line('kept, through the front door', keeping),
      line('moved, nothing beside', move),
      line('moved, new ones beside', moveBeside),
      line('new ones at a tenth, alone', alone),
      line('new ones at a tenth, beside the move', beside),
    ]),
    peaksTable([['ours', peaks]]),
    aims(targets),
  );
}

export function backlogTable(
  { backlog, handled, memory }: Backlog,
  targets: readonly Target[],
): string {
  const quarters = ['first quarter', 'second', 'third', 'last'];
  return page(
    rows(heads.slice(0, 4), [line(`handled of ${String(backlog)}`, handled).slice(0, 4)]),
    rows(
      ['service', ...quarters],
      memory.map(({ name, quarters: peaks }) => [name, ...peaks.map(String)]),
    ),
    'Peak of memory in each quarter of that time, MB.',
    aims(targets),
  );
}

function line(what: string, { count, seconds, perSecond, ...took }: Measured): string[] {
  const { p50Ms, p99Ms, maxMs } = took;
  return [
    what,
    String(count),
    seconds.toFixed(1),
    perSecond.toFixed(0),
    [p50Ms, p99Ms, maxMs].map((ms) => ms.toFixed(0)).join(' / '),
  ];
}

function peaksTable(columns: readonly (readonly [string, readonly Peak[]])[]): string {
  const names = columns[0]?.[1].map(({ name }) => name) ?? [];
  return rows(
    ['peak of memory, MB', ...columns.map(([head]) => head)],
    names.map((name) => [
      name,
      ...columns.map(([, peaks]) =>
        String(peaks.find((peak) => peak.name === name)?.megabytes ?? '–'),
      ),
    ]),
  );
}

function page(...parts: readonly string[]): string {
  return `\n${parts.join('\n\n')}\n`;
}
