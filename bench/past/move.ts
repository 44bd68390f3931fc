import { telling, wordsOf } from '../measuring/clock.js';
import type { Measured } from '../measuring/measured.js';
import { moveCutOff } from '../ways/agreements.js';
import type { Surroundings } from '../ways/surroundings.js';
import { recentYears, yearsBefore, type Stretch } from './old-fees.js';
import { Standing, standing, type Peak } from './standing.js';

export type MovePlan = {
  readonly moved: number;
  /** Of the full load that tells how long as many new ones would take. */
  readonly fees: number;
  /** How long the move beside new ones is watched at most; until the last is accepted when left out. */
  readonly minutes?: number;
  readonly tell: (text: string) => void;
};

export type Moved = {
  readonly moved: number;
  readonly keeping: Measured;
  /** New ones when nothing else runs. */
  readonly full: Measured;
  /** From the request until the last is accepted; nothing else runs. */
  readonly move: Measured;
  /** The move's time as a multiple of the one that as many new ones take. */
  readonly timesAsNew: number;
  /** New ones at a tenth of the maximum, by themselves and beside a move. */
  readonly alone: Measured;
  readonly beside: Measured;
  readonly moveBeside: Measured;
  readonly p99Ratio: number;
  readonly peaks: readonly Peak[];
};

const besideShare = 0.1;
const pacedFeesMin = 20;
const minuteMs = 60_000;
/** An open-ended run ends with the move that it stands beside. */
const openEnded = 1_000_000;

/** What becomes of a large past when the cut-off date is moved behind it (R02): by itself, and beside what is new. */
export async function measureMove(around: Surroundings, plan: MovePlan): Promise<Moved> {
  const ours = await Standing.open(around, 'ours', plan);
  return standing([ours], () => new Moving(ours, plan).measure());
}

class Moving {
  constructor(
    private readonly ours: Standing,
    private readonly plan: MovePlan,
  ) {}

  async measure(): Promise<Moved> {
    const { ours, plan } = this;
    const { fees, moved } = plan;
    await ours.warm(fees);
    const full = await ours.clock('full load', { run: 'f', count: fees });
    const rate = full.perSecond * besideShare;
    const count = Math.max(pacedFeesMin, Math.floor(fees / 4));
    const alone = await ours.clock('a tenth, alone', { run: 'a', count }, { rate });
    const keeping = await ours.keep(recentYears, moved);
    const move = await this.move(recentYears, 'move');
    await ours.keep(yearsBefore, moved);
    const { beside, moveBeside } = await this.moveBesideNew(rate);
    return {
      ...{ moved, keeping, full, move, alone, beside, moveBeside },
      timesAsNew: full.perSecond / move.perSecond,
      p99Ratio: beside.p99Ms / alone.p99Ms,
      peaks: await ours.peaks(),
    };
  }

  /** @param rate of the new ones, as long as the move lasts */
  private async moveBesideNew(rate: number): Promise<Pick<Moved, 'beside' | 'moveBeside'>> {
    const { ours } = this;
    const { minutes } = this.plan;
    const over = new AbortController();
    const awaited = ours.library.expect('b', openEnded);
    const [moveBeside, beside] = await Promise.all([
      this.move(yearsBefore, 'move, beside new', minutes).finally(() => {
        over.abort();
      }),
      ours.library.measure(awaited, { rate, until: over.signal }),
    ]);
    ours.teller('a tenth, beside')(wordsOf(beside));
    return { beside, moveBeside };
  }

  private async move(
    { run, firstDay }: Stretch,
    what: string,
    minutes = Number.POSITIVE_INFINITY,
  ): Promise<Measured> {
    const { library, way } = this.ours;
    const awaited = library.expect(run, this.plan.moved);
    const tell = this.ours.teller(what);
    awaited.beginAll();
    const startedAt = performance.now();
    await moveCutOff(way.stack, firstDay);
    const untilMs = startedAt + minutes * minuteMs;
    const measured = await telling(awaited, tell, library.hearAll(awaited, startedAt, untilMs));
    tell(wordsOf(measured));
    return measured;
  }
}
