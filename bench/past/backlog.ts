import { telling, wordsOf } from '../measuring/clock.js';
import type { Measured } from '../measuring/measured.js';
import { growth, MemoryWatch, type MemoryOverTime } from '../measuring/memory-watch.js';
import { PausableServices } from '../ways/pausable-services.js';
import type { Surroundings } from '../ways/surroundings.js';
import { Standing, standing } from './standing.js';

export type BacklogPlan = {
  readonly backlog: number;
  /** How long it is watched at most; until the last is accepted when left out. */
  readonly minutes?: number;
  readonly fees: number;
  readonly tell: (text: string) => void;
};

export type Backlog = {
  readonly backlog: number;
  /** From the services' start until the last is accepted, or until the time is over. */
  readonly handled: Measured;
  readonly memory: readonly MemoryOverTime[];
  readonly growth: number;
};

const stopWithinMs = 30_000;
const minuteMs = 60_000;

/** A library that publishes while all of ours stand still: what has piled up is handled in memory that stays as it is. */
export async function measureBacklog(around: Surroundings, plan: BacklogPlan): Promise<Backlog> {
  const services = new PausableServices();
  const ours = await Standing.open(around, 'ours', { ...plan, services });
  return standing([ours], () => Promise.race([pileUp(ours, services, plan), services.failed()]));
}

async function pileUp(
  ours: Standing,
  services: PausableServices,
  { backlog, minutes, fees }: BacklogPlan,
): Promise<Backlog> {
  await ours.warm(fees);
  await services.stop(stopWithinMs);
  const { library } = ours;
  const awaited = library.expect('b', backlog);
  await library.publish(awaited);
  ours.teller('backlog')(`${String(backlog)} published`);
  const startedAt = performance.now();
  await services.resume();
  awaited.goOn();
  const watch = MemoryWatch.start(services.pids);
  const tell = ours.teller('handled');
  const untilMs = minutes === undefined ? undefined : performance.now() + minutes * minuteMs;
  const handled = await telling(awaited, tell, library.hearAll(awaited, startedAt, untilMs));
  const memory = watch.stop();
  tell(wordsOf(handled));
  return { backlog, handled, memory, growth: growth(memory) };
}
