import { randomUUID } from 'node:crypto';
import {
  eventOf,
  faultsIn,
  findEvent,
  instanceOf,
  readMessage,
  sealedFieldsOf,
  streamNameOf,
  type Fault,
  type ReadMessage,
  type SealedField,
} from '@libs/contracts';
import { PermanentFailure, revealed } from '@libs/kernel';
import type { Sealer } from '@libs/sealing';
import type { Reason, SetAsideMessage } from '../door/set-aside.js';
import { reasonOf } from '../door/failing.js';
import type { Arrival, Origin } from './arrival.js';
import type { HandlerPlan } from './handler-plan.js';
import { nameUuid } from './name-uuid.js';
import { isSubjectKind, subjectKey, type Need, type Stream, type Subject } from './stream.js';

type Known = Extract<ReadMessage, { kind: 'read' }>;

/** Understands bodies: makes arrivals of them, opening and sealing as their handler declares. Never throws for what a body holds. */
export class Reader {
  private readonly plans = new Map<string, HandlerPlan>();

  constructor(
    private readonly sealer: Sealer,
    private readonly bodyBytesMax: number,
  ) {}

  use(plans: readonly HandlerPlan[]): void {
    for (const plan of plans)
      for (const type of [...plan.types, ...plan.lets])
        this.plans.set(`${plan.queue} ${type}`, plan);
  }

  delivery(queue: string, body: Buffer): Arrival {
    return this.arrival(queue, body, { kind: 'delivery' });
  }

  setAside(row: SetAsideMessage): Arrival {
    const { id, queue, body, attempts, turn, act, actCause: cause } = row;
    const byHand = act !== undefined;
    const origin: Origin = { kind: 'set-aside', id, attempts, turn, byHand, cause };
    if (act === 'discarded' || act === 'skipped') return givenUp(row, origin);
    try {
      return this.arrival(queue, this.sealer.openBytes(body, placeOfRow(id)), origin);
    } catch (error) {
      return unopened(queue, origin, reasonOf(error));
    }
  }

  /** Everything that would keep a body from being handled, as far as it tells itself; none when it can be. */
  faultsOf(queue: string, body: Buffer): readonly Fault[] {
    const read = readMessage(body, this.bodyBytesMax, (type) => this.lets(queue, type));
    if (read.kind === 'unreadable' && read.faults !== undefined) return read.faults;
    const content = this.contentOf(queue, read, placeIn(read.outline).stream);
    return content.kind === 'broken'
      ? [{ field: fieldOf(content.fate.reason), text: content.fate.reason.text }]
      : [];
  }

  private arrival(queue: string, body: Buffer, origin: Origin): Arrival {
    const read = readMessage(body, this.bodyBytesMax, (type) => this.lets(queue, type));
    const { outline } = read;
    const { stream, number } = placeIn(outline);
    return {
      origin,
      queue,
      id: outline.id ?? randomUUID(),
      source: outline.source ?? '',
      type: outline.type ?? '',
      stream: number === undefined ? undefined : stream,
      number,
      needs: read.kind === 'read' ? needsOf(read) : [],
      traceparent: outline.traceparent,
      bodyId: () => nameUuid('body', queue, body.toString('latin1')),
      sealedBody: (rowId) => this.sealer.sealBytes(body, placeOfRow(rowId)),
      content: this.contentOf(queue, read, stream),
    };
  }

  private lets(queue: string, type: string): boolean {
    return this.plans.get(`${queue} ${type}`)?.lets.includes(type) ?? false;
  }

  private contentOf(
    queue: string,
    read: ReadMessage,
    stream: Stream | undefined,
  ): Arrival['content'] {
    if (read.kind === 'unreadable')
      return { kind: 'broken', fate: { kind: 'parked', reason: read.reason } };
    const plan = this.plans.get(`${queue} ${read.outline.type}`);
    if (plan === undefined) return { kind: 'broken', fate: { kind: 'parked', reason: notTaken } };
    try {
      return this.readable(plan, read, stream);
    } catch (error) {
      return { kind: 'broken', fate: { kind: 'parked', reason: reasonOf(error) } };
    }
  }

  private readable(
    plan: HandlerPlan,
    { event, outline }: Known,
    stream: Stream | undefined,
  ): Arrival['content'] {
    if (plan.lets.includes(outline.type)) return passing(plan, outline, stream);
    const subject = streamNameOf(event);
    const sealed = { ...this.sealedFields(event), ...this.sealNow(plan, event, subject) };
    if (plan.opens.includes(outline.type) && subject !== undefined)
      this.open(event, sealed, subject);
    const { id, source, type, time, number, traceparent } = outline;
    return {
      kind: 'readable',
      plan,
      passes: false,
      message: {
        event,
        id,
        source,
        type,
        time,
        now: time,
        sealed,
        ...(stream !== undefined && subject !== undefined && { subject }),
        ...(number !== undefined && { number }),
        ...(traceparent !== undefined && { traceparent }),
      },
    };
  }

  private sealedFields(event: object): Record<string, string> {
    const fields: Record<string, string> = {};
    for (const field of sealedFieldsOf(eventOf(event).class).keys()) {
      const value = (event as Record<string, unknown>)[field];
      if (typeof value === 'string') fields[field] = value;
      else if (value !== undefined)
        throw new PermanentFailure('message.invalid', `data.${field}: a compact JWE is needed.`);
    }
    return fields;
  }

  private sealNow(
    { seals }: HandlerPlan,
    event: object,
    subject: Subject | undefined,
  ): Record<string, string> {
    if (seals === undefined || subject === undefined) return {};
    const parts = Object.entries(seals(event));
    return Object.fromEntries(
      parts.map(([field, part]) => [
        field,
        this.sealer.seal(revealed(part), placeOf(subject, field)),
      ]),
    );
  }

  private open(event: object, sealed: Readonly<Record<string, string>>, subject: Subject): void {
    for (const [field, { of, sealedFor }] of sealedFieldsOf(eventOf(event).class)) {
      const jwe = sealed[field];
      if (jwe === undefined) continue;
      const opened = instanceOf(
        of(),
        this.sealer.open(jwe, placeOf(ownerOf(event, subject, sealedFor), field)),
      );
      const [fault] = faultsIn(opened);
      if (fault !== undefined)
        throw new PermanentFailure(
          'message.invalid',
          `data.${field}.${fault.field}: ${fault.text}.`,
        );
      (event as Record<string, unknown>)[field] = opened;
    }
  }
}

/** The stream that a message is of, and its number in it, as far as both can be told. */
function placeIn({ stream, source, number }: ReadMessage['outline']): {
  readonly stream: Stream | undefined;
  readonly number: number | undefined;
} {
  if (stream === undefined || source === undefined) return { stream: undefined, number: undefined };
  return { stream: { ...stream, source }, number };
}

/** What no key opens (it was taken out too early) keeps its row as it is, and is parked until somebody replays it. */
function unopened(queue: string, origin: Origin, reason: Reason): Arrival {
  return {
    origin,
    queue,
    id: randomUUID(),
    source: '',
    type: '',
    stream: undefined,
    number: undefined,
    needs: [],
    traceparent: undefined,
    sealedBody: () => '',
    content: { kind: 'broken', fate: { kind: 'parked', reason } },
  };
}

/** Told by its row alone: nobody need be able to read what is given up. */
function givenUp({ queue, told }: SetAsideMessage, origin: Origin): Arrival {
  const { messageId, source, type, stream, number } = told;
  return {
    ...{ origin, queue, id: messageId, source, type, stream, number },
    ...{ needs: [], traceparent: undefined, sealedBody: () => '' },
    content: { kind: 'given-up' },
  };
}

function passing(
  plan: HandlerPlan,
  { id, source, type, time }: Known['outline'],
  stream: Stream | undefined,
): Arrival['content'] {
  const message = {
    event: {},
    id,
    source,
    type,
    time,
    now: time,
    sealed: {},
    ...(stream !== undefined && { subject: stream }),
  };
  return { kind: 'readable', plan, passes: true, message };
}

/** Where a sealed member belongs: `balance/DK-761500/4711#personal`. It may be forwarded within the same subject only. */
export function placeOf(subject: Subject, field: string): string {
  return `${subjectKey(subject)}#${field}`;
}

/** Whom a sealed member of an event is sealed for. What is the patron's may be forwarded to any of the patron's claims. */
export function ownerOf(
  event: object,
  subject: Subject,
  sealedFor: SealedField['sealedFor'],
): Subject {
  if (sealedFor === 'subject') return subject;
  const { patronId } = event as { patronId?: unknown };
  if (typeof patronId !== 'string')
    throw new PermanentFailure(
      'event.incomplete',
      'The event lacks the "patronId" that it is sealed for.',
    );
  return { kind: 'patron', scope: subject.scope, key: patronId };
}

export function placeOfRow(id: string): string {
  return `set-aside/${id}`;
}

const typeAtFault: ReadonlySet<string> = new Set(['message.not-taken', 'message.unknown-type']);

function fieldOf({ code }: Reason): string {
  if (typeAtFault.has(code)) return 'type';
  return code.startsWith('sealed.') ? 'data' : '';
}

const notTaken = {
  code: 'message.not-taken',
  text: 'Messages of this type are not taken from this queue.',
} as const;

function needsOf({ data, outline }: Known): readonly Need[] {
  const { needs } = data;
  if (!Array.isArray(needs) || findEvent(outline.type) === undefined) return [];
  return needs.filter(isNeed);
}

function isNeed(need: unknown): need is Need {
  if (typeof need !== 'object' || need === null) return false;
  const { source, kind, scope, key, number } = need as Record<string, unknown>;
  const texts = [source, scope, key].every((text) => typeof text === 'string');
  return (
    texts &&
    typeof kind === 'string' &&
    isSubjectKind(kind) &&
    typeof number === 'number' &&
    number > 0
  );
}
