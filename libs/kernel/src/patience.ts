export type PatienceLimits = {
  /** A server that is away longer than this is given up. */
  readonly patienceMs: number;
  /** Between two tries: first, doubled each time, and at most. */
  readonly firstPauseMs: number;
  readonly pauseMsMax: number;
};

/** What is waited for. */
export type AwaitedServer = {
  /** `PostgreSQL`: for the log. */
  readonly server: string;
  /** Whether a failure means that the server is away; any other is mended by nobody's waiting. */
  readonly isAway: (error: unknown) => boolean;
};

/** Understands how long a service that starts waits for servers that are away: one that ended at once would only be started again, and a start costs more than a wait. */
export class Patience {
  constructor(
    private readonly limits: PatienceLimits,
    /** Told of each try that failed and is repeated. */
    private readonly onAway: (server: string, error: unknown) => void,
  ) {}

  /**
   * Repeats `work` while the server is away.
   * @throws what `work` threw last, once the patience is over, or at once where that is no matter of waiting
   */
  async until<Result>(
    { server, isAway }: AwaitedServer,
    work: () => Promise<Result>,
  ): Promise<Result> {
    const { patienceMs, firstPauseMs, pauseMsMax } = this.limits;
    const endsAt = performance.now() + patienceMs;
    for (let tries = 0; ; tries += 1) {
      try {
        return await work();
      } catch (error) {
        const pauseMs = Math.min(firstPauseMs * 2 ** tries, pauseMsMax);
        if (!isAway(error) || performance.now() + pauseMs > endsAt) throw error;
        this.onAway(server, error);
        await new Promise((resolve) => setTimeout(resolve, pauseMs));
      }
    }
  }
}
