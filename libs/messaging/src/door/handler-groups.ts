import { Work, type HandlerPlan } from '../work/handler-plan.js';
import type { Arrival } from '../work/arrival.js';
import type { Decider } from '../work/decider.js';

export type ReadableArrival = Arrival & {
  readonly content: Extract<Arrival['content'], { readonly kind: 'readable' }>;
};

/** One handler's part of a batch. */
export type HandlerGroup = {
  readonly plan: HandlerPlan;
  readonly arrivals: readonly ReadableArrival[];
  readonly work: Work;
  readonly invocation: Promise<unknown>;
  readonly decider: Decider<object, unknown>;
};

/** Calls each handler once with its part of the batch, and learns its decider; in the order in which handlers first occur. */
export async function callHandlers(arrivals: readonly Arrival[]): Promise<HandlerGroup[]> {
  const byPlan = Map.groupBy(arrivals.filter(isReadable), ({ content }) => content.plan);
  return Promise.all([...byPlan].map(([plan, own]) => call(plan, own)));
}

/** Tells the handlers that their batch is committed, as far as we can tell before it is; waits until they have ended. */
export async function finish(groups: readonly HandlerGroup[]): Promise<void> {
  for (const { work } of groups) work.finish();
  await Promise.all(groups.map(({ invocation }) => invocation));
}

export async function fail(groups: readonly HandlerGroup[], error: unknown): Promise<void> {
  for (const { work } of groups) work.fail(error);
  await Promise.allSettled(groups.map(({ invocation }) => invocation));
}

async function call(
  plan: HandlerPlan,
  arrivals: readonly ReadableArrival[],
): Promise<HandlerGroup> {
  const decided = arrivals.filter(({ content }) => !content.passes);
  const work = new Work(decided.map(({ content }) => content.message));
  const invocation = plan.invoke(work);
  const silent = invocation.then(() =>
    Promise.reject(new Error(`${plan.name} must answer its work with work.by(decider).`)),
  );
  const decider = await Promise.race([work.decider, silent]);
  return { plan, arrivals, work, invocation, decider };
}

function isReadable(arrival: Arrival): arrival is ReadableArrival {
  return arrival.content.kind === 'readable';
}
