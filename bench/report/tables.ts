import type { Measured } from '../measuring/measured.js';
import type { CostPerThousand } from '../measuring/process-costs.js';
import { aims } from './aims.js';
import { rows } from './rows.js';
import type { Summary } from './summary.js';
import type { Target } from './targets.js';

const none = '–';

/** The ways side by side, what each process cost, and the targets. */
export function tables(all: readonly Summary[], targets: readonly Target[]): string {
  return `
${ways(all)}

Latency from the library's event to its receipt, p50 / p99 / max in ms.

${processes(all)}

CPU seconds and megabytes written (PostgreSQL's log, RabbitMQ's files) for 1,000 claims at full load, and CPU at half load; peak of memory in MB.

${aims(targets)}
`;
}

function ways(all: readonly Summary[]): string {
  const heads = [
    'way',
    'fees/s',
    'half load',
    'half of ours',
    'full load',
    'CPU s',
    'at half load',
    'PostgreSQL MB',
    'RabbitMQ MB',
  ];
  return rows(
    heads,
    all.map(({ way, full, half, halfOfOurs, costs, halfCosts }) => [
      way,
      full.perSecond.toFixed(0),
      ...[half, halfOfOurs, full].map(latency),
      sum(costs, ({ cpuSeconds }) => cpuSeconds).toFixed(2),
      sum(halfCosts, ({ cpuSeconds }) => cpuSeconds).toFixed(2),
      ...['PostgreSQL', 'RabbitMQ'].map((server) =>
        sum(
          costs.filter(({ name }) => name === server),
          ({ writtenMegabytes }) => writtenMegabytes,
        ).toFixed(1),
      ),
    ]),
  );
}

function processes(all: readonly Summary[]): string {
  const names = [...new Set(all.flatMap(({ costs }) => costs.map(({ name }) => name)))].sort();
  const heads = ['process', ...all.flatMap(({ way }) => [`${way} CPU`, 'half', 'MB'])];
  return rows(
    heads,
    names.map((name) => [
      name,
      ...all.flatMap(({ costs, halfCosts }) => {
        const [full, half] = [costs, halfCosts].map((all) => all.find((one) => one.name === name));
        return [
          ...[full, half].map((cost) => cost?.cpuSeconds.toFixed(2) ?? none),
          full === undefined ? none : String(full.peakMegabytes),
        ];
      }),
    ]),
  );
}

function latency(measured: Measured | undefined): string {
  if (measured === undefined) return none;
  const { p50Ms, p99Ms, maxMs } = measured;
  return [p50Ms, p99Ms, maxMs].map((ms) => ms.toFixed(0)).join(' / ');
}

function sum(costs: readonly CostPerThousand[], figure: (cost: CostPerThousand) => number): number {
  return costs.reduce((total, cost) => total + figure(cost), 0);
}
