import { isError } from './is-error.js';
import { printError } from './print-error.js';
import { redact } from './redact.js';

const depthMax = 5;
const membersMax = 50;
const textLengthMax = 2_000;

/**
 * A copy of a value that is safe and small enough to print. Objects with `toJSON` (masked identifiers, personal parts,
 * secrets, dates) are asked for it; errors are printed by `printError`; every string passes the net.
 */
export function printable(value: unknown, depth = 0): unknown {
  switch (typeof value) {
    case 'string':
      return text(value);
    case 'number':
    case 'boolean':
    case 'undefined':
      return value;
    case 'bigint':
      return text(value.toString());
    case 'object':
      return value === null ? null : printableObject(value, depth);
    default:
      return `[${typeof value}]`;
  }
}

function printableObject(value: object, depth: number): unknown {
  if (isError(value)) return printError(value);
  if (depth >= depthMax) return '[deeper]';
  if (ArrayBuffer.isView(value)) return `[${String(value.byteLength)} bytes]`;
  if ('toJSON' in value && typeof value.toJSON === 'function') return asItPrintsItself(value as { toJSON: () => unknown }, depth);
  if (Array.isArray(value)) return value.slice(0, membersMax).map((each) => printable(each, depth + 1));
  if (value instanceof Map || value instanceof Set) return printable([...value], depth);
  return Object.fromEntries(
    Object.entries(value)
      .slice(0, membersMax)
      .map(([name, each]) => [redact(name), printable(each, depth + 1)]),
  );
}

function asItPrintsItself(value: { toJSON: () => unknown }, depth: number): unknown {
  try {
    return printable(value.toJSON(), depth + 1);
  } catch {
    return '[unprintable]'; // a line must never fail the work that it tells of
  }
}

function text(value: string): string {
  return redact(value.length > textLengthMax ? `${value.slice(0, textLengthMax)}…` : value);
}
