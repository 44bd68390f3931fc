import { randomUUID } from 'node:crypto';
import { currentTraceparent } from '@libs/observability';
import type { Engine } from './engine.js';
import type { Arrival } from './work/arrival.js';
import type { Decider } from './work/decider.js';
import type { HandlerPlan } from './work/handler-plan.js';
import type { Subject } from './work/stream.js';

/** Something that a service does of its own accord: an HTTP command, a timer's finding, a receipt. */
export type Command<Event extends object> = {
  readonly event: Event;
  /** What it changes; locked like a message's subject. */
  readonly subject: Subject;
  /** Whose way it goes on; when left out, that of whoever submits it. */
  readonly traceparent?: string | undefined;
  /** What had it done, to be linked to from another's way; when left out, whoever submits it, or else the batch that it goes in. */
  readonly cause?: string | undefined;
};

/** Understands how a service's own acts take the same door, and so the same locks and the same outbox, as messages do. */
export class Commands {
  constructor(
    private readonly engine: Engine,
    private readonly service: string,
  ) {}

  /**
   * Decides all in one transaction; resolves when it is committed, with each decision's `reply`, in order.
   * @throws what `decide` threw for the first command that failed (others are committed all the same), or `Outage`.
   */
  async submit<Event extends object, State>(
    decider: Decider<Event, State>,
    commands: readonly Command<Event>[],
  ): Promise<unknown[]> {
    const settled = await this.attempt(decider, commands);
    return settled.map((one) => {
      if (one.status === 'rejected') throw one.reason;
      return one.value;
    });
  }

  /**
   * The same, when some may fail: what became of each, in order; those that failed have changed nothing.
   * @throws `Outage`
   */
  async attempt<Event extends object, State>(
    decider: Decider<Event, State>,
    commands: readonly Command<Event>[],
  ): Promise<PromiseSettledResult<unknown>[]> {
    const plan: HandlerPlan = {
      name: decider.constructor.name,
      queue: 'local',
      types: [],
      everythingFrom: [],
      lets: [],
      opens: [],
      seals: undefined,
      invoke: (work) => work.by(decider),
    };
    const arrivals = commands.map((command) => this.arrivalOf(plan, command));
    const fates = await this.engine.submit(arrivals);
    return arrivals.map((arrival) => {
      const fate = fates.get(arrival);
      return fate?.kind === 'failed'
        ? { status: 'rejected', reason: fate.error }
        : { status: 'fulfilled', value: fate?.kind === 'applied' ? fate.reply : undefined };
    });
  }

  private arrivalOf(plan: HandlerPlan, command: Command<object>): Arrival {
    const { event, subject, traceparent, cause } = command;
    const submitter = currentTraceparent();
    const source = `/${this.service}/local`;
    const type = event.constructor.name;
    const id = randomUUID();
    const now = new Date().toISOString();
    return {
      origin: { kind: 'local', cause: cause ?? submitter },
      queue: plan.queue,
      id,
      source,
      type,
      stream: undefined,
      number: undefined,
      needs: [],
      traceparent: traceparent ?? submitter,
      sealedBody: () => '',
      content: {
        kind: 'readable',
        plan,
        passes: false,
        message: { event, id, source, type, time: now, subject, now, sealed: {} },
      },
    };
  }
}
