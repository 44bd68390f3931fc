import { PermanentFailure } from '@libs/kernel';
import type { Tx } from '@libs/persistence';
import type { Announced } from './announcer.js';
import type { DoorParts } from './door-parts.js';
import { fingerprintOf } from './fingerprint.js';
import { Inbox, inboxKey } from './inbox.js';
import { Outbox, type OutgoingMessage } from './outbox.js';
import { Positions } from './positions.js';
import { SetAside, type Reason, type SetAsideMark, type SetAsideRow } from './set-aside.js';
import { judge, type HeldMessage } from './sort-arrivals.js';
import { SubjectLocks } from './subject-locks.js';
import { waking } from './waking.js';
import { isNumbered, type Arrival, type Fate, type NumberedArrival } from '../work/arrival.js';
import type { Decider } from '../work/decider.js';
import { Work, type HandlerPlan } from '../work/handler-plan.js';
import { streamKey, type Concern, type Need, type Stream } from '../work/stream.js';

type Group = {
  readonly plan: HandlerPlan;
  readonly arrivals: readonly ReadableArrival[];
  readonly work: Work;
  readonly invocation: Promise<unknown>;
  readonly decider: Decider<object, unknown>;
};
type ReadableArrival = Arrival & {
  readonly content: Extract<Arrival['content'], { readonly kind: 'readable' }>;
};

export type Passed = {
  readonly fates: ReadonlyMap<Arrival, Fate>;
  readonly outgoing: readonly OutgoingMessage[];
  /** Set-aside messages became ready: the sweeper should look now. */
  readonly woke: boolean;
  readonly deciders: readonly Pick<Decider<object, unknown>, 'committed'>[];
};

/** One transaction through the door: lock, judge, decide, keep, announce. Follows `docs/architecture.md`, "The one door". */
export class Passage {
  private readonly fates = new Map<Arrival, Fate>();
  private readonly needed = new Map<Arrival, readonly Need[]>();
  private readonly announced: Announced[] = [];
  private readonly locks: SubjectLocks;
  private readonly positions: Positions;
  private readonly setAside: SetAside;
  private readonly inbox: Inbox;
  private marks: readonly SetAsideMark[] = [];
  private readonly awaitedSubjects = new Set<string>();
  private readonly rows: SetAsideRow[] = [];

  constructor(
    private readonly tx: Tx,
    private readonly parts: DoorParts,
    private readonly now: string,
  ) {
    this.locks = new SubjectLocks(tx);
    this.positions = new Positions(tx, this.locks);
    this.setAside = new SetAside(tx);
    this.inbox = new Inbox(tx);
  }

  async run(arrivals: readonly Arrival[]): Promise<Passed> {
    const groups = await this.callHandlers(arrivals);
    try {
      await this.lock(arrivals, groups);
      const candidates = await this.dropWhatIsGone(arrivals);
      this.parkBroken(candidates);
      for (const group of groups) await this.decideGroup(group);
      const outgoing = await this.announce();
      const woke = await this.save(arrivals);
      for (const { work } of groups) work.finish();
      await Promise.all(groups.map(({ invocation }) => invocation));
      return { fates: this.fates, outgoing, woke, deciders: groups.map(({ decider }) => decider) };
    } catch (error) {
      for (const { work } of groups) work.fail(error);
      await Promise.allSettled(groups.map(({ invocation }) => invocation));
      throw error;
    }
  }

  private async callHandlers(arrivals: readonly Arrival[]): Promise<Group[]> {
    const byPlan = new Map<HandlerPlan, ReadableArrival[]>();
    for (const arrival of arrivals.filter(isReadable)) {
      const { plan } = arrival.content;
      byPlan.set(plan, [...(byPlan.get(plan) ?? []), arrival]);
    }
    return Promise.all(
      [...byPlan].map(async ([plan, own]) => {
        const work = new Work(
          own.filter(({ content }) => !content.passes).map(({ content }) => content.message),
        );
        const invocation = plan.invoke(work);
        const silent = invocation.then(() =>
          Promise.reject(new Error(`${plan.name} must answer its work with work.by(decider).`)),
        );
        const decider = await Promise.race([work.decider, silent]);
        return { plan, arrivals: own, work, invocation, decider };
      }),
    );
  }

  private async lock(arrivals: readonly Arrival[], groups: readonly Group[]): Promise<void> {
    const concerns: Concern[] = [];
    for (const { stream } of arrivals)
      if (stream !== undefined) concerns.push({ ...stream, mode: 'exclusive' });
    for (const { arrivals: own, decider, work } of groups) {
      concerns.push(...((await decider.concerns?.(work.messages, this.tx)) ?? []));
      for (const arrival of own) {
        const { event, subject } = arrival.content.message;
        if (subject !== undefined) concerns.push({ ...subject, mode: 'exclusive' });
        if (arrival.content.passes) continue;
        const needs = [...arrival.needs, ...(decider.needs?.(event) ?? [])].filter(
          (need) => !this.parts.reached.has(need),
        );
        if (needs.length === 0) continue;
        this.needed.set(arrival, needs);
        for (const need of needs)
          concerns.push({ ...need, mode: need.kind === 'agreement' ? 'shared' : 'exclusive' });
      }
    }
    await this.locks.add(concerns);
    await this.positions.load(this.streamsToRead(arrivals));
    for (const needs of this.needed.values())
      for (const need of needs)
        if (this.unmetNeed(need) === undefined) this.parts.reached.note(need);
    const held = [...this.positions.all()].filter((position) => position.held);
    this.marks = await this.setAside.marksOf([...new Set(held.map(({ subjectId }) => subjectId))]);
  }

  private streamsToRead(arrivals: readonly Arrival[]): Stream[] {
    const streams = new Map<string, Stream>();
    const add = (stream: Stream): unknown => streams.set(streamKey(stream), stream);
    for (const { stream } of arrivals) {
      if (stream === undefined) continue;
      add(stream);
      add(this.parts.announcer.ownStream(stream));
    }
    for (const needs of this.needed.values()) for (const need of needs) add(need);
    return [...streams.values()];
  }

  /** A set-aside row that another replica has dealt with meanwhile is nobody's business any more. */
  private async dropWhatIsGone(arrivals: readonly Arrival[]): Promise<readonly Arrival[]> {
    const rowIds = arrivals.flatMap(({ origin }) =>
      origin.kind === 'set-aside' ? [origin.id] : [],
    );
    const there = await this.setAside.stillThere(rowIds);
    const gone = arrivals.filter(
      ({ origin }) => origin.kind === 'set-aside' && !there.has(origin.id),
    );
    for (const arrival of gone) this.fates.set(arrival, { kind: 'duplicate' });
    return arrivals.filter((arrival) => !this.fates.has(arrival));
  }

  private parkBroken(arrivals: readonly Arrival[]): void {
    for (const arrival of arrivals) {
      if (arrival.content.kind !== 'broken') continue;
      const verdict = isNumbered(arrival) ? this.judge(arrival) : 'due';
      if (verdict === 'duplicate') this.fates.set(arrival, { kind: 'duplicate' });
      else this.put(arrival, arrival.content.fate);
    }
  }

  private async decideGroup(group: Group): Promise<void> {
    // As they came: what was said in one stream before another is decided before it, as far as the numbers let it.
    const open = group.arrivals.filter((arrival) => !this.fates.has(arrival));
    const unnumbered = open.filter(
      (arrival) => !isNumbered(arrival) && arrival.origin.kind !== 'local',
    );
    const entered = await this.inbox.enter(unnumbered, this.now);
    const fresh = open.filter(
      (arrival) =>
        isNumbered(arrival) ||
        arrival.origin.kind === 'local' ||
        entered.delete(inboxKey(arrival)) ||
        this.repeat(arrival),
    );
    if (fresh.length === 0) return;
    const messages = fresh
      .filter(({ content }) => !content.passes)
      .map(({ content }) => content.message);
    const states = new Map(
      messages.length === 0 ? [] : await group.decider.gather(this.tx, messages),
    );
    const changed = new Map<string, unknown>();
    let left = fresh;
    for (let progress = true; progress;) {
      const waiting = left.filter((arrival) => !this.decideOne(group, arrival, states, changed));
      progress = waiting.length < left.length && waiting.length > 0;
      left = waiting;
    }
    for (const arrival of left) this.waitFor(arrival);
    await this.inbox.withdraw(unnumbered.filter((arrival) => this.isSetAside(arrival)));
    if (changed.size > 0) await group.decider.keep(this.tx, [...changed.values()]);
  }

  private repeat(arrival: Arrival): boolean {
    this.fates.set(arrival, { kind: 'duplicate' });
    return false;
  }

  /** False when it can't be decided yet: a predecessor or a need may still come in this batch. */
  private decideOne(
    group: Group,
    arrival: ReadableArrival,
    states: Map<string, unknown>,
    changed: Map<string, unknown>,
  ): boolean {
    if (isNumbered(arrival)) {
      const verdict = this.judge(arrival);
      if (verdict === 'ahead') return false;
      if (verdict === 'duplicate') this.fates.set(arrival, { kind: 'duplicate' });
      if (verdict === 'number-taken') this.put(arrival, { kind: 'parked', reason: numberTaken });
      if (verdict !== 'due') return true;
    }
    if (this.unmet(arrival) !== undefined) return false;
    this.decide(group, arrival, states, changed);
    return true;
  }

  private decide(
    group: Group,
    arrival: ReadableArrival,
    states: Map<string, unknown>,
    changed: Map<string, unknown>,
  ): void {
    const message = { ...arrival.content.message, now: this.now };
    if (arrival.content.passes) {
      this.apply(arrival, undefined);
      return;
    }
    const key = group.decider.stateKey(message.event);
    try {
      const { decision, traceparent } = this.parts.traces.decide(group.plan.name, arrival, () =>
        group.decider.decide(states.get(key), message),
      );
      if (decision.state !== undefined) {
        states.set(key, decision.state);
        changed.set(key, decision.state);
      }
      for (const event of decision.announce ?? []) this.announced.push({ event, traceparent });
      this.apply(arrival, decision.reply);
    } catch (error) {
      this.put(arrival, this.parts.failing.fateOf(arrival, error));
    }
  }

  private apply(arrival: Arrival, reply: unknown): void {
    if (isNumbered(arrival)) this.positions.of(arrival.stream).advance(fingerprintOf(arrival.id));
    this.fates.set(arrival, { kind: 'applied', reply });
  }

  private judge(arrival: NumberedArrival): ReturnType<typeof judge> {
    const position = this.positions.of(arrival.stream);
    const own = arrival.origin.kind === 'set-aside' ? arrival.origin.id : undefined;
    const held: HeldMessage[] = [];
    if (position.held) {
      for (const { id, subjectId, source, number, messageId } of this.marks) {
        const sameStream = subjectId === position.subjectId && source === arrival.stream.source;
        if (sameStream && id !== own && number === arrival.number)
          held.push({ number, fingerprint: fingerprintOf(messageId) });
      }
    }
    for (const row of this.rows) {
      if (
        row.subjectId === position.subjectId &&
        row.source === arrival.source &&
        row.number === arrival.number &&
        row.id !== own
      ) {
        held.push({ number: arrival.number, fingerprint: fingerprintOf(row.messageId) });
      }
    }
    return judge(
      position,
      { number: arrival.number, fingerprint: fingerprintOf(arrival.id) },
      held,
    );
  }

  private unmet(arrival: Arrival): Need | undefined {
    return this.needed.get(arrival)?.find((need) => this.unmetNeed(need));
  }

  private unmetNeed(need: Need): Need | undefined {
    return this.positions.of(need).next <= need.number ? need : undefined;
  }

  private waitFor(arrival: ReadableArrival): void {
    const verdict = isNumbered(arrival) ? this.judge(arrival) : 'due';
    if (verdict === 'duplicate') {
      this.fates.set(arrival, { kind: 'duplicate' }); // a copy in the same batch has just been set aside: one row per message
      return;
    }
    const need = verdict === 'ahead' ? undefined : this.unmet(arrival);
    if (arrival.origin.kind === 'local' && need !== undefined) {
      this.fates.set(arrival, {
        kind: 'failed',
        error: new PermanentFailure(
          'message.too-early',
          `It needs ${streamKey(need)} up to ${String(need.number)}.`,
        ),
      });
      return;
    }
    this.put(
      arrival,
      { kind: 'waiting', reason: need === undefined ? predecessorMissing : needMissing },
      need,
    );
    if (need !== undefined) this.awaitedSubjects.add(this.locks.of(need).id);
  }

  /** Notes what becomes of an arrival that is not applied; its row is written at the end. */
  private put(
    arrival: Arrival,
    fate: Extract<Fate, { kind: 'waiting' | 'retry' | 'parked' | 'failed' }>,
    need?: Need,
  ): void {
    this.fates.set(arrival, fate);
    if (fate.kind === 'failed') return;
    const id = arrival.origin.kind === 'set-aside' ? arrival.origin.id : this.parts.mint();
    const attempts = arrival.origin.kind === 'set-aside' ? arrival.origin.attempts : 0;
    const { stream } = arrival;
    this.rows.push({
      id,
      queue: arrival.queue,
      state: fate.kind,
      subjectId: stream === undefined ? undefined : this.locks.of(stream).id,
      source: arrival.source,
      number: arrival.number,
      messageId: arrival.id,
      type: arrival.type,
      waitsOn: need && { stream: streamKey(need), number: need.number },
      attempts: fate.kind === 'waiting' ? attempts : attempts + 1,
      retryAt:
        fate.kind === 'retry' ? this.parts.failing.retryAt(attempts + 1, this.now) : undefined,
      reason: fate.reason,
      body: arrival.sealedBody(id),
    });
  }

  private isSetAside(arrival: Arrival): boolean {
    const kind = this.fates.get(arrival)?.kind;
    return kind !== 'applied' && kind !== 'duplicate';
  }

  private async announce(): Promise<readonly OutgoingMessage[]> {
    if (this.announced.length === 0) return [];
    const streams = this.parts.announcer.streamsOf(this.announced);
    await this.locks.add(streams.map((stream) => ({ ...stream, mode: 'exclusive' })));
    await this.positions.load(streams);
    const outgoing = this.parts.announcer.write(this.announced, this.positions, this.now);
    await new Outbox(this.tx).append(outgoing, this.parts.limits.outboxLeaseMs);
    return outgoing;
  }

  private async save(arrivals: readonly Arrival[]): Promise<boolean> {
    const settled = arrivals.flatMap((arrival) => {
      const applied = ['applied', 'duplicate'].includes(this.fates.get(arrival)?.kind ?? '');
      return applied && arrival.origin.kind === 'set-aside' ? [arrival.origin.id] : [];
    });
    await this.setAside.remove(settled);
    await this.setAside.keep(this.rows, this.now);
    const { ready, reached } = waking(this.positions, this.marks, this.rows, new Set(settled));
    await this.setAside.makeReady(ready);
    const wanted = reached.filter(({ stream }) => {
      const { id, awaited } = this.locks.of(stream);
      return awaited || this.awaitedSubjects.has(id); // by a message of this very batch, whose handler came first
    });
    const woken = await this.setAside.makeReadyWhatNeeded(
      wanted.map(({ stream, applied }) => ({ stream: streamKey(stream), applied })),
    );
    if (this.awaitedSubjects.size > 0) {
      await this.tx.query(
        `UPDATE messaging.subject SET awaited = true WHERE id = ANY($1::bigint[]) AND NOT awaited`,
        [[...this.awaitedSubjects]],
      );
    }
    await this.positions.save();
    return ready.length > 0 || woken > 0;
  }
}

const predecessorMissing: Reason = {
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

function isReadable(arrival: Arrival): arrival is ReadableArrival {
  return arrival.content.kind === 'readable';
}
