/** Signals that mean "stop": Ctrl-C, kill, and the terminal that goes away. */
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** npm hands on the signal that the terminal has sent to everybody already: so soon after the first, it is the same one. */
const sameWithinMs = 1_000;

/** npm ends at SIGTERM without handing it on to what its shell has started: that it is gone is all that we hear of it. */
const lookForParentEveryMs = 500;

/** Understands when somebody wants us to stop, and when they want it at once. */
export class Interruption {
  /** Resolves at the first signal. */
  readonly asked: Promise<'asked'>;
  private askedAt: number | undefined;
  private resolve: (asked: 'asked') => void = () => undefined;

  /** @param force is called at a second signal, and has to end the process */
  constructor(
    private readonly force: () => void,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.asked = new Promise((resolve) => {
      this.resolve = resolve;
    });
  }

  listen(own: NodeJS.EventEmitter = process): this {
    for (const each of signals) {
      own.on(each, () => {
        this.arrived();
      });
    }
    return this;
  }

  /** Stops too when the process that has started us is gone: nobody else would. Holds no process up. */
  listenToParent(parent: () => number = () => process.ppid): this {
    const first = parent();
    const timer = setInterval(() => {
      if (parent() === first) return;
      clearInterval(timer);
      this.arrived();
    }, lookForParentEveryMs);
    timer.unref();
    return this;
  }

  private arrived(): void {
    if (this.askedAt === undefined) {
      this.askedAt = this.now();
      this.resolve('asked');
    } else if (this.now() - this.askedAt > sameWithinMs) {
      this.force();
    }
  }
}
