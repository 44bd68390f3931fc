import type { Arrival, Fate } from './work/arrival.js';

/** Has something told in the span of a message's handling. */
export type TellOf = (arrival: Arrival, tell: () => void) => void;

/** What the transport tells of itself: the service's host turns it into log lines and metrics. Nothing personal is passed. */
export abstract class Watch {
  /** Of a batch as it was committed, in its span; of a command that failed, alone. */
  abstract passed(
    arrivals: readonly Arrival[],
    fates: ReadonlyMap<Arrival, Fate>,
    tellOf: TellOf,
  ): void;
  /** @param traceparent of the message's trace, where it is known */
  abstract confirmed(latencyMs: number, traceparent: string | undefined): void;
  /** The broker had no queue for a message: it stays in the outbox and is tried again. */
  abstract returned(exchange: string, routingKey: string): void;
  abstract rebuilt(what: string, why: string): void;
  abstract connectionLost(use: string, error: Error | undefined): void;
  abstract blocked(why: string): void;
  /** The database is away; the batch waits. In the batch's span. */
  abstract outage(error: unknown): void;
  /** Its transaction failed by no fault of the database: it is split until the culprit stands alone. In the batch's span, once. */
  abstract batchFailed(error: unknown, arrivals: readonly Arrival[]): void;
  /** Not even the culprit could be set aside, or the service stops: the broker delivers it again. */
  abstract batchGivenBack(queue: string, error: unknown): void;
  abstract loopFailed(loop: string, error: unknown): void;
}

/** For tests that look elsewhere. */
export class SilentWatch extends Watch {
  override passed(): void {
    return;
  }
  override confirmed(): void {
    return;
  }
  override returned(): void {
    return;
  }
  override rebuilt(): void {
    return;
  }
  override connectionLost(): void {
    return;
  }
  override blocked(): void {
    return;
  }
  override outage(): void {
    return;
  }
  override batchFailed(): void {
    return;
  }
  override batchGivenBack(): void {
    return;
  }
  override loopFailed(): void {
    return;
  }
}
