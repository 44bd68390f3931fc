import { readdirSync, readFileSync } from 'node:fs';
import { revealed } from '@libs/kernel';
import { findEvent, readMessage, subjectOf, type ReadMessage } from './index.js';

export type Json = Record<string, unknown>;

/** An event as it goes over the wire, from `golden/<type>[.<variant>].json`. */
export type Golden = { readonly file: string; readonly type: string; readonly message: Json };

const folder = new URL('../golden/', import.meta.url);
const bytesMax = 100_000;

export const goldens: readonly Golden[] = readdirSync(folder)
  .filter((file) => file.endsWith('.json'))
  .sort()
  .map((file) => {
    const message = jsonIn(new URL(file, folder));
    return { file, type: /^dk\.debitorbro\.[a-z.-]+\.v\d+/.exec(file)?.[0] ?? '', message };
  });

/** What a sealed member holds once opened, from `golden/sealed/<class>.json`. */
export const openedGoldens: readonly { readonly name: string; readonly content: Json }[] =
  readdirSync(new URL('sealed/', folder))
    .sort()
    .map((file) => ({
      name: file.replace('.json', ''),
      content: jsonIn(new URL(`sealed/${file}`, folder)),
    }));

function jsonIn(file: URL): Json {
  return JSON.parse(readFileSync(file, 'utf8')) as Json;
}

export function read(message: unknown): ReadMessage {
  return readMessage(Buffer.from(JSON.stringify(message)), bytesMax);
}

/** Why a message is refused; empty where it is read. */
export function refusal(message: unknown): string {
  const result = read(message);
  return result.kind === 'read' ? '' : `${result.reason.code} ${result.reason.text}`;
}

/** The message again, from nothing but what reading it gave. */
export function writtenAgain(result: ReadMessage): Json {
  if (result.kind === 'unreadable') throw new Error(`${result.reason.code} ${result.reason.text}`);
  const { event, outline } = result;
  const { stream, number, ...attributes } = outline;
  const isOurs = !outline.source.startsWith('/library/');
  return {
    specversion: '1.0',
    ...attributes,
    ...(isOurs && { datacontenttype: 'application/json' }),
    subject: stream?.key ?? subjectOf(event),
    ...(number !== undefined && { sequence: String(number) }),
    data: revealed(event),
  };
}

export function dataOf({ message }: Golden): Json {
  return message['data'] as Json;
}

export function nameOf({ type }: { readonly type: string }): string {
  return type.replace('dk.debitorbro.', '').replace('.v1', '');
}

export function classOf(type: string): new () => object {
  const found = findEvent(type);
  if (found === undefined) throw new Error(`No class is registered for ${type}.`);
  return found.class;
}

export type Path = readonly (string | number)[];

/** Every path in a JSON value, from the outside in. */
export function pathsIn(value: unknown, path: Path = []): Path[] {
  const here = path.length === 0 ? [] : [path];
  if (typeof value !== 'object' || value === null) return here;
  return [
    ...here,
    ...Object.entries(value).flatMap(([name, member]) =>
      pathsIn(member, [...path, Array.isArray(value) ? Number(name) : name]),
    ),
  ];
}

export function at(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((inner, step) => (inner as Json)[step], value);
}

/** A copy with another value at the path; `undefined` takes it out. */
export function changed<Value>(value: Value, path: Path, to: unknown): Value {
  const copy = structuredClone(value);
  const last = path.at(-1) ?? '';
  const owner = at(copy, path.slice(0, -1)) as Json;
  if (to === undefined) Reflect.deleteProperty(owner, last);
  else owner[last] = to;
  return copy;
}

/** Values that are of another JSON type, or another shape, than this one. */
export function othersThan(value: unknown): readonly unknown[] {
  if (typeof value === 'string') return [42, true, {}, [], [value]];
  if (typeof value === 'boolean') return ['true', 1, {}, [value]];
  if (typeof value === 'number') return ['1', true, {}, 1.5, -1, 1e300, [value]];
  if (!Array.isArray(value)) return ['a text', 42, true, [], [value]];
  const items = typeof value[0] === 'string' ? [[42], [{}]] : [[[]], [null], ['a text'], [{}]];
  return ['a text', 42, true, {}, ...(value.length === 0 ? [] : items)];
}
