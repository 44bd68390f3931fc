import type { Arrival, Fate } from './work/arrival.js';

/** What the transport tells of itself: the service's host turns it into log lines and metrics. Nothing personal is passed. */
export abstract class Watch {
  abstract passed(arrivals: readonly Arrival[], fates: ReadonlyMap<Arrival, Fate>): void;
  /** @param traceparent of the message's trace, where it is known */
  abstract confirmed(latencyMs: number, traceparent: string | undefined): void;
  /** The broker had no queue for a message: it stays in the outbox and is tried again. */
  abstract returned(exchange: string, routingKey: string): void;
  abstract rebuilt(what: string, why: string): void;
  abstract connectionLost(use: string, error: Error | undefined): void;
  abstract blocked(why: string): void;
  /** The database is away; the batch waits. */
  abstract outage(error: unknown): void;
  abstract batchFailed(error: unknown, messages: number): void;
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
  override loopFailed(): void {
    return;
  }
}
