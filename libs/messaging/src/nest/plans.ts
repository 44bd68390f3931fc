import type { MessageHandler } from '@nestjs/microservices';
import { eventOf } from '@libs/contracts';
import type { HandlerPlan } from '../work/handler-plan.js';
import type { EventClass, TakesOptions } from './takes.js';

/** Reads the plans out of Nest's handlers; a handler without `@Takes` is a mistake that shows at start-up. */
export function plansOf(
  handlers: ReadonlyMap<string, MessageHandler>,
  settle: (answer: unknown) => Promise<unknown>,
): HandlerPlan[] {
  const plans = [...handlers].map(([pattern, handler]) => planOf(pattern, handler, settle));
  const takers = new Map<string, string>();
  for (const { queue, types, lets, name } of plans) {
    for (const type of [...types, ...lets]) {
      const other = takers.get(`${queue} ${type}`);
      if (other !== undefined)
        throw new Error(`${name} and ${other} both take ${type} from ${queue}.`);
      takers.set(`${queue} ${type}`, name);
    }
  }
  return plans;
}

function planOf(
  pattern: string,
  handler: MessageHandler,
  settle: (answer: unknown) => Promise<unknown>,
): HandlerPlan {
  const takes = (handler.extras as { takes?: TakesOptions } | undefined)?.takes;
  if (takes === undefined)
    throw new Error(
      `The handler of "${pattern}" is not marked with @Takes: it would never be called.`,
    );
  const types = takes.events.map((event) => eventOf(event).type);
  return {
    name: pattern.split('#')[1] ?? pattern,
    queue: takes.queue,
    types,
    lets: (takes.lets ?? []).map((event) => eventOf(event).type),
    everythingFrom: takes.everythingFrom ?? [],
    opens: Array.isArray(takes.opens)
      ? takes.opens.map((event: EventClass) => eventOf(event).type)
      : takes.opens === true
        ? types
        : [],
    seals: takes.seals,
    invoke: (work) => settle(handler(work)),
  };
}
