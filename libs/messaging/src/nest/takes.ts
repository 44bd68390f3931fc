import { EventPattern } from '@nestjs/microservices';

export type EventClass = new (...args: never[]) => object;

export type TakesOptions = {
  /** `<service>.<what it takes>`; several handlers may share a queue if their events differ. */
  readonly queue: string;
  readonly events: readonly EventClass[];
  /** Exchanges to which foreigners publish: everything on them is taken, so that unknown types are parked, not lost. */
  readonly everythingFrom?: readonly string[];
  /**
   * Events of the same streams that are of no interest here: only their number counts. A stream is taken whole, or its
   * next message would wait for a number that never comes.
   */
  readonly lets?: readonly EventClass[];
  /** Open the sealed fields of these events (or of all) before deciding. */
  readonly opens?: boolean | readonly EventClass[];
  /** Personal content of events that arrive in plain, sealed before deciding: `message.sealed[field]`. */
  readonly seals?: (event: object) => Readonly<Record<string, object>>;
};

/** Marks the method that hands a batch to its decider: `take(work) { return work.by(this); }`. */
export function Takes(options: TakesOptions): MethodDecorator {
  return (target, key, descriptor) => {
    const pattern = `${options.queue}#${target.constructor.name}.${String(key)}`;
    (EventPattern(pattern, { takes: options }) as MethodDecorator)(target, key, descriptor);
  };
}
