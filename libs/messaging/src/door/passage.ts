import type { Tx } from '@libs/persistence';
import { ParkedAudit } from '../desk/parked-audit.js';
import type { Announced } from './announcer.js';
import type { DoorParts } from './door-parts.js';
import { passGivenUp } from './given-up.js';
import { gather, GroupDecision } from './group-decision.js';
import { callHandlers, fail, finish, type HandlerGroup } from './handler-groups.js';
import { Inbox } from './inbox.js';
import { Judging } from './judging.js';
import { Needs } from './needs.js';
import { Outbox, type OutgoingMessage } from './outbox.js';
import { Outcome } from './outcome.js';
import { Positions } from './positions.js';
import { SetAside, type SetAsideMark } from './set-aside.js';
import { SubjectLocks } from './subject-locks.js';
import { waking } from './waking.js';
import { isNumbered, type Arrival, type Fate } from '../work/arrival.js';
import type { BatchTrace } from '../work/batch-trace.js';
import type { Decider } from '../work/decider.js';
import { streamKey, type Concern, type Stream } from '../work/stream.js';

/** What a message concerns became known while its batch waited for its locks: the batch is to be taken again from the beginning. */
export class LateConcern extends Error {
  override readonly name = 'LateConcern';
}

export type Passed = {
  readonly fates: ReadonlyMap<Arrival, Fate>;
  readonly outgoing: readonly OutgoingMessage[];
  /** Set-aside messages became ready: the sweeper should look now. */
  readonly woke: boolean;
  readonly deciders: readonly Pick<Decider<object, unknown>, 'committed'>[];
};

/**
 * Understands the one transaction of a batch and the order of its steps: lock, look, decide, announce, save. Follows
 * `docs/architecture.md`, "The one door".
 */
export class Passage {
  private readonly locks: SubjectLocks;
  private readonly positions: Positions;
  private readonly setAside: SetAside;
  private readonly needs: Needs;
  private readonly outcome: Outcome;
  private readonly announced: Announced[] = [];
  private gathered: ReadonlyMap<string, unknown> | undefined;

  constructor(
    private readonly tx: Tx,
    private readonly parts: DoorParts & { readonly batch: BatchTrace },
    private readonly now: string,
  ) {
    this.locks = new SubjectLocks(tx);
    this.positions = new Positions(tx, this.locks);
    this.setAside = new SetAside(tx);
    this.needs = new Needs(this.positions, parts.reached);
    this.outcome = new Outcome({
      locks: this.locks,
      failing: parts.failing,
      mint: parts.mint,
      now,
    });
  }

  async run(arrivals: readonly Arrival[]): Promise<Passed> {
    const groups = await callHandlers(arrivals);
    try {
      const { traces } = this.parts;
      await traces.step('lock', () => this.lock(arrivals, groups));
      const marks = await traces.step('look', () => this.look());
      await traces.deciding(() => this.decide(arrivals, groups, marks));
      const outgoing = await traces.step('announce', () => this.announce());
      const woke = await traces.step('save', () => this.save(arrivals, marks));
      await finish(groups);
      const deciders = groups.map(({ decider }) => decider);
      return { fates: this.outcome.fates, outgoing, woke, deciders };
    } catch (error) {
      await fail(groups, error);
      throw error;
    }
  }

  /**
   * All subjects that the batch is about, at once and in the one order. Where their streams stand, and what a handler that has
   * the batch for itself decides by, is asked in the same go, to be answered under the locks.
   */
  private async lock(arrivals: readonly Arrival[], groups: readonly HandlerGroup[]): Promise<void> {
    const concerns = await this.concernsOf(arrivals, groups);
    const locked = this.locks.add(concerns);
    const loaded = this.positions.load(this.streamsToRead(arrivals, concerns), locked);
    const [only, ...others] = groups;
    const isAlone = only !== undefined && others.length === 0;
    const gathered = isAlone ? gather(only, only.arrivals, this.tx) : undefined;
    [, this.gathered] = await Promise.all([loaded, gathered]);
    await this.lookForLateConcerns(groups);
  }

  private async concernsOf(
    arrivals: readonly Arrival[],
    groups: readonly HandlerGroup[],
  ): Promise<readonly Concern[]> {
    const concerns: Concern[] = [];
    for (const { stream } of arrivals)
      if (stream !== undefined) concerns.push({ ...stream, mode: 'exclusive' });
    for (const group of groups) {
      concerns.push(...((await group.decider.concerns?.(group.work.messages, this.tx)) ?? []));
      for (const { content } of group.arrivals)
        if (content.message.subject !== undefined)
          concerns.push({ ...content.message.subject, mode: 'exclusive' });
      concerns.push(...this.needs.takeUp(group));
    }
    return concerns;
  }

  /** Whoever waited for what a message needs may know only now what else it concerns; that can't be locked in order any more. */
  private async lookForLateConcerns(groups: readonly HandlerGroup[]): Promise<void> {
    for (const { decider, work } of groups) {
      if (decider.needs === undefined) continue;
      const known = (await decider.concerns?.(work.messages, this.tx)) ?? [];
      if (known.some((concern) => !this.locks.has(concern))) throw new LateConcern();
    }
  }

  /** Only under the locks: which needs are met, and what is set aside. */
  private async look(): Promise<readonly SetAsideMark[]> {
    this.needs.noteMet();
    const held = [...this.positions.all()].filter((position) => position.held);
    return this.setAside.marksOf([...new Set(held.map(({ subjectId }) => subjectId))]);
  }

  /** With our own streams of what may change: most of what is announced belongs to them. */
  private streamsToRead(arrivals: readonly Arrival[], concerns: readonly Concern[]): Stream[] {
    const streams = new Map<string, Stream>();
    const add = (stream: Stream): unknown => streams.set(streamKey(stream), stream);
    for (const { stream } of arrivals) if (stream !== undefined) add(stream);
    for (const concern of concerns)
      if (concern.mode === 'exclusive') add(this.parts.announcer.ownStream(concern));
    for (const need of this.needs.all()) add(need);
    return [...streams.values()];
  }

  private async decide(
    arrivals: readonly Arrival[],
    groups: readonly HandlerGroup[],
    marks: readonly SetAsideMark[],
  ): Promise<void> {
    const { tx, now, positions, needs, outcome, announced } = this;
    const judging = new Judging(positions, outcome, marks);
    await this.dropWhatIsGone(arrivals);
    this.putBroken(arrivals, judging);
    const given = { judging, outcome, positions, inbox: new Inbox(tx), now };
    await passGivenUp(arrivals, given);
    const { gathered } = this;
    const door = this.parts;
    const parts = { tx, now, door, positions, needs, outcome, judging, announced, gathered };
    for (const group of groups) await new GroupDecision(group, parts).run();
  }

  /** A set-aside row that another replica has dealt with meanwhile, or that somebody has changed by hand, is not what was read. */
  private async dropWhatIsGone(arrivals: readonly Arrival[]): Promise<void> {
    const rowIds = arrivals.flatMap(({ origin }) =>
      origin.kind === 'set-aside' ? [origin.id] : [],
    );
    const turns = await this.setAside.turnsOf(rowIds);
    for (const arrival of arrivals) {
      const { origin } = arrival;
      if (origin.kind === 'set-aside' && turns.get(origin.id) !== origin.turn)
        this.outcome.leave(arrival);
    }
  }

  /** What can't be read keeps its place in its stream, as far as that can be told. */
  private putBroken(arrivals: readonly Arrival[], judging: Judging): void {
    const { traces, batch } = this.parts;
    for (const arrival of arrivals) {
      if (arrival.content.kind !== 'broken' || !this.outcome.isOpen(arrival)) continue;
      const verdict = isNumbered(arrival) ? judging.judge(arrival) : 'due';
      if (verdict === 'duplicate') this.outcome.settle(arrival, { kind: 'duplicate' });
      else {
        traces.broken(batch, arrival, arrival.content.fate.reason.code);
        this.outcome.put(arrival, arrival.content.fate);
      }
    }
  }

  private async announce(): Promise<readonly OutgoingMessage[]> {
    if (this.announced.length === 0) return [];
    const streams = this.parts.announcer.streamsOf(this.announced);
    const locked = this.locks.add(streams.map((stream) => ({ ...stream, mode: 'exclusive' })));
    await this.positions.load(streams, locked);
    const outgoing = this.parts.announcer.write(this.announced, this.positions, this.now);
    await new Outbox(this.tx).append(outgoing, this.parts.limits.outboxLeaseMs);
    return outgoing;
  }

  /** @returns whether set-aside messages became ready */
  private async save(
    arrivals: readonly Arrival[],
    marks: readonly SetAsideMark[],
  ): Promise<boolean> {
    const { rows, awaited } = this.outcome;
    const settled = this.outcome.settledRows(arrivals);
    await new ParkedAudit(this.tx).end(this.outcome.actsEnded(arrivals), this.now);
    await this.setAside.remove(settled);
    await this.setAside.keep(rows, this.now);
    const { ready, reached } = waking(this.positions, marks, rows, new Set(settled));
    await this.setAside.makeReady(ready);
    const wanted = reached.filter(({ stream }) => {
      const subject = this.locks.of(stream);
      return subject.awaited || awaited.has(subject.id); // by a message of this very batch, whose handler came first
    });
    const woken = await this.setAside.makeReadyWhatNeeded(
      wanted.map(({ stream, applied }) => ({ stream: streamKey(stream), applied })),
    );
    await this.locks.noteAwaited(awaited);
    await this.positions.save();
    return ready.length > 0 || woken > 0;
  }
}
