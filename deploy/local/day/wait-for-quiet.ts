import { setTimeout as pause } from 'node:timers/promises';

export type Waiting<State> = {
  readonly look: () => Promise<State>;
  /** Whether nothing is under way any more. */
  readonly isDone: (state: State) => boolean;
  readonly show: (state: State) => void;
  readonly everyMs?: number;
  /** Done, and unchanged for so long. */
  readonly quietMs?: number;
  /** Gives up when nothing has changed for so long. */
  readonly stuckMs?: number;
  /** Gives up after so long, though something may still change. */
  readonly withinMs?: number;
};

const usual = {
  ...{ everyMs: 250, quietMs: 1_500, stuckMs: 60_000 },
  withinMs: Number.POSITIVE_INFINITY,
} as const;

/**
 * Looks until nothing is under way and nothing changes any more. The deadline is on progress, not on time: a long day may take
 * long, a day that stands still is over.
 * @returns the last state, and whether it was done
 */
export async function waitForQuiet<State>(
  waiting: Waiting<State>,
): Promise<{ readonly state: State; readonly done: boolean }> {
  const { look, isDone, show } = waiting;
  const { everyMs, quietMs, stuckMs, withinMs } = { ...usual, ...waiting };
  const deadline = performance.now() + withinMs;
  const stillness = new Stillness();
  for (;;) {
    const state = await look();
    show(state);
    const unchangedMs = stillness.after(state);
    const done = isDone(state);
    if (unchangedMs >= (done ? quietMs : stuckMs)) return { state, done };
    if (performance.now() > deadline) return { state, done: false };
    await pause(everyMs);
  }
}

/** Understands for how long something has looked the same. */
class Stillness {
  private seen = '';
  private changedAt = performance.now();

  /** @returns milliseconds since the state last changed */
  after(state: unknown): number {
    const now = JSON.stringify(state);
    if (now !== this.seen) this.changedAt = performance.now();
    this.seen = now;
    return performance.now() - this.changedAt;
  }
}
