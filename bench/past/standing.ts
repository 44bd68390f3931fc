import type { Transfer } from '../measuring/awaited.js';
import { clock } from '../measuring/clock.js';
import { LibraryBeside, type Pace } from '../measuring/library-beside.js';
import type { Measured } from '../measuring/measured.js';
import { isService } from '../report/targets.js';
import { openOurs, type OpenOurs, type OursOptions } from '../ways/ours.js';
import type { Surroundings } from '../ways/surroundings.js';
import { paceOf, type Stretch } from './old-fees.js';

/** Fees that are clocked together. The name is letters only, and told once. */
export type Run = { readonly run: string; readonly count: number; readonly transfer?: Transfer };
export type Peak = { readonly name: string; readonly megabytes: number };

const warmFeesMax = 2_000;

/** Ours, standing for as long as something is measured, and the library beside it. */
export class Standing {
  private constructor(
    private readonly name: string,
    readonly way: OpenOurs,
    readonly library: LibraryBeside,
    private readonly tellAll: (text: string) => void,
  ) {}

  static async open(
    around: Surroundings,
    name: string,
    options: Omit<OursOptions, 'place' | 'isObserved'> & { readonly tell: (text: string) => void },
  ): Promise<Standing> {
    const way = await openOurs(around, { ...options, isObserved: true, place: name });
    try {
      const library = await LibraryBeside.open(way.amqpUrl);
      return new Standing(name, way, library, options.tell);
    } catch (error) {
      await way.close();
      throw error;
    }
  }

  /** Publishes these fees and waits for all of them. */
  clock(what: string, { run, count, transfer }: Run, pace?: Pace): Promise<Measured> {
    const awaited = this.library.expect(run, count, transfer);
    return clock(this.library, awaited, this.teller(what), pace);
  }

  /** So many at most, before anything is measured. */
  async warm(fees: number): Promise<void> {
    await this.clock('warm', { run: 'w', count: Math.min(warmFeesMax, fees) });
  }

  /** Has balances from before the cut-off date taken in, through the front door: they are kept (R03). */
  keep(stretch: Stretch, count: number): Promise<Measured> {
    const { run } = stretch;
    return this.clock('kept', { run, count, transfer: 'before-cut-off' }, paceOf(stretch));
  }

  teller(what: string): (text: string) => void {
    return (text) => {
      this.tellAll(`${this.name.padEnd(10)}${what.padEnd(20)}${text}`);
    };
  }

  /** Of each service since it started, by the kernel's own mark. */
  async peaks(): Promise<readonly Peak[]> {
    return [...(await this.way.costs())]
      .map(([name, { peakMegabytes }]) => ({ name, megabytes: peakMegabytes }))
      .filter(isService);
  }

  async close(): Promise<void> {
    await this.library.close();
    await this.way.close();
  }
}

/** Runs against the fate of all that stand. @returns what the work found */
export async function standing<Found>(
  all: readonly Standing[],
  work: () => Promise<Found>,
): Promise<Found> {
  try {
    return await Promise.race([work(), ...all.map(({ way }) => way.failed())]);
  } finally {
    for (const one of all) await one.close();
  }
}
