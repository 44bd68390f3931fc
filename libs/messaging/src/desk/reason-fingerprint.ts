import { hash } from 'node:crypto';
import { findEvent } from '@libs/contracts';

export type ParkedFor = {
  readonly queue: string;
  readonly type: string;
  readonly code: string;
  readonly text: string;
};

const fingerprintLength = 16;
/** UUIDs, numbers, list positions, ids: any word with a digit in it. */
const wordWithDigit = /[\p{L}\p{N}_-]*\p{N}[\p{L}\p{N}_-]*/gu;
const quoted = /"[^"]*"/g;

/**
 * Names the group that a parked message belongs to: what is parked at the same place for the same reason, whichever message it
 * was. Numbers, ids and what is quoted don't count; nor does a type that nobody knows, since it is the sender's own text.
 */
export function reasonFingerprint({ queue, type, code, text }: ParkedFor): string {
  const said = JSON.stringify([code, queue, knownType(type), shapeOf(text)]);
  return hash('sha256', said, 'hex').slice(0, fingerprintLength);
}

/** A type as it may be shown: what nobody knows may be any text. */
export function knownType(type: string): string {
  return findEvent(type) === undefined ? unknownType : type;
}

const unknownType = '(unknown)';

function shapeOf(text: string): string {
  return text.replace(quoted, '"…"').replace(wordWithDigit, '#');
}
