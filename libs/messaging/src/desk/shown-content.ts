import { findEvent, instanceOf, readMessage } from '@libs/contracts';

/** A body as text, or in base64 where it is no UTF-8. */
export type ShownBody = { readonly text: string } | { readonly base64: string };

const itemsShownMax = 20;
const utf8 = new TextDecoder('utf-8', { fatal: true });

export function textOf(body: Buffer): ShownBody {
  try {
    return { text: utf8.decode(body) };
  } catch {
    return { base64: body.toString('base64') };
  }
}

/** What a message is made of, without anything that it says: the members that its type declares, each by its kind. */
export function contentShown(body: Buffer): unknown {
  const { outline } = readMessage(body, Number.MAX_SAFE_INTEGER);
  const event = outline.type === undefined ? undefined : findEvent(outline.type);
  const data = dataOf(body);
  if (event === undefined || data === undefined) return undefined;
  return kindOf(instanceOf(event.class, data));
}

function dataOf(body: Buffer): unknown {
  try {
    return (JSON.parse(utf8.decode(body)) as { readonly data?: unknown }).data;
  } catch {
    return undefined; // the parser's message quotes its input
  }
}

/** What is of no declared class has names of its own: they are not shown. */
function kindOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.slice(0, itemsShownMax).map(kindOf);
  if (typeof value !== 'object' || value === null || isPlain(value)) return `(${typeof value})`;
  const told = Object.entries(value).filter(([, each]) => each !== undefined);
  return Object.fromEntries(told.map(([name, each]) => [name, kindOf(each)]));
}

function isPlain(value: object): boolean {
  return Object.getPrototypeOf(value) === Object.prototype;
}
