import type { Observability } from '../rounds/observability.js';
import { aims } from './aims.js';
import { rows } from './rows.js';
import type { Target } from './targets.js';

/** With and without, round by round, the two ratios, and the verdict. */
export function observabilityTable(found: Observability, targets: readonly Target[]): string {
  const { observed, unobserved, throughputRatio, cpuRatio, spansPerFee } = found;
  const rounds = observed.map((round, at) => [
    String(at + 1),
    round.full.perSecond.toFixed(0),
    (unobserved[at]?.full.perSecond ?? Number.NaN).toFixed(0),
  ]);
  return `
${rows(['round', 'with, fees/s', 'without, fees/s'], rounds)}
throughput with / without   ${throughputRatio.toFixed(3)}   (${spansPerFee.toFixed(1)} spans a fee)
CPU of the five services, without / with   ${cpuRatio.toFixed(3)}

${aims(targets)}
`;
}
