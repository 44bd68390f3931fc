import type { HandlerGroup, ReadableArrival } from './handler-groups.js';
import type { Positions } from './positions.js';
import type { ReachedNeeds } from './reached-needs.js';
import type { Arrival } from '../work/arrival.js';
import type { Concern, Need } from '../work/stream.js';

/** Understands what the messages of a batch need of other streams, and which of it has not been applied yet. */
export class Needs {
  private readonly byArrival = new Map<Arrival, readonly Need[]>();

  constructor(
    private readonly positions: Positions,
    private readonly reached: ReachedNeeds,
  ) {}

  /**
   * Takes up what a handler's messages need beyond what is known to have been applied for good.
   * @returns the subjects to be held still for it
   */
  takeUp({ arrivals, decider }: HandlerGroup): Concern[] {
    return arrivals.flatMap((arrival) => this.takeUpOne(arrival, decider));
  }

  all(): Need[] {
    return [...this.byArrival.values()].flat();
  }

  /** What is met now stays met: the next batch need not look again. */
  noteMet(): void {
    for (const need of this.all()) if (!this.isUnmet(need)) this.reached.note(need);
  }

  /** The first thing that is still missing. */
  unmetOf(arrival: Arrival): Need | undefined {
    return this.byArrival.get(arrival)?.find((need) => this.isUnmet(need));
  }

  private takeUpOne(arrival: ReadableArrival, decider: HandlerGroup['decider']): Concern[] {
    if (arrival.content.passes) return [];
    const own = decider.needs?.(arrival.content.message.event) ?? [];
    const needs = [...arrival.needs, ...own].filter((need) => !this.reached.has(need));
    if (needs.length === 0) return [];
    this.byArrival.set(arrival, needs);
    return needs.map((need) => ({
      ...need,
      mode: need.kind === 'agreement' ? 'shared' : 'exclusive',
    }));
  }

  private isUnmet(need: Need): boolean {
    return this.positions.of(need).next <= need.number;
  }
}
