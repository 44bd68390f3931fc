import { setTimeout as pause } from 'node:timers/promises';
import { streamOf, type StreamPlan } from '../story/stream.js';
import type { Journal } from './journal.js';
import type { OutsideLibrary } from './outside-library.js';

/** The share of the time in which stories are told: what a storm strikes is work, also in the end. */
const toldBy = 0.9;

export type Telling = {
  readonly library: Pick<OutsideLibrary, 'publish'>;
  readonly journal: Pick<Journal, 'note'>;
  /** By `performance.now()`. */
  readonly endsAt: number;
  readonly isOver: () => boolean;
  readonly onTold: () => void;
};

/** The library tells its stories, evenly over the time. */
export async function tellStories(
  plan: StreamPlan,
  { library, journal, endsAt, isOver, onTold }: Telling,
): Promise<void> {
  const beganAt = performance.now();
  for (const event of streamOf(plan)) {
    const dueMs = beganAt + toldBy * event.share * (endsAt - beganAt) - performance.now();
    if (dueMs > 1) await pause(dueMs);
    if (isOver()) return;
    await library.publish(event);
    journal.note(`published ${event.said}`);
    onTold();
  }
}
