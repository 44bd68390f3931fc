import type { Profiled } from '../profiling/profile-run.js';
import { rows } from './rows.js';

const areasMax = 24;
const functionsMax = 14;

/** Where the services' CPU goes: areas side by side, then the functions of each service; microseconds a fee, each without what it called. */
export function profileTables({ services, round }: Profiled): string {
  const sums = new Map<string, number>();
  for (const { areas } of services)
    for (const [area, us] of areas) sums.set(area, (sums.get(area) ?? 0) + us);
  const largest = [...sums].sort(([, one], [, other]) => other - one);
  const heads = ['µs a fee', 'all', ...services.map(({ service }) => service)];
  const line = (area: string, sum: number, of: (index: number) => number): string[] => [
    area,
    sum.toFixed(0),
    ...services.map((_, index) => of(index).toFixed(0)),
  ];
  const total = (index: number): number =>
    [...(services[index]?.areas.values() ?? [])].reduce((sum, us) => sum + us, 0);
  const all = largest.reduce((sum, [, us]) => sum + us, 0);
  return `
${rows(heads, [
  line('together', all, total),
  ...largest
    .slice(0, areasMax)
    .map(([area, us]) => line(area, us, (index) => services[index]?.areas.get(area) ?? 0)),
])}

${services
  .map(({ service, functions }) =>
    rows(
      [service, 'µs a fee'],
      [...functions].slice(0, functionsMax).map(([name, us]) => [name, us.toFixed(1)]),
    ),
  )
  .join('\n\n')}

${round.full.perSecond.toFixed(0)} fees a second, with the profiler's own cost.
`;
}
