import { spreadOf, type Measured } from './measured.js';

/** What is told to the library of a balance: that it is registered at the debtor system, or that it is kept (R03). */
export type Transfer = 'accepted' | 'before-cut-off';

/** Fees of one run, each clocked from its beginning until the library hears of it what is waited for. */
export class Awaited {
  private readonly beganAt: Float64Array;
  private readonly took: number[] = [];
  private readonly startedAt = performance.now();
  private heardAt = this.startedAt;
  private begunCount = 0;
  private endedAt: number | undefined;

  constructor(
    readonly run: string,
    private countMax: number,
    private readonly transfer: Transfer,
  ) {
    this.beganAt = new Float64Array(countMax).fill(Number.NaN);
  }

  /** How many there will be; of an open-ended run, at most. */
  get count(): number {
    return this.countMax;
  }

  get begun(): number {
    return this.begunCount;
  }

  get heard(): number {
    return this.took.length;
  }

  get isOver(): boolean {
    return this.took.length >= this.countMax;
  }

  /** For how long nothing has been heard, in ms. */
  get silentMs(): number {
    return performance.now() - this.heardAt;
  }

  begin(number: number): void {
    this.beganAt[number] = performance.now();
    this.begunCount += 1;
  }

  /** All begin at once, by something else than their publishing. */
  beginAll(): void {
    this.beganAt.fill(performance.now());
    this.begunCount = this.countMax;
  }

  /** Nobody could answer until now: what went before is no silence. */
  goOn(): void {
    this.heardAt = performance.now();
  }

  /** No more begin than have. */
  close(): void {
    this.countMax = this.begunCount;
  }

  hear(number: number, transfer: string): void {
    const beganAt = this.beganAt[number] ?? Number.NaN;
    if (transfer !== this.transfer || Number.isNaN(beganAt)) return;
    this.beganAt[number] = Number.NaN;
    this.heardAt = performance.now();
    this.took.push(this.heardAt - beganAt);
    if (this.isOver) this.endedAt = this.heardAt;
  }

  /** @param sinceMs by `performance.now()`; when left out, when it was made */
  measured(sinceMs = this.startedAt): Measured {
    return spreadOf(this.took, ((this.endedAt ?? performance.now()) - sinceMs) / 1_000);
  }
}
