import { PermanentFailure } from '@libs/kernel';
import type { Tx } from '@libs/persistence';
import type { Announced } from './announcer.js';
import type { DoorParts } from './door-parts.js';
import { fingerprintOf } from './fingerprint.js';
import type { HandlerGroup, ReadableArrival } from './handler-groups.js';
import { Inbox, inboxKey } from './inbox.js';
import type { Judging } from './judging.js';
import type { Needs } from './needs.js';
import type { Outcome } from './outcome.js';
import type { Positions } from './positions.js';
import type { Reason } from './set-aside.js';
import { sortArrivals } from './sort-arrivals.js';
import { isNumbered } from '../work/arrival.js';
import type { BatchTrace } from '../work/batch-trace.js';
import { streamKey } from '../work/stream.js';

export type DecisionParts = {
  readonly tx: Tx;
  readonly now: string;
  readonly door: Pick<DoorParts, 'traces' | 'failing'> & { readonly batch: BatchTrace };
  readonly positions: Positions;
  readonly needs: Needs;
  readonly outcome: Outcome;
  readonly judging: Judging;
  /** Where decisions put what they announce. */
  readonly announced: Announced[];
  /** What was read with the locks already, where the batch is one handler's: nobody's decision came in between. */
  readonly gathered?: ReadonlyMap<string, unknown> | undefined;
};

/** Reads in one go what a handler's messages need, but for those of which only the number counts. */
export async function gather(
  { decider }: HandlerGroup,
  arrivals: readonly ReadableArrival[],
  tx: Tx,
): Promise<ReadonlyMap<string, unknown>> {
  const decided = arrivals.filter(({ content }) => !content.passes);
  if (decided.length === 0) return new Map();
  return decider.gather(
    tx,
    decided.map(({ content }) => content.message),
  );
}

/**
 * Understands how one handler's messages are decided: each once, when its turn has come, seeing what the ones before it
 * changed. What has no turn yet goes round again as long as others make way, then waits.
 */
export class GroupDecision {
  private readonly inbox: Inbox;
  private states = new Map<string, unknown>();
  private readonly changed = new Map<string, unknown>();

  constructor(
    private readonly group: HandlerGroup,
    private readonly parts: DecisionParts,
  ) {
    this.inbox = new Inbox(parts.tx);
  }

  async run(): Promise<void> {
    const { outcome, tx } = this.parts;
    // What was said in one stream before another is decided before it, as far as the numbers let it.
    const open = sortArrivals(this.group.arrivals.filter((arrival) => outcome.isOpen(arrival)));
    const byId = open.filter(goesById);
    const fresh = await this.dropRepeats(open, byId);
    if (fresh.length === 0) return;
    this.states = new Map(this.parts.gathered ?? (await gather(this.group, fresh, tx)));
    for (const arrival of this.decideInTurn(fresh)) this.waitFor(arrival);
    await this.inbox.withdraw(byId.filter((arrival) => outcome.isSetAside(arrival)));
    if (this.changed.size > 0) await this.group.decider.keep(tx, [...this.changed.values()]);
  }

  /** A payment that is in the inbox already has been handled, whoever delivers it again. */
  private async dropRepeats(
    open: readonly ReadableArrival[],
    byId: readonly ReadableArrival[],
  ): Promise<readonly ReadableArrival[]> {
    const entered = await this.inbox.enter(byId, this.parts.now);
    return open.filter((arrival) => {
      if (!goesById(arrival) || entered.delete(inboxKey(arrival))) return true;
      this.parts.outcome.settle(arrival, { kind: 'duplicate' });
      return false;
    });
  }

  /** @returns those whose turn did not come */
  private decideInTurn(arrivals: readonly ReadableArrival[]): readonly ReadableArrival[] {
    let left = arrivals;
    for (let progress = true; progress;) {
      const waiting = left.filter((arrival) => !this.decideIfDue(arrival));
      progress = waiting.length < left.length && waiting.length > 0;
      left = waiting;
    }
    return left;
  }

  /** False when it can't be decided yet: a predecessor or a need may still come in this batch. */
  private decideIfDue(arrival: ReadableArrival): boolean {
    const { door, judging, outcome, needs } = this.parts;
    const verdict = isNumbered(arrival) ? judging.judge(arrival) : 'due';
    switch (verdict) {
      case 'ahead':
        return false;
      case 'duplicate':
        outcome.settle(arrival, { kind: 'duplicate' });
        return true;
      case 'number-taken':
        door.traces.broken(door.batch, arrival, numberTaken.code);
        outcome.put(arrival, { kind: 'parked', reason: numberTaken });
        return true;
      case 'due':
        if (needs.unmetOf(arrival) !== undefined) return false;
        this.decide(arrival);
        return true;
    }
  }

  private decide(arrival: ReadableArrival): void {
    if (arrival.content.passes) {
      this.apply(arrival, undefined);
      return;
    }
    const { decider, plan } = this.group;
    const message = { ...arrival.content.message, now: this.parts.now };
    const key = decider.stateKey(message.event);
    const { traces, failing, batch } = this.parts.door;
    try {
      const { decision, traceparent } = traces.decide(batch, { handler: plan.name, arrival }, () =>
        decider.decide(this.states.get(key), message),
      );
      if (decision.state !== undefined) {
        this.states.set(key, decision.state);
        this.changed.set(key, decision.state);
      }
      for (const event of decision.announce ?? [])
        this.parts.announced.push({ event, traceparent });
      this.apply(arrival, decision.reply);
    } catch (error) {
      this.parts.outcome.put(arrival, failing.fateOf(arrival, error));
    }
  }

  private apply(arrival: ReadableArrival, reply: unknown): void {
    if (isNumbered(arrival))
      this.parts.positions.of(arrival.stream).advance(fingerprintOf(arrival.id));
    this.parts.outcome.settle(arrival, { kind: 'applied', reply });
  }

  private waitFor(arrival: ReadableArrival): void {
    const { judging, outcome, needs } = this.parts;
    const verdict = isNumbered(arrival) ? judging.judge(arrival) : 'due';
    if (verdict === 'duplicate') {
      outcome.settle(arrival, { kind: 'duplicate' }); // a copy in the same batch has just been set aside: one row per message
      return;
    }
    const need = verdict === 'ahead' ? undefined : needs.unmetOf(arrival);
    if (need === undefined) outcome.put(arrival, { kind: 'waiting', reason: predecessorMissing });
    else if (arrival.origin.kind === 'local')
      outcome.settle(arrival, { kind: 'failed', error: tooEarly(streamKey(need), need.number) });
    else outcome.put(arrival, { kind: 'waiting', reason: needMissing }, need);
  }
}

/** Neither numbered nor the service's own: its id tells whether it has been handled. */
function goesById(arrival: ReadableArrival): boolean {
  return !isNumbered(arrival) && arrival.origin.kind !== 'local';
}

function tooEarly(stream: string, number: number): PermanentFailure {
  return new PermanentFailure('message.too-early', `It needs ${stream} up to ${String(number)}.`);
}

export const predecessorMissing: Reason = {
  code: 'order.predecessor-missing',
  text: 'An earlier message of the same subject has not been applied yet.',
};
const needMissing: Reason = {
  code: 'order.need-missing',
  text: 'It needs a message of another stream that has not been applied yet.',
};
const numberTaken: Reason = {
  code: 'order.number-taken',
  text: 'Another message has been applied under this sequence number: the publisher must number it anew, or it is discarded.',
};
