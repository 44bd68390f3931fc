import { Baseline } from '../ways/baseline.js';
import { openOurs } from '../ways/ours.js';
import type { Surroundings } from '../ways/surroundings.js';
import type { OpenWay, WayName } from '../ways/way.js';
import { Measuring, type Round } from './round.js';

export type Plan = {
  readonly fees: number;
  readonly rounds: number;
  readonly ways: readonly WayName[];
  readonly tell: (text: string) => void;
};

/** Each way once in every round, one at a time, with fresh processes, databases and queues; ours first, for others are compared at its pace. */
export async function measureInTurn(around: Surroundings, plan: Plan): Promise<readonly Round[]> {
  const { fees, tell } = plan;
  const all: Round[] = [];
  for (let number = 1; number <= plan.rounds; number += 1) {
    tell(`round ${String(number)} of ${String(plan.rounds)}`);
    let oursPerSecond: number | undefined;
    for (const name of plan.ways) {
      const round = await measureOnce(name, around, { fees, tell, oursPerSecond });
      if (name === 'ours') oursPerSecond = round.full.perSecond;
      all.push(round);
    }
  }
  return all;
}

async function measureOnce(
  name: WayName,
  around: Surroundings,
  load: Parameters<typeof Measuring.round>[2],
): Promise<Round> {
  const way: OpenWay =
    name === 'ours'
      ? await openOurs(around, { isObserved: true })
      : await Baseline.open(name, around);
  try {
    return await Measuring.round(name, way, load);
  } finally {
    await way.close();
  }
}
