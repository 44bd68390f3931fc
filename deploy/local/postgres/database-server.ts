import type { Killable } from '../rabbit/broker.js';

/** A PostgreSQL server that is ours to use. */
export type DatabaseServer = {
  /** One line about where it comes from. */
  readonly origin: string;
  /** As a role that may create databases and roles. */
  readonly url: string;
  /** Whether it belongs to this run alone and goes with it. */
  readonly isPrivate: boolean;
  /** Fails when the server ends by itself; never ends otherwise. */
  readonly failed: Promise<never>;
  /** Nothing where it is another's process. */
  readonly killable?: Killable;
  /** @param graceMs afterwards it is ended by force */
  stop(graceMs: number): Promise<void>;
};
