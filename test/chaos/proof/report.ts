import { count, kroner } from '../../../deploy/local/day/checks.js';
import { commandOf, type Options } from '../options.js';
import type { Finding } from './findings.js';
import type { History } from './histories.js';
import type { Sums } from './proof.js';

/** What a fault run did, and what it found. */
export type Report = {
  readonly options: Options;
  readonly events: number;
  readonly heard: number;
  /** Of those, while the storm lasted: it strikes work, not a system at rest. */
  readonly heardInStorm: number;
  readonly movements: number;
  readonly planted: number;
  readonly kills: number;
  readonly faults: Readonly<Record<string, number>>;
  /** Deaths at each named point, by service. */
  readonly points: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly byThemselves: Readonly<Record<'starting' | 'running' | 'hung', number>>;
  readonly sums: { readonly wanted: Sums; readonly there: Sums };
  readonly seconds: { readonly storm: number; readonly quiet: number; readonly proof: number };
  /** Of the run's own process, in MB: before the storm, after it, and at most, which is while books are compared. */
  readonly memory: { readonly before: number; readonly after: number; readonly peak: number };
  readonly findings: readonly Finding[];
  readonly histories: readonly History[];
};

const findingsShownMax = 20;

/** The report as people read it. */
export function reportInWords(report: Report): string {
  const { options, findings, sums } = report;
  const of = (kind: Finding['kind']): string =>
    count(findings.filter((finding) => finding.kind === kind).length);
  return [
    '',
    `seed ${String(options.seed)}: a storm of ${count(report.seconds.storm)} s, quiet ${count(report.seconds.quiet)} s later, proven in ${count(report.seconds.proof)} s`,
    '',
    ...table([
      ['balances', count(options.balances)],
      ['events published (doubled ones too)', count(report.events)],
      ['updates heard (repeats too)', count(report.heard)],
      ['of them while the storm lasted', count(report.heardInStorm)],
      ['payments and write-offs', count(report.movements)],
      ['planted messages that nobody can take', count(report.planted)],
      ['kills', count(report.kills)],
      ['memory of this process, MB', memoryInWords(report)],
      ['ended by themselves while starting', count(report.byThemselves.starting)],
      ['ended by themselves otherwise', count(report.byThemselves.running)],
      ['neither listened nor ended', count(report.byThemselves.hung)],
    ]),
    '',
    ...table(Object.entries(report.faults).map(([kind, times]) => [kind, count(times)])),
    '',
    ...table(
      Object.entries(report.points).map(([point, services]) => [
        `killed ${point}`,
        byService(services),
      ]),
    ),
    '',
    ...table([
      ['', 'must be · is, at the debtor systems'],
      ['receivables', `${count(sums.wanted.receivables)} · ${count(sums.there.receivables)}`],
      ['charged', `${kroner(sums.wanted.charged)} · ${kroner(sums.there.charged)}`],
      ['written down', `${kroner(sums.wanted.writtenDown)} · ${kroner(sums.there.writtenDown)}`],
      ['covered', `${kroner(sums.wanted.covered)} · ${kroner(sums.there.covered)}`],
      ['written off', `${kroner(sums.wanted.writtenOff)} · ${kroner(sums.there.writtenOff)}`],
    ]),
    '',
    `lost ${of('lost')} · doubled ${of('doubled')} · different ${of('different')}`,
    ...(findings.length === 0 ? [] : failure(report)),
    '',
  ].join('\n');
}

function memoryInWords({ memory: { before, after, peak } }: Report): string {
  return `${count(before)} before the storm, ${count(after)} after it, ${count(peak)} at most`;
}

function failure({ findings, histories, options }: Report): readonly string[] {
  const shown = findings
    .slice(0, findingsShownMax)
    .map(({ kind, feeId, text }) => `  ${kind}: ${feeId === undefined ? '' : `${feeId}: `}${text}`);
  const told = histories.flatMap(({ feeId, lines, deliveries }) => [
    '',
    `${feeId}:`,
    ...lines.map((line) => `  ${line}`),
    `  deliveries: ${JSON.stringify(deliveries)}`,
  ]);
  return [
    ...shown,
    ...(findings.length > shown.length
      ? [`  … and ${count(findings.length - shown.length)} more`]
      : []),
    ...told,
    '',
    `Again: ${commandOf(options)}`,
  ];
}

function byService(services: Readonly<Record<string, number>>): string {
  const all = Object.values(services).reduce((sum, times) => sum + times, 0);
  const each = Object.entries(services).map(([service, times]) => `${service} ${count(times)}`);
  return `${count(all)} (${each.join(', ')})`;
}

function table(rows: readonly (readonly [string, string])[]): readonly string[] {
  const width = Math.max(0, ...rows.map(([name]) => name.length));
  return rows.map(([name, value]) => `${name.padEnd(width)}  ${value}`);
}
