import { databaseFailureKind } from '@libs/persistence';
import type { DoorParts } from './door-parts.js';
import { LateConcern, Passage, type Passed } from './passage.js';
import { streamKey } from '../work/stream.js';
import type { Arrival, Fate } from '../work/arrival.js';

/** The database is away: the batch is to be tried again as it is, and nothing of it counts as an attempt. */
export class Outage extends Error {
  override readonly name = 'Outage';
}

/**
 * Understands the one door through which every change of a stream's state goes: deliveries, set-aside messages, timers and
 * commands. What passes is committed with all its effects, or not at all.
 */
export class Door {
  constructor(private readonly parts: DoorParts) {}

  /** @throws Outage when the database can't be reached; the arrivals are then as they were. */
  async pass(arrivals: readonly Arrival[]): Promise<Passed> {
    for (let repeat = 0; ; repeat += 1) {
      try {
        return await this.attempt(arrivals);
      } catch (error) {
        switch (error instanceof LateConcern ? 'repeat' : databaseFailureKind(error)) {
          case 'infrastructure':
            throw new Outage('The database is away.', { cause: error });
          case 'repeat':
            if (repeat >= this.parts.limits.repeatsMax)
              throw new Outage('The batch kept deadlocking.', { cause: error });
            break;
          case 'fault':
            this.parts.onFault(error, arrivals.length);
            return this.split(arrivals, error);
        }
      }
    }
  }

  private attempt(arrivals: readonly Arrival[]): Promise<Passed> {
    const now = this.parts.clock.nowIso();
    const { database, traces } = this.parts;
    return traces.batch(arrivals, () =>
      database.transaction((tx) => new Passage(tx, this.parts, now).run(arrivals)),
    );
  }

  /** Halves a failing batch, never within a stream, until the culprit stands alone. */
  private async split(arrivals: readonly Arrival[], error: unknown): Promise<Passed> {
    const [first, ...others] = arrivals;
    if (first === undefined) throw error;
    if (others.length === 0) return this.condemn(first, error);
    const streams = [
      ...Map.groupBy(arrivals, (arrival) =>
        arrival.stream === undefined ? arrival : streamKey(arrival.stream),
      ).values(),
    ];
    const [only] = streams;
    const halves =
      streams.length === 1 && only !== undefined
        ? headAndTail(only)
        : [streams.slice(0, streams.length / 2).flat(), streams.slice(streams.length / 2).flat()];
    let passed: Passed = { fates: new Map(), outgoing: [], woke: false, deciders: [] };
    for (const half of halves) passed = together(passed, await this.pass(half));
    return passed;
  }

  private async condemn(arrival: Arrival, error: unknown): Promise<Passed> {
    const fate = this.parts.failing.fateOf(arrival, error);
    if (fate.kind === 'failed')
      return {
        fates: new Map<Arrival, Fate>([[arrival, fate]]),
        outgoing: [],
        woke: false,
        deciders: [],
      };
    if (arrival.content.kind === 'broken') throw error; // not even its place could be written down: our own fault, never the message's
    const passed = await this.pass([{ ...arrival, content: { kind: 'broken', fate } }]);
    return {
      ...passed,
      fates: new Map<Arrival, Fate>([[arrival, [...passed.fates.values()][0] ?? fate]]),
    };
  }
}

function headAndTail(stream: readonly Arrival[]): [Arrival[], Arrival[]] {
  const sorted = [...stream].sort((a, b) => (a.number ?? 0) - (b.number ?? 0));
  return [sorted.slice(0, 1), sorted.slice(1)];
}

function together(one: Passed, other: Passed): Passed {
  return {
    fates: new Map([...one.fates, ...other.fates]),
    outgoing: [...one.outgoing, ...other.outgoing],
    woke: one.woke || other.woke,
    deciders: [...one.deciders, ...other.deciders],
  };
}
