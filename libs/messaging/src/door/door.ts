import { databaseFailureKind } from '@libs/persistence';
import type { DoorParts } from './door-parts.js';
import { LateConcern, Passage, type Passed } from './passage.js';
import { streamKey } from '../work/stream.js';
import type { Arrival, Fate } from '../work/arrival.js';
import type { BatchTrace } from '../work/batch-trace.js';

/** The database is away: the batch is to be tried again as it is, and nothing of it counts as an attempt. */
export class Outage extends Error {
  override readonly name = 'Outage';
}

/** How one try at a batch's transaction ended. */
type Ended =
  | { readonly kind: 'passed'; readonly passed: Passed }
  | { readonly kind: 'infrastructure' | 'repeat' | 'fault'; readonly error: unknown };

type Failed = { readonly error: unknown; readonly batch: BatchTrace };

const nothing: Passed = { fates: new Map(), outgoing: [], woke: false, deciders: [] };

/**
 * Understands the one door through which every change of a stream's state goes: deliveries, set-aside messages, timers and
 * commands. What passes is committed with all its effects, or not at all.
 */
export class Door {
  constructor(private readonly parts: DoorParts) {}

  /** @throws Outage when the database can't be reached; the arrivals are then as they were. */
  pass(arrivals: readonly Arrival[]): Promise<Passed> {
    return this.passWithRepeats(arrivals, 'whole');
  }

  /** A part of a batch that failed fails for the reason that has been told of the whole. */
  private async passWithRepeats(
    arrivals: readonly Arrival[],
    extent: 'whole' | 'part',
  ): Promise<Passed> {
    const { traces, limits, watch } = this.parts;
    for (let repeat = 0; ; repeat += 1) {
      const batch = traces.batch(arrivals);
      const end = await this.attempt(arrivals, batch);
      switch (end.kind) {
        case 'passed':
          this.tellOf(batch, arrivals, end.passed.fates);
          return end.passed;
        case 'infrastructure':
          throw this.outage(batch, 'The database is away.', end.error);
        case 'repeat':
          if (repeat >= limits.repeatsMax)
            throw this.outage(batch, 'The batch kept deadlocking.', end.error);
          break;
        case 'fault':
          if (extent === 'whole')
            batch.tell(() => {
              watch.batchFailed(end.error, arrivals);
            });
          return this.split(arrivals, { error: end.error, batch });
      }
    }
  }

  private async attempt(arrivals: readonly Arrival[], batch: BatchTrace): Promise<Ended> {
    const now = this.parts.clock.nowIso();
    const parts = { ...this.parts, batch };
    try {
      const passed = await batch.run(() =>
        this.parts.database.transaction((tx) => new Passage(tx, parts, now).run(arrivals)),
      );
      return { kind: 'passed', passed };
    } catch (error) {
      const kind = error instanceof LateConcern ? 'repeat' : databaseFailureKind(error);
      return { kind, error };
    }
  }

  /** In the span of the batch, so that what is written of it is found from its trace, and its trace from there. */
  private tellOf(
    batch: BatchTrace,
    arrivals: readonly Arrival[],
    fates: ReadonlyMap<Arrival, Fate>,
  ): void {
    batch.tell(() => {
      this.parts.watch.passed(arrivals, fates, batch.tellOf);
    });
  }

  private outage(batch: BatchTrace, text: string, cause: unknown): Outage {
    batch.tell(() => {
      this.parts.watch.outage(cause);
    });
    return new Outage(text, { cause });
  }

  /** Halves a failing batch, never within a stream, until the culprit stands alone. */
  private async split(arrivals: readonly Arrival[], failed: Failed): Promise<Passed> {
    const [first, ...others] = arrivals;
    if (first === undefined) throw failed.error;
    if (others.length === 0) return this.condemn(first, failed);
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
    let passed = nothing;
    for (const half of halves) passed = together(passed, await this.passWithRepeats(half, 'part'));
    return passed;
  }

  private async condemn(arrival: Arrival, { error, batch }: Failed): Promise<Passed> {
    const fate = this.parts.failing.fateOf(arrival, error);
    if (fate.kind === 'failed') {
      const fates = new Map<Arrival, Fate>([[arrival, fate]]);
      this.tellOf(batch, [arrival], fates);
      return { ...nothing, fates };
    }
    if (arrival.content.kind === 'broken') throw error; // not even its place could be written down: our own fault, never the message's
    const event = arrival.content.kind === 'readable' && arrival.content.message.event;
    const content = { kind: 'broken', fate, ...(event && { event }) } as const;
    const passed = await this.passWithRepeats([{ ...arrival, content }], 'part');
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
