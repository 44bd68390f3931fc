import type { Decider } from './decider.js';
import type { Message } from './message.js';

/**
 * One batch handed to a handler. The handler answers with the decider that decides it:
 * `take(work) { return work.by(this); }`. What stands around the handler (interceptors, guards) thus sees every batch.
 */
export class Work<Event extends object = object> {
  private readonly registration = Promise.withResolvers<Decider<Event, unknown>>();
  private readonly completion = Promise.withResolvers<undefined>();

  constructor(readonly messages: readonly Message<Event>[]) {
    this.registration.promise.catch(() => undefined);
    this.completion.promise.catch(() => undefined);
  }

  /** Resolves when the decider has decided and kept the whole batch. */
  by<State>(decider: Decider<Event, State>): Promise<undefined> {
    this.registration.resolve(decider);
    return this.completion.promise;
  }

  get decider(): Promise<Decider<Event, unknown>> {
    return this.registration.promise;
  }

  finish(): void {
    this.completion.resolve(undefined);
  }

  fail(error: unknown): void {
    this.completion.reject(error);
  }
}

/** A Nest handler as the transport knows it. */
export type HandlerPlan = {
  /** `<Controller>.<method>`, for logs and metrics. */
  readonly name: string;
  readonly queue: string;
  /** CloudEvents types that it takes. */
  readonly types: readonly string[];
  /** Exchanges of which the queue takes everything. */
  readonly everythingFrom: readonly string[];
  /** Types of the same streams of which only the number counts. */
  readonly lets: readonly string[];
  /** Types whose sealed fields are opened before it decides. */
  readonly opens: readonly string[];
  /** Personal content to be sealed on arrival, by field name: for events that come in plain. */
  readonly seals: ((event: object) => Readonly<Record<string, object>>) | undefined;
  /** Calls the handler through Nest; settles when the handler has. */
  readonly invoke: (work: Work) => Promise<unknown>;
};
