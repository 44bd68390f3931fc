import { eventKinds, type EventKind } from '@libs/contracts';

export type SubjectKind = EventKind;

/** What is locked while its state changes. `scope` is the agency, or empty for what a UUID names. */
export type Subject = { readonly kind: SubjectKind; readonly scope: string; readonly key: string };

/** A subject's numbered messages from one publisher. */
export type Stream = Subject & { readonly source: string };

/** What must have been applied here before a message may be. */
export type Need = Stream & { readonly number: number };

/** A subject that a message concerns beside its own stream's. `shared` holds it still without changing it. */
export type Concern = Subject & { readonly mode: 'exclusive' | 'shared' };

/** Never contains personal data: subjects are named by the library's own numbers and by UUIDs. */
export function subjectKey({ kind, scope, key }: Subject): string {
  return `${kind}/${scope}/${key}`;
}

export function streamKey(stream: Stream): string {
  return `${stream.source}|${subjectKey(stream)}`;
}

export function kindRank(kind: SubjectKind): number {
  return eventKinds.indexOf(kind);
}

export function isSubjectKind(text: string): text is SubjectKind {
  return (eventKinds as readonly string[]).includes(text);
}

export function subjectKindAt(rank: number): SubjectKind {
  const kind = eventKinds[rank];
  if (kind === undefined) throw new Error(`There is no subject kind of rank ${String(rank)}.`);
  return kind;
}

/** The lock order: by kind, then scope, then key, by code unit as PostgreSQL's "C" collation has it. */
export function inLockOrder(a: Subject, b: Subject): number {
  return kindRank(a.kind) - kindRank(b.kind) || compare(a.scope, b.scope) || compare(a.key, b.key);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
