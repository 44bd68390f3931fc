import { eventOf } from '@libs/contracts';
import type { HandlerPlan } from '../work/handler-plan.js';
import { topologyOf, type Topology } from './topology.js';

/** What must be declared for these handlers to hear what they take, and for the service to announce to these exchanges. */
export function topologyOfPlans(
  plans: readonly HandlerPlan[],
  publishesTo: readonly string[],
): Topology {
  const handlers = plans.map(({ queue, types, lets, everythingFrom }) => ({
    queue,
    events: [...types, ...lets].map((type) => eventOf(type)),
    everythingFrom,
  }));
  return topologyOf({ handlers, publishesTo });
}
