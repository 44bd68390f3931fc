import type { Cost } from '../measuring/process-costs.js';
import type { StackFile } from '../../deploy/local/stack/stack-file.js';

export const wayNames = ['ours', 'floor', 'stock'] as const;
/** One of the ways in which the same work is done. */
export type WayName = (typeof wayNames)[number];

/** A way that has been started: the library may publish. */
export type OpenWay = {
  readonly amqpUrl: string;
  /** Of ours only: the other side of payments is asked there. */
  readonly stack?: StackFile;
  /** Fails as soon as a part ends that was not asked to. */
  failed(): Promise<never>;
  /** What each of its processes has cost so far. */
  costs(): Promise<ReadonlyMap<string, Cost>>;
  /** What was seen of it from outside so far, by a receiver of traces and by scraping. */
  observed?(): Promise<Observed>;
  close(): Promise<void>;
};

export type Observed = { readonly spans: number; readonly scrapes: number };
