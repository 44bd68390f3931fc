import type { MessageHandler } from '@nestjs/microservices';
import { eventOf } from '@libs/contracts';
import type { HandlerPlan } from '../work/handler-plan.js';
import type { TakesOptions } from './takes.js';

/** Reads the plans out of Nest's handlers; a handler without `@Takes` is a mistake that shows at start-up. */
export function plansOf(handlers: ReadonlyMap<string, MessageHandler>, settle: (answer: unknown) => Promise<unknown>): HandlerPlan[] {
  const plans = [...handlers].map(([pattern, handler]) => planOf(pattern, handler, settle));
  const takers = new Map<string, string>();
  for (const { queue, types, name } of plans) {
    for (const type of types) {
      const other = takers.get(`${queue} ${type}`);
      if (other !== undefined) throw new Error(`${name} and ${other} both take ${type} from ${queue}.`);
      takers.set(`${queue} ${type}`, name);
    }
  }
  return plans;
}

function planOf(pattern: string, handler: MessageHandler, settle: (answer: unknown) => Promise<unknown>): HandlerPlan {
  const takes = (handler.extras as { takes?: TakesOptions } | undefined)?.takes;
  if (takes === undefined) throw new Error(`The handler of "${pattern}" is not marked with @Takes: it would never be called.`);
  return {
    name: pattern.split('#')[1] ?? pattern,
    queue: takes.queue,
    types: takes.events.map((event) => eventOf(event).type),
    everythingFrom: takes.everythingFrom ?? [],
    opens: takes.opens ?? false,
    seals: takes.seals,
    invoke: (work) => settle(handler(work)),
  };
}
