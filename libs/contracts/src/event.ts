import { PermanentFailure } from '@libs/kernel';

/** Kinds of streams, in the order in which receivers lock their subjects. */
export const eventKinds = [
  'agreement',
  'patron',
  'balance',
  'account',
  'receivable',
  'task',
  'statement',
] as const;
export type EventKind = (typeof eventKinds)[number];
export type EventClass<Event extends object = object> = new () => Event;

/** What is said of an event by its class. */
export type EventDescription = {
  /** CloudEvents `type`, e.g. `dk.debitorbro.claim.registered.v1`. */
  readonly type: string;
  readonly exchange:
    'library.balances' | 'library.updates' | 'claims' | 'receivables' | 'payments' | 'statements';
  /** The kind of its numbered stream; payments have none. */
  readonly kind?: EventKind;
  /** The member of `data` that names the subject. */
  readonly key: string;
  /** The member that ends the routing key. */
  readonly routedBy: 'agencyId' | 'municipalityCode';
  /** Holds personal strings in plain, because outsiders are to read them: at rest, it is sealed as a whole. */
  readonly personal?: true;
};

export type RegisteredEvent = EventDescription & { readonly class: EventClass };

/** Where an event is ordered: its publisher's source completes it to a stream. */
export type StreamName = { readonly kind: EventKind; readonly scope: string; readonly key: string };

const byType = new Map<string, RegisteredEvent>();
const byClass = new Map<unknown, RegisteredEvent>();

/** Registers a class as the `data` of an event. */
export function Event(description: EventDescription): ClassDecorator {
  return (target) => {
    const registered: RegisteredEvent = { ...description, class: target as unknown as EventClass };
    if (byType.has(description.type))
      throw new Error(`Two classes claim the event type ${description.type}.`);
    byType.set(description.type, registered);
    byClass.set(target, registered);
  };
}

export function findEvent(type: string): RegisteredEvent | undefined {
  return byType.get(type);
}

/** By type, class or instance. @throws PermanentFailure `event.unknown`. */
export function eventOf(of: string | object): RegisteredEvent {
  const found =
    typeof of === 'string' ? byType.get(of) : (byClass.get(of) ?? byClass.get(of.constructor));
  if (found === undefined)
    throw new PermanentFailure('event.unknown', 'There is no such event in the contracts.');
  return found;
}

export function allEvents(): readonly RegisteredEvent[] {
  return [...byType.values()];
}

/** `claim.registered.DK-761500`. */
export function routingKeyOf(event: object): string {
  const { type, routedBy } = eventOf(event);
  return `${eventNameOf(type)}.${textOf(event, routedBy)}`;
}

/** `dk.debitorbro.claim.registered.v1` → `claim.registered`. */
export function eventNameOf(type: string): string {
  return type.replace(/^dk\.debitorbro\./, '').replace(/\.v\d+$/, '');
}

const uuidNamed: ReadonlySet<EventKind> = new Set(['receivable', 'account', 'statement']);

/** Whether a kind's keys are UUIDs: no agency is needed to tell them apart. */
export function isNamedByUuid(kind: EventKind): boolean {
  return uuidNamed.has(kind);
}

/** None for payments, which are not numbered. */
export function streamNameOf(event: object): StreamName | undefined {
  const { kind, key } = eventOf(event);
  if (kind === undefined) return undefined;
  return {
    kind,
    scope: isNamedByUuid(kind) ? '' : textOf(event, 'agencyId'),
    key: textOf(event, key),
  };
}

export function subjectOf(event: object): string {
  return textOf(event, eventOf(event).key);
}

function textOf(event: object, member: string): string {
  const value = (event as Record<string, unknown>)[member];
  if (typeof value !== 'string')
    throw new PermanentFailure('event.incomplete', `The event lacks its "${member}".`);
  return value;
}
