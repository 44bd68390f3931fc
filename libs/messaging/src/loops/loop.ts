import { apart } from '@libs/observability';

/**
 * Understands a piece of work that is done again and again: at intervals, or at once when woken; never twice at the same time.
 * The work answers whether there is more to do right away.
 */
export class Loop {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;
  private wanted = false;
  private stopped = true;

  constructor(
    private readonly everyMs: number,
    private readonly work: () => Promise<boolean>,
    private readonly onFailed: (error: unknown) => void,
  ) {}

  start(): void {
    this.stopped = false;
    this.later(this.everyMs);
  }

  wake(): void {
    this.wanted = true;
    if (this.running === undefined) this.later(0);
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.running;
  }

  private later(pauseMs: number): void {
    if (this.stopped) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.running = apart(() => this.run()).finally(() => {
        this.running = undefined;
        this.later(this.wanted ? 0 : this.everyMs);
      });
    }, pauseMs);
    this.timer.unref();
  }

  private async run(): Promise<void> {
    try {
      do this.wanted = false;
      while ((await this.work()) && !this.stopped);
    } catch (error) {
      this.wanted = false;
      this.onFailed(error);
    }
  }
}
