import { Dice } from '../../../simulators/library/day/chance/dice.js';
import { eventsOf, type Posted } from './events.js';
import { plantedOf } from './planted.js';
import { storyOf } from './story.js';

export type StreamPlan = {
  readonly seed: number;
  readonly balances: number;
  /** Messages that nobody can take. */
  readonly planted: number;
};

/** What is published, and how far the run's balances have come by then, from 0 to 1. */
export type InStream = Posted & { readonly share: number };

/** Messages that are kept back to be shuffled with later ones. */
const shuffledMax = 120;
const doubledShare = 0.25;
/** Events that come once more when a tenth of the run has passed. */
const lateShare = 0.03;
const lateBy = 0.1;

/** All that the library says in a run: some of it twice, some of that much later, the events of many balances shuffled, always the same for the same seed. */
export function* streamOf({ seed, balances, planted }: StreamPlan): Generator<InStream> {
  const dice = Dice.for(seed, 'stream');
  const waiting: InStream[] = [];
  const late: InStream[] = [];
  const everyBalances = Math.max(1, Math.floor(balances / Math.max(1, planted)));
  for (let number = 0; number < balances; number += 1) {
    const share = number / balances;
    for (const event of eventsOf(storyOf(seed, number))) {
      for (const copy of dice.isLucky(doubledShare) ? [event, event] : [event])
        waiting.push({ ...copy, share });
      if (dice.isLucky(lateShare)) late.push({ ...event, share: Math.min(1, share + lateBy) });
    }
    waiting.push(...dueOf(late, share));
    const plant = number / everyBalances;
    if (Number.isInteger(plant) && plant < planted) yield { ...plantedOf(plant), share };
    while (waiting.length > shuffledMax) yield anyOf(waiting, dice);
  }
  while (waiting.length > 0) yield anyOf(waiting, dice);
  yield* late;
}

/** Takes out what is due; the first is due first. */
function dueOf(late: InStream[], share: number): readonly InStream[] {
  const notYet = late.findIndex((one) => one.share > share);
  return late.splice(0, notYet === -1 ? late.length : notYet);
}

function anyOf(waiting: InStream[], dice: Dice): InStream {
  const at = dice.between(0, waiting.length - 1);
  const last = waiting.pop();
  const taken = waiting[at] ?? last;
  if (taken === undefined || last === undefined) throw new RangeError('Nothing waits.');
  if (at < waiting.length) waiting[at] = last;
  return taken;
}
