import { median, type Measured } from '../measuring/measured.js';
import type { Surroundings } from '../ways/surroundings.js';
import { recentYears } from './old-fees.js';
import { Standing, standing, type Peak } from './standing.js';

export type KeptPlan = {
  readonly kept: number;
  readonly keptFew: number;
  /** Of one full load. */
  readonly fees: number;
  readonly rounds: number;
  readonly tell: (text: string) => void;
};

/** One of ours with so many balances kept: how fast they were taken in, and full loads after that. */
export type WithKept = {
  readonly kept: number;
  readonly keeping: Measured;
  readonly full: readonly Measured[];
  readonly peaks: readonly Peak[];
};

export type KeptCompared = {
  readonly few: WithKept;
  readonly many: WithKept;
  /** Throughput with many as a share of that with few: the median of pairs, each measured one right after the other. */
  readonly ratio: number;
};

/**
 * What a large past costs: two of ours stand on the same servers, one with few balances kept and one with many, and take a full
 * load in turn. Who begins changes from round to round, so that a machine that grows slower harms both.
 */
export async function compareKept(around: Surroundings, plan: KeptPlan): Promise<KeptCompared> {
  const few = await Standing.open(around, 'few', plan);
  const many = await Standing.open(around, 'many', plan).catch(async (error: unknown) => {
    await few.close();
    throw error;
  });
  return standing([few, many], async () => {
    const keptByFew = await keep(few, plan.keptFew, plan);
    const keptByMany = await keep(many, plan.kept, plan);
    for (let round = 0; round < plan.rounds; round += 1) {
      const pair = [keptByFew, keptByMany] as const;
      for (const one of round % 2 === 0 ? pair : pair.toReversed()) await one.load(round);
    }
    const [a, b] = [await keptByFew.found(), await keptByMany.found()];
    const pairs = a.full.map(
      ({ perSecond }, round) => (b.full[round]?.perSecond ?? Number.NaN) / perSecond,
    );
    return { few: a, many: b, ratio: median(pairs) };
  });
}

type Keeping = {
  readonly load: (round: number) => Promise<void>;
  readonly found: () => Promise<WithKept>;
};

async function keep(ours: Standing, kept: number, { fees }: KeptPlan): Promise<Keeping> {
  const full: Measured[] = [];
  await ours.warm(fees);
  const keeping = await ours.keep(recentYears, kept);
  return {
    load: async (round) => {
      const run = `f${String.fromCharCode('a'.charCodeAt(0) + round)}`;
      full.push(await ours.clock(`full load, ${String(kept)} kept`, { run, count: fees }));
    },
    found: async () => ({ kept, keeping, full, peaks: await ours.peaks() }),
  };
}
