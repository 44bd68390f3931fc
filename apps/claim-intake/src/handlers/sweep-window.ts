export type SweepWindowLimits = {
  /** Swept claims that are unfinished downstream, of all agencies together, at most. */
  readonly unfinishedMax: number;
  /** The same while the library tells of something new. */
  readonly besideNewMax: number;
  /** Asked in one transaction, at most. */
  readonly chunkMax: number;
  /** An agency of whose claims none has come to an end for so long has its debtor system down, or its ends were missed. */
  readonly patienceMs: number;
};

/** One claim's end, or that it waits for somebody. */
export type ClaimEnd = {
  readonly agencyId: string;
  readonly feeId: string;
  /** The debtor system has answered, so it is not down. */
  readonly isAnswer: boolean;
};

/** What one agency has on its way. */
class Line {
  /** By fee; after how many narrowings each went out. */
  readonly unfinished = new Map<string, number>();
  isStuck = false;

  /** @param movedAtMs when one last came to an end, or the first went out */
  constructor(public movedAtMs: number) {}
}

/**
 * Understands how many swept claims may be on their way at the same time, so that a new one stands behind few: services take what
 * comes in the order in which it came. Each agency has an equal share, since the debtor system of one may be down; one that is
 * stuck gets a few more each time that patience ends, so that it goes on by itself later. While the library tells of something
 * new the window is narrow; each time that as many as it holds have gone out and come to an end since, it is twice as wide.
 */
export class SweepWindow {
  private readonly lines = new Map<string, Line>();
  private width: number;
  private narrowings = 0;
  /** Of those that went out since the window was last narrowed or widened. */
  private endedSince = 0;
  /** Those that are swept now. */
  private swept: readonly string[] = [];

  constructor(private readonly limits: SweepWindowLimits) {
    this.width = this.narrowest;
  }

  /** How many are on their way now. */
  get unfinished(): number {
    return [...this.lines.values()].reduce((sum, { unfinished }) => sum + unfinished.size, 0);
  }

  /** How many may be. */
  get widthNow(): number {
    return this.width;
  }

  /** The library tells of something new. */
  narrow(): void {
    this.width = this.narrowest;
    this.narrowings += 1;
    this.endedSince = 0;
  }

  /** A round begins over these agencies. What others still have on its way counts until it has ended, or patience has. */
  begin(agencyIds: readonly string[], nowMs: number): void {
    this.swept = agencyIds;
    for (const [agencyId, line] of this.lines) {
      if (line.unfinished.size > 0 && nowMs - line.movedAtMs >= this.limits.patienceMs) {
        line.unfinished.clear();
        line.isStuck = true;
      }
      if (line.unfinished.size === 0 && !agencyIds.includes(agencyId)) this.lines.delete(agencyId);
    }
  }

  /** Some of what is swept may go. */
  get hasRoom(): boolean {
    return this.swept.some((agencyId) => this.room(agencyId) > 0);
  }

  /** How many more may go, in one chunk; none until a quarter of the share is free, or every end would be a chunk of one. */
  room(agencyId: string): number {
    const line = this.lines.get(agencyId);
    const width = line?.isStuck === true ? this.narrowest : this.width;
    const share = Math.max(1, Math.floor(width / Math.max(1, this.swept.length)));
    const own = line?.unfinished.size ?? 0;
    const free = Math.min(share - own, this.width - this.unfinished);
    const { chunkMax } = this.limits;
    return free >= Math.min(chunkMax, share / 4) ? Math.min(free, chunkMax) : 0;
  }

  /** These go. Told before they do: an end may be heard before their transaction is known to be committed. */
  sent(agencyId: string, feeIds: readonly string[], nowMs: number): void {
    const line = this.lines.get(agencyId) ?? new Line(nowMs);
    this.lines.set(agencyId, line);
    if (line.unfinished.size === 0) line.movedAtMs = nowMs;
    for (const feeId of feeIds) line.unfinished.set(feeId, this.narrowings);
  }

  /** They did not go on after all. */
  stayed(agencyId: string, feeIds: readonly string[]): void {
    const unfinished = this.lines.get(agencyId)?.unfinished;
    for (const feeId of feeIds) unfinished?.delete(feeId);
  }

  /** @returns whether it was a swept one */
  ended({ agencyId, feeId, isAnswer }: ClaimEnd, nowMs: number): boolean {
    const line = this.lines.get(agencyId);
    const wentAfter = line?.unfinished.get(feeId);
    if (line === undefined || wentAfter === undefined) return false;
    line.unfinished.delete(feeId);
    line.movedAtMs = nowMs;
    if (isAnswer) line.isStuck = false;
    if (wentAfter === this.narrowings) this.widen();
    return true;
  }

  /** What has come to an end until now may not have been heard; who is stuck stays so. */
  forget(): void {
    for (const { unfinished } of this.lines.values()) unfinished.clear();
    this.narrow();
  }

  private widen(): void {
    this.endedSince += 1;
    if (this.endedSince < this.width) return;
    this.width = Math.min(this.width * 2, this.limits.unfinishedMax);
    this.endedSince = 0;
  }

  private get narrowest(): number {
    return Math.min(this.limits.besideNewMax, this.limits.unfinishedMax);
  }
}
