import { isTime } from './day-and-time.js';
import {
  findEvent,
  isNamedByUuid,
  subjectOf,
  type EventKind,
  type RegisteredEvent,
  type StreamName,
} from './event.js';
import { faultsIn, instanceOf, type Fault } from './shape.js';
import { isStorable, pathOfUnstorable, unstorable } from './storable.js';

export const readingLimits = {
  depthMax: 32,
  idLengthMax: 200,
  sourceLengthMax: 200,
  subjectLengthMax: 64,
  faultsNamedMax: 10,
} as const;

/** Why a message can't be handled; texts never quote it. */
export type Unreadable = {
  readonly code: `message.${string}` | 'amount.not-positive';
  readonly text: string;
};

/** What could be told of a message, readable or not: enough to hold its subject's later ones. */
export type Outline = {
  readonly id?: string;
  readonly source?: string;
  readonly type?: string;
  readonly time?: string;
  readonly stream?: StreamName;
  readonly number?: number;
  readonly traceparent?: string;
};

export type ReadMessage =
  | {
      readonly kind: 'read';
      readonly outline: Outline & Required<Pick<Outline, 'id' | 'source' | 'type' | 'time'>>;
      readonly event: object;
      /** The declared members: whatever else came is left behind. */
      readonly data: Readonly<Record<string, unknown>>;
    }
  | {
      readonly kind: 'unreadable';
      readonly reason: Unreadable;
      readonly outline: Outline;
      /** Each by the path of its field, as far as fields are at fault. */
      readonly faults?: readonly Fault[];
    };

/**
 * What PostgreSQL can't store: NUL, and one half of a surrogate pair. JSON in UTF-8 can hold them only in these spellings, so
 * that the bytes tell whether a message may have one at all.
 */
const escapesOfUnstorable = ['\\u0000', '\\ud', '\\uD'];
const utf8 = new TextDecoder('utf-8', { fatal: true });
const [brace, bracket] = ['{', '['].map((sign) => sign.charCodeAt(0));

type Json = Readonly<Record<string, unknown>>;
type Read = Extract<ReadMessage, { kind: 'read' }>;
type Reading = {
  readonly passes: (type: string) => boolean;
  readonly mayHoldUnstorable: boolean;
};

/**
 * Reads a structured-mode CloudEvent. Never throws: what can't be read comes back with its reason.
 * @param passes types of which only the envelope counts here: their data is not looked at.
 */
export function readMessage(
  body: Buffer,
  bytesMax: number,
  passes: (type: string) => boolean = () => false,
): ReadMessage {
  if (body.length > bytesMax)
    return unreadable('message.too-large', `The message is larger than ${String(bytesMax)} bytes.`);
  const json = parse(body);
  if (json === undefined)
    return unreadable('message.not-json', 'The message is no JSON object in UTF-8.');
  const outline = outlineOf(json);
  if (mayBeTooDeep(body) && isTooDeep(json, readingLimits.depthMax))
    return unreadable(
      'message.too-deep',
      `The message is nested deeper than ${String(readingLimits.depthMax)} levels.`,
      outline,
    );
  return readEnvelope(json, outline, {
    passes,
    mayHoldUnstorable: escapesOfUnstorable.some((escape) => body.includes(escape)),
  });
}

function readEnvelope(
  json: Json,
  outline: Outline,
  { passes, mayHoldUnstorable }: Reading,
): ReadMessage {
  const faults = envelopeFaults(json, outline);
  if (faults.length > 0) return faulty('message.bad-envelope', faults, outline);
  const { id = '', source = '', type = '', time = '' } = outline;
  const event = findEvent(type);
  if (event === undefined)
    return unreadable(
      'message.unknown-type',
      'The message is of a type that nobody here knows.',
      outline,
    );
  const known = { ...outline, id, source, type, time };
  if (passes(type)) return placed({ kind: 'read', outline: known, event: {}, data: {} }, event);
  return readContent(instanceOf(event.class, json['data']), event, { known, mayHoldUnstorable });
}

function readContent(
  instance: object,
  event: RegisteredEvent,
  { known, mayHoldUnstorable }: { known: Read['outline']; mayHoldUnstorable: boolean },
): ReadMessage {
  const unstorableOne = mayHoldUnstorable ? faultOfUnstorable(instance) : [];
  const content = unstorableOne.length > 0 ? unstorableOne : faultsOfContent(instance);
  const faults = content.length > 0 ? content : faultOfSubject(instance, event, known);
  return faults.length === 0
    ? placed({ kind: 'read', outline: known, event: instance, data: instance as Json }, event)
    : faulty('message.invalid', faults, known);
}

/** Of declared members only: the names of others are the message's own, and reasons never quote it. */
function faultOfUnstorable(instance: object): readonly Fault[] {
  const path = pathOfUnstorable(instance);
  return path === undefined ? [] : [{ field: `data.${path}`, text: unstorable }];
}

function faultsOfContent(instance: object): readonly Fault[] {
  return faultsIn(instance).map(({ field, text }) => ({ field: `data.${field}`, text }));
}

function faultOfSubject(
  instance: object,
  { key }: RegisteredEvent,
  { stream }: Outline,
): readonly Fault[] {
  return stream === undefined || stream.key === subjectOf(instance)
    ? []
    : [{ field: 'subject', text: `it must be the same as data.${key}` }];
}

/** What is numbered must say of what it is, and which one. */
function placed(read: Read, { kind }: RegisteredEvent): ReadMessage {
  const { outline } = read;
  if (kind === undefined) return read;
  if (outline.stream === undefined) return faulty('message.bad-envelope', [noSubject], outline);
  return outline.number === undefined
    ? faulty('message.bad-envelope', [noSequence], outline)
    : read;
}

const noSubject: Fault = {
  field: 'subject',
  text: neededText(readingLimits.subjectLengthMax),
};
const noSequence: Fault = { field: 'sequence', text: 'a text of digits from "1" is needed' };

function faulty(
  code: Unreadable['code'],
  faults: readonly Fault[],
  outline: Outline,
): Extract<ReadMessage, { kind: 'unreadable' }> {
  const named = faults
    .slice(0, readingLimits.faultsNamedMax)
    .map(({ field, text }) => `${field}: ${text}.`);
  const more = faults.length - named.length;
  const text = [...named, ...(more > 0 ? [`And ${String(more)} more.`] : [])].join(' ');
  return { kind: 'unreadable', reason: { code, text }, outline, faults };
}

function parse(body: Buffer): Json | undefined {
  try {
    const text = utf8.decode(body);
    const json: unknown = JSON.parse(text);
    return typeof json === 'object' && json !== null && !Array.isArray(json)
      ? (json as Json)
      : undefined;
  } catch {
    return undefined; // the parser's message quotes its input
  }
}

function envelopeFaults(json: Json, outline: Outline): Fault[] {
  const { data } = json;
  const judged: readonly (readonly [fits: boolean, field: string, text: string])[] = [
    [json['specversion'] === '1.0', 'specversion', 'must be "1.0"'],
    [outline.id !== undefined, 'id', neededText(readingLimits.idLengthMax)],
    [outline.source !== undefined, 'source', neededText(readingLimits.sourceLengthMax)],
    [outline.type !== undefined, 'type', 'a text is needed'],
    [outline.time !== undefined, 'time', 'RFC 3339 with offset is needed'],
    [
      typeof data === 'object' && data !== null && !Array.isArray(data),
      'data',
      'an object is needed',
    ],
  ];
  return judged.filter(([fits]) => !fits).map(([, field, text]) => ({ field, text }));
}

function neededText(lengthMax: number): string {
  return `a text of 1 to ${String(lengthMax)} characters is needed`;
}

function outlineOf(json: Json): Outline {
  const type = shortText(json['type'], readingLimits.idLengthMax);
  const id = shortText(json['id'], readingLimits.idLengthMax);
  const source = shortText(json['source'], readingLimits.sourceLengthMax);
  const time = timeOf(json['time']);
  const number = numberOf(json['sequence']);
  const stream = streamOf(json, type);
  const traceparent = shortText(json['traceparent'], 60);
  return {
    ...(id !== undefined && { id }),
    ...(source !== undefined && { source }),
    ...(type !== undefined && { type }),
    ...(time !== undefined && { time }),
    ...(stream !== undefined && { stream }),
    ...(number !== undefined && { number }),
    ...(traceparent !== undefined && { traceparent }),
  };
}

/** An unknown or faulty event still belongs to a subject, as far as its type's first word and its agency tell. */
function streamOf(json: Json, type: string | undefined): StreamName | undefined {
  const known = type === undefined ? undefined : findEvent(type);
  if (known !== undefined && known.kind === undefined) return undefined;
  const kind = known?.kind ?? guessedKind(type);
  const key = shortText(json['subject'], readingLimits.subjectLengthMax);
  return kind === undefined || key === undefined ? undefined : streamNamed(json, kind, key);
}

function streamNamed(json: Json, kind: EventKind, key: string): StreamName | undefined {
  if (isNamedByUuid(kind)) return { kind, scope: '', key };
  const scope = agencyOf(json);
  return scope === undefined ? undefined : { kind, scope, key };
}

function guessedKind(type: string | undefined): EventKind | undefined {
  const word = /^dk\.debitorbro\.(balance|patron)\./.exec(type ?? '')?.[1];
  return word === 'balance' || word === 'patron' ? word : undefined;
}

/** As its data say, or its source, where they don't or not so that it is an agency. */
function agencyOf(json: Json): string | undefined {
  const { data, source } = json;
  const said = typeof data === 'object' && data !== null ? (data as Json)['agencyId'] : undefined;
  const [agency] = [said, source].flatMap((text) =>
    typeof text === 'string' ? (/DK-\d{6}$/.exec(text) ?? []) : [],
  );
  return agency;
}

function shortText(value: unknown, lengthMax: number): string | undefined {
  return typeof value === 'string' &&
    value.length > 0 &&
    value.length <= lengthMax &&
    isStorable(value)
    ? value
    : undefined;
}

function timeOf(value: unknown): string | undefined {
  const text = shortText(value, 40);
  return isTime(text) ? text : undefined;
}

function numberOf(value: unknown): number | undefined {
  return typeof value === 'string' && /^[1-9]\d{0,14}$/.test(value) ? Number(value) : undefined;
}

/** Fewer brackets than levels can't be too deep: most messages need no walk. */
function mayBeTooDeep(body: Buffer): boolean {
  let count = 0;
  for (const byte of body) if (byte === brace || byte === bracket) count += 1;
  return count > readingLimits.depthMax;
}

function isTooDeep(value: unknown, levelsLeft: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (levelsLeft === 0) return true;
  return Object.values(value).some((member) => isTooDeep(member, levelsLeft - 1));
}

function unreadable(code: Unreadable['code'], text: string, outline: Outline = {}): ReadMessage {
  return { kind: 'unreadable', reason: { code, text }, outline };
}
