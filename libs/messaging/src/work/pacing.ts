export type PacingLimits = { readonly minMs: number; readonly maxMs: number };

/**
 * Understands how far apart transactions begin that could hold more: as far as twice the time that the last one took, within
 * limits. Each costs much, however little it holds; so a busy machine has fewer and larger ones, and an idle one answers at once.
 */
export class Pacing {
  private begunAt = Number.NEGATIVE_INFINITY;
  private tookMs = 0;

  /** @param now in ms, from any beginning */
  constructor(
    private readonly limits: PacingLimits,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** So long until the next one is due; not above 0 when it is. */
  get pauseMs(): number {
    const { minMs, maxMs } = this.limits;
    const apartMs = Math.min(maxMs, Math.max(minMs, 2 * this.tookMs));
    return this.begunAt + apartMs - this.now();
  }

  /** @returns what is to be called at the end of the one that begins now */
  begin(): () => void {
    const begunAt = this.now();
    this.begunAt = begunAt;
    return () => {
      this.tookMs = this.now() - begunAt;
    };
  }
}
