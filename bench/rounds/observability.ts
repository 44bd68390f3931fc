import { median } from '../measuring/measured.js';
import { openOurs } from '../ways/ours.js';
import type { Surroundings } from '../ways/surroundings.js';
import { Measuring, type Round } from './round.js';

export type Observability = {
  readonly observed: readonly Round[];
  readonly unobserved: readonly Round[];
  /** Throughput with tracing and scraping, as a share of that without: by the medians of all rounds. */
  readonly throughputRatio: number;
  /** CPU of the five services without, as a share of that with: what a quiet clock would show. */
  readonly cpuRatio: number;
  readonly spansPerFee: number;
};

const services =
  /^(claim-intake|verification|receivable-mapper|serviceplatform-gateway|payment-reconciliation)$/;

/**
 * What being looked at costs us: full load in turn with and without, each time with fresh processes. Who begins changes from round
 * to round, so that a machine that grows slower harms both.
 */
export async function compareObservability(
  around: Surroundings,
  load: { readonly fees: number; readonly rounds: number; readonly tell: (text: string) => void },
): Promise<Observability> {
  const observed: Round[] = [];
  const unobserved: Round[] = [];
  for (let round = 0; round < load.rounds; round += 1) {
    for (const isObserved of round % 2 === 0 ? [true, false] : [false, true]) {
      load.tell(
        `round ${String(round + 1)} of ${String(load.rounds)}, ${isObserved ? 'with' : 'without'}`,
      );
      const way = await openOurs(around, { isObserved });
      try {
        (isObserved ? observed : unobserved).push(
          await Measuring.round('ours', way, { ...load, isShort: true }),
        );
      } finally {
        await way.close();
      }
    }
  }
  return {
    ...{ observed, unobserved },
    throughputRatio: medianThroughput(observed) / medianThroughput(unobserved),
    cpuRatio: medianCpu(unobserved) / medianCpu(observed),
    spansPerFee: median(observed.map(spansPerFee)),
  };
}

const medianThroughput = (rounds: readonly Round[]): number =>
  median(rounds.map(({ full }) => full.perSecond));

const medianCpu = (rounds: readonly Round[]): number =>
  median(
    rounds.map(({ costs }) =>
      costs
        .filter(({ name }) => services.test(name))
        .reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0),
    ),
  );

/** @throws Error when nothing came: then nothing was compared */
function spansPerFee({ observed, full }: Round): number {
  const { spans = 0, scrapes = 0, fees = full.count } = observed ?? {};
  if (spans === 0)
    throw new Error('The receiver of traces has heard nothing: nothing was compared.');
  if (full.seconds > 10 && scrapes === 0)
    throw new Error('Nobody has been scraped: nothing was compared.');
  return spans / fees;
}
