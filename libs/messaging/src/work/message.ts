import type { Subject } from './stream.js';

/** One message as the business code sees it: parsed, validated, opened. */
export type Message<Event extends object = object> = {
  readonly event: Event;
  /** The publisher's id of it, unique per source. */
  readonly id: string;
  readonly source: string;
  readonly type: string;
  /** RFC 3339: when the publisher says that it happened. */
  readonly time: string;
  /** Number in its stream from 1; absent for payments and local commands. */
  readonly number?: number;
  /** The one subject whose lock and order it obeys; absent for payments. */
  readonly subject?: Subject;
  /** When this batch took it up. RFC 3339 with milliseconds, UTC. */
  readonly now: string;
  /** W3C trace context of whoever published it, to be kept with what is done later. */
  readonly traceparent?: string;
  /** The sealed fields as they came, by name, to be forwarded unchanged. */
  readonly sealed: Readonly<Record<string, string>>;
};
