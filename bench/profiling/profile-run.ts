import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Measuring, type Load, type Round } from '../rounds/round.js';
import { hops } from '../ways/hops.js';
import { openOurs } from '../ways/ours.js';
import type { Surroundings } from '../ways/surroundings.js';
import {
  monotonicUs,
  selfTimes,
  type CpuProfile,
  type SelfTimes,
  type Stretch,
} from './cpu-profile.js';
import { areaOf, functionIn } from './places.js';
import { ProfiledServices } from './profiled-services.js';

export type ProfiledService = {
  readonly service: string;
  /** Microseconds of CPU for one fee, by area. */
  readonly areas: SelfTimes;
  readonly functions: SelfTimes;
};

type ProfilePlan = Pick<Load, 'fees' | 'pace' | 'tell'>;
export type Profiled = { readonly round: Round; readonly services: readonly ProfiledService[] };

/** Full load, or a pace, once, with every service sampled; what a fee costs is that of the full load alone, start-up and warming left out. */
export async function profile(
  around: Surroundings,
  { place, ...load }: ProfilePlan & { readonly place: string },
): Promise<Profiled> {
  const way = await openOurs(around, { isObserved: true, services: new ProfiledServices(place) });
  const { round, stretch } = await measured(way, load).finally(() => way.close());
  const services = hops.map(({ name }) => profileOf(name, place, stretch, load.fees));
  return { round, services };
}

async function measured(
  way: Parameters<typeof Measuring.round>[1],
  load: ProfilePlan,
): Promise<{ readonly round: Round; readonly stretch: Stretch }> {
  const round = await Measuring.round('ours', way, { ...load, isShort: true });
  const to = monotonicUs();
  return { round, stretch: { from: to - round.full.seconds * 1e6, to } };
}

function profileOf(
  service: string,
  place: string,
  stretch: Stretch,
  fees: number,
): ProfiledService {
  const file = join(place, `${service}.cpuprofile`);
  const read = JSON.parse(readFileSync(file, 'utf8')) as CpuProfile;
  const of = (placeOf: Parameters<typeof selfTimes>[2]): SelfTimes =>
    new Map([...selfTimes(read, stretch, placeOf)].map(([name, us]) => [name, us / fees]));
  return { service, areas: of(areaOf), functions: of(functionIn) };
}
