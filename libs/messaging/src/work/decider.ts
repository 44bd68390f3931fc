import type { Tx } from '@libs/persistence';
import type { Message } from './message.js';
import type { Concern, Need } from './stream.js';

/** What one message leads to: the new state (none: unchanged) and the events to announce, in order. */
export type Decision<State> = {
  readonly state?: State;
  readonly announce?: readonly object[];
  /** Answer to whoever submitted the message locally (an HTTP command); never stored. */
  readonly reply?: unknown;
};

/**
 * The business code of a consumer: a pure decision per message, and one read and one write per batch.
 * The messaging lib calls `gather` once, `decide` per message in the order of its stream, then `keep` once, all in one
 * transaction and under the locks of every subject concerned.
 */
export type Decider<Event extends object, State> = {
  /** Names the state that a message changes; messages with the same name see one another's changes. */
  stateKey(event: Event): string;
  /**
   * Further subjects to lock, e.g. the agreement (shared). Each message's own subject always is. May look up, without
   * locks, what never changes once known (which balance a receivable is of): who has `needs` is asked again under the locks, and what
   * has become known meanwhile takes the batch back to its beginning.
   */
  concerns?(
    messages: readonly Message<Event>[],
    tx: Tx,
  ): readonly Concern[] | Promise<readonly Concern[]>;
  /** What must have been applied first, beyond what the message says itself. */
  needs?(event: Event): readonly Need[];
  /** Reads what the batch needs in one query; keyed by `stateKey`. */
  gather(tx: Tx, messages: readonly Message<Event>[]): Promise<ReadonlyMap<string, State>>;
  /** Pure: no clock, no randomness beyond what state and message hold. */
  decide(state: State | undefined, message: Message<Event>): Decision<State>;
  /** Writes what changed in one statement. */
  keep(tx: Tx, changed: readonly State[]): Promise<void>;
  /** Told after the commit of a batch that it decided: to wake what works on the result. */
  committed?(): void;
};
