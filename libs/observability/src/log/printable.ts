import { isError } from './is-error.js';
import { printError } from './print-error.js';
import { redact } from './redact.js';

const depthMax = 5;
const membersMax = 50;
const textLengthMax = 2_000;
const plain: ReadonlySet<string> = new Set(['number', 'boolean', 'undefined']);

/**
 * A copy of a value that is safe and small enough to print. Objects with `toJSON` (masked identifiers, personal parts,
 * secrets, dates) are asked for it; errors are printed by `printError`; every string passes the net.
 */
export function printable(value: unknown, depth = 0): unknown {
  if (value === null || plain.has(typeof value)) return value;
  if (typeof value === 'string') return text(value);
  if (typeof value === 'bigint') return text(value.toString());
  return typeof value === 'object' ? printableObject(value, depth) : `[${typeof value}]`;
}

function printableObject(value: object, depth: number): unknown {
  if (isError(value)) return printError(value);
  if (depth >= depthMax) return '[deeper]';
  if (ArrayBuffer.isView(value)) return `[${String(value.byteLength)} bytes]`;
  if (printsItself(value)) return asItPrintsItself(value, depth);
  if (value instanceof Map || value instanceof Set) return printable([...value], depth);
  return Array.isArray(value)
    ? value.slice(0, membersMax).map((each) => printable(each, depth + 1))
    : members(value, depth);
}

function members(value: object, depth: number): unknown {
  const some = Object.entries(value).slice(0, membersMax);
  return Object.fromEntries(some.map(([name, each]) => [redact(name), printable(each, depth + 1)]));
}

function printsItself(value: object): value is { toJSON(): unknown } {
  return 'toJSON' in value && typeof value.toJSON === 'function';
}

function asItPrintsItself(value: { toJSON(): unknown }, depth: number): unknown {
  try {
    return printable(value.toJSON(), depth + 1);
  } catch {
    return '[unprintable]'; // a line must never fail the work that it tells of
  }
}

function text(value: string): string {
  return redact(value.length > textLengthMax ? `${value.slice(0, textLengthMax)}…` : value);
}
