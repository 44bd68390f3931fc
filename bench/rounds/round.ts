import { clock, wordsOf } from '../measuring/clock.js';
import { DebtorsWhoPay } from '../measuring/debtors-who-pay.js';
import { LibraryBeside } from '../measuring/library-beside.js';
import type { Measured } from '../measuring/measured.js';
import { perThousand, type CostPerThousand } from '../measuring/process-costs.js';
import type { Observed, OpenWay, WayName } from '../ways/way.js';

/** What was measured of one way, once. */
export type Round = {
  readonly way: WayName;
  readonly full: Measured;
  readonly costs: readonly CostPerThousand[];
  /** At half of what it reached itself. */
  readonly half?: Measured;
  /** At that pace, where batches are small. */
  readonly halfCosts?: readonly CostPerThousand[];
  /** At half of what ours reached; left out of a way that does not reach it. */
  readonly halfOfOurs?: Measured;
  /** From a debtor system's report to the library's movement; of ours only. */
  readonly payments?: Measured;
  /** Since the way was opened, and of how many fees. */
  readonly observed?: Observed & { readonly fees: number };
};

export type Load = {
  readonly fees: number;
  /** Full load only. */
  readonly isShort?: boolean;
  /** Fees a second instead of all at once: where small batches cost more than large ones. */
  readonly pace?: number | undefined;
  /** What ours reached in this round, for those that come after it. */
  readonly oursPerSecond?: number | undefined;
  readonly tell: (text: string) => void;
};

const warmFeesMax = 2_000;
const pacedFeesMin = 20;
const paymentsPerSecond = 50;
/** Nobody is paced at what would fill the queues. */
const reachable = 0.9;

/** Understands in what order one way is measured: warm, full load, half load, and what else it can be asked. */
export class Measuring {
  private constructor(
    private readonly way: WayName,
    private readonly open: OpenWay,
    private readonly library: LibraryBeside,
    private readonly load: Load,
  ) {}

  static async round(name: WayName, way: OpenWay, load: Load): Promise<Round> {
    const library = await LibraryBeside.open(way.amqpUrl);
    const measuring = new Measuring(name, way, library, load);
    try {
      return await Promise.race([measuring.measure(), way.failed()]);
    } finally {
      await library.close();
    }
  }

  private async measure(): Promise<Round> {
    const { fees, isShort, pace: rate } = this.load;
    const warm = await this.run('warm', { run: 'w', count: Math.min(warmFeesMax, fees) });
    const before = await this.open.costs();
    const full = await this.run('full load', { run: 'f', count: fees, ...(rate && { rate }) });
    const costs = perThousand(before, await this.open.costs(), fees);
    const seen = await this.open.observed?.();
    const observed = seen && { ...seen, fees: warm.count + full.count };
    const round = { way: this.way, full, costs, ...(observed && { observed }) };
    return isShort === true ? round : { ...round, ...(await this.paced(full.perSecond)) };
  }

  private async paced(
    ownPerSecond: number,
  ): Promise<Pick<Round, 'half' | 'halfCosts' | 'halfOfOurs' | 'payments'>> {
    const count = Math.max(pacedFeesMin, Math.floor(this.load.fees / 4));
    const before = await this.open.costs();
    const half = await this.run('half load', { run: 'h', count, rate: ownPerSecond / 2 });
    const halfCosts = perThousand(before, await this.open.costs(), count);
    const rate = (this.load.oursPerSecond ?? 0) / 2;
    const isComparable = this.way !== 'ours' && rate > 0 && rate < ownPerSecond * reachable;
    return {
      half,
      halfCosts,
      ...(isComparable && {
        halfOfOurs: await this.run('half of ours', { run: 'o', count, rate }),
      }),
      ...(this.open.stack !== undefined && { payments: await this.pay(this.open.stack) }),
    };
  }

  /** One after the other, at a quiet pace: how soon the library knows (R49). */
  private async pay(stack: NonNullable<OpenWay['stack']>): Promise<Measured> {
    const debtors = await DebtorsWhoPay.of(stack);
    const count = Math.max(pacedFeesMin, Math.floor(this.load.fees / 10));
    const measured = await debtors.pay(this.library, count, paymentsPerSecond);
    this.tell('payments', wordsOf(measured));
    return measured;
  }

  private async run(
    what: string,
    load: { readonly run: string; readonly count: number; readonly rate?: number },
  ): Promise<Measured> {
    const awaited = this.library.expect(load.run, load.count);
    const tell = (text: string): void => {
      this.tell(what, text);
    };
    return clock(this.library, awaited, tell, load);
  }

  private tell(what: string, text: string): void {
    this.load.tell(`${this.way.padEnd(6)}${what.padEnd(14)}${text}`);
  }
}
