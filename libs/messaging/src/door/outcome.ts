import type { Failing } from './failing.js';
import type { SetAsideRow } from './set-aside.js';
import type { SubjectLocks } from './subject-locks.js';
import { isNumbered, type Arrival, type Fate } from '../work/arrival.js';
import { streamKey, type Need } from '../work/stream.js';

type NotApplied = Extract<Fate, { kind: 'waiting' | 'retry' | 'parked' | 'failed' }>;

type End = 'applied' | 'duplicate' | 'discarded' | 'parked';

/** A row that was acted on by hand, and how that ended. */
export type ActEnded = { readonly id: string; readonly outcome: End };

export type OutcomeParts = {
  readonly locks: SubjectLocks;
  readonly failing: Failing;
  /** Makes a UUID. */
  readonly mint: () => string;
  readonly now: string;
};

/** Understands what becomes of each arrival of a batch, and how those that could not be applied are written down. */
export class Outcome {
  readonly fates = new Map<Arrival, Fate>();
  /** To be written at the end of the transaction. */
  readonly rows: SetAsideRow[] = [];
  /** Ids of subjects whose streams somebody waits for from now on. */
  readonly awaited = new Set<string>();
  private readonly left = new Set<Arrival>();

  constructor(private readonly parts: OutcomeParts) {}

  isOpen(arrival: Arrival): boolean {
    return !this.fates.has(arrival);
  }

  settle(
    arrival: Arrival,
    fate: Extract<Fate, { kind: 'applied' | 'duplicate' | 'discarded' | 'failed' }>,
  ): void {
    this.fates.set(arrival, fate);
  }

  /** Its row has gone, or is another by now: it is somebody else's business, and stays as it is. */
  leave(arrival: Arrival): void {
    this.fates.set(arrival, { kind: 'duplicate' });
    this.left.add(arrival);
  }

  /** @param need what it waits for in another stream than its own */
  put(arrival: Arrival, fate: NotApplied, need?: Need): void {
    this.fates.set(arrival, fate);
    if (fate.kind === 'failed') return;
    if (need !== undefined) this.awaited.add(this.parts.locks.of(need).id);
    const row = this.rowOf(arrival, fate, need);
    if (this.rows.some(({ id }) => id === row.id)) this.fates.set(arrival, { kind: 'duplicate' });
    else this.rows.push(row);
  }

  isSetAside(arrival: Arrival): boolean {
    const kind = this.fates.get(arrival)?.kind;
    return kind !== 'applied' && kind !== 'duplicate' && kind !== 'discarded';
  }

  /** Ids of the set-aside rows that have done their service. */
  settledRows(arrivals: readonly Arrival[]): string[] {
    return arrivals.flatMap((arrival) =>
      arrival.origin.kind === 'set-aside' && !this.isSetAside(arrival) && !this.left.has(arrival)
        ? [arrival.origin.id]
        : [],
    );
  }

  /** What became of messages that somebody sent here by hand, as far as it is decided for good. */
  actsEnded(arrivals: readonly Arrival[]): ActEnded[] {
    return arrivals.flatMap((arrival) => {
      const { origin } = arrival;
      const fate = this.fates.get(arrival);
      if (origin.kind !== 'set-aside' || !origin.byHand || this.left.has(arrival)) return [];
      return fate === undefined || !isEnd(fate.kind) ? [] : [{ id: origin.id, outcome: fate.kind }];
    });
  }

  /** What can't be read and has no place is known by its body: delivered once more, it is parked once all the same. */
  private rowIdOf(arrival: Arrival, fate: NotApplied): string {
    const isStray =
      fate.kind === 'parked' && arrival.content.kind === 'broken' && !isNumbered(arrival);
    return (isStray ? arrival.bodyId?.() : undefined) ?? this.parts.mint();
  }

  private rowOf(
    arrival: Arrival,
    fate: Exclude<NotApplied, { kind: 'failed' }>,
    need: Need | undefined,
  ): SetAsideRow {
    const { origin, stream } = arrival;
    const { id, attempts } =
      origin.kind === 'set-aside' ? origin : { id: this.rowIdOf(arrival, fate), attempts: 0 };
    const { failing, locks, now } = this.parts;
    return {
      id,
      queue: arrival.queue,
      state: fate.kind,
      subjectId: stream === undefined ? undefined : locks.of(stream).id,
      source: arrival.source,
      number: arrival.number,
      messageId: arrival.id,
      type: arrival.type,
      waitsOn: need && { stream: streamKey(need), number: need.number },
      attempts: fate.kind === 'waiting' ? attempts : attempts + 1,
      retryAt: fate.kind === 'retry' ? failing.retryAt(attempts + 1, now) : undefined,
      reason: fate.reason,
      body: arrival.sealedBody(id),
    };
  }
}

function isEnd(kind: Fate['kind']): kind is End {
  return kind === 'applied' || kind === 'duplicate' || kind === 'discarded' || kind === 'parked';
}
