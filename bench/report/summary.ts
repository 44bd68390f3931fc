import { median, medianOf, type Measured } from '../measuring/measured.js';
import type { CostPerThousand } from '../measuring/process-costs.js';
import type { Round } from '../rounds/round.js';
import { wayNames, type WayName } from '../ways/way.js';

/** A way's rounds taken together, figure by figure by their median; of peaks the highest. */
export type Summary = {
  readonly way: WayName;
  readonly full: Measured;
  readonly half: Measured;
  readonly halfOfOurs?: Measured;
  readonly payments?: Measured;
  readonly costs: readonly CostPerThousand[];
  /** At half load. */
  readonly halfCosts: readonly CostPerThousand[];
};

export function summaries(rounds: readonly Round[]): readonly Summary[] {
  return wayNames.flatMap((way) => {
    const own = rounds.filter((round) => round.way === way);
    return own.length === 0 ? [] : [summaryOf(way, own)];
  });
}

function summaryOf(way: WayName, rounds: readonly Round[]): Summary {
  const of = (figure: (round: Round) => Measured | undefined): Measured[] =>
    rounds.map(figure).filter((one) => one !== undefined);
  const halfOfOurs = of((round) => round.halfOfOurs);
  const payments = of((round) => round.payments);
  return {
    way,
    full: medianOf(of(({ full }) => full)),
    half: medianOf(of(({ half }) => half)),
    ...(halfOfOurs.length > 0 && { halfOfOurs: medianOf(halfOfOurs) }),
    ...(payments.length > 0 && { payments: medianOf(payments) }),
    costs: costsOf(rounds.map(({ costs }) => costs)),
    halfCosts: costsOf(rounds.flatMap(({ halfCosts }) => (halfCosts ? [halfCosts] : []))),
  };
}

function costsOf(rounds: readonly (readonly CostPerThousand[])[]): readonly CostPerThousand[] {
  const byName = Map.groupBy(rounds.flat(), ({ name }) => name);
  return [...byName].map(([name, costs]) => ({
    name,
    cpuSeconds: median(costs.map(({ cpuSeconds }) => cpuSeconds)),
    writtenMegabytes: median(costs.map(({ writtenMegabytes }) => writtenMegabytes)),
    peakMegabytes: Math.max(...costs.map(({ peakMegabytes }) => peakMegabytes)),
  }));
}
