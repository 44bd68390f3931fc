import type { Position, Positions } from './positions.js';
import type { SetAsideMark, SetAsideRow } from './set-aside.js';
import type { Stream } from '../work/stream.js';

type Standing = {
  readonly id: string;
  readonly number: number | undefined;
  readonly free: boolean;
};

export type Waking = {
  /** Set-aside messages whose turn has come: the run of numbers that follows what was applied. */
  readonly ready: readonly string[];
  /** Streams that moved on, with the last number applied: others may have waited for it. */
  readonly reached: readonly { readonly stream: Stream; readonly applied: number }[];
};

/** Works out what may go on now that positions have moved, and brings each position's `held` up to date. */
export function waking(
  positions: Positions,
  marks: readonly SetAsideMark[],
  rows: readonly SetAsideRow[],
  removed: ReadonlySet<string>,
): Waking {
  const standing = standingByStream(marks, rows, removed);
  const ready: string[] = [];
  const reached: { stream: Stream; applied: number }[] = [];
  for (const position of positions.all()) {
    const held = standing.get(`${position.subjectId} ${position.stream.source}`) ?? [];
    if (position.held || held.length > 0) {
      position.held = held.length > 0;
      ready.push(...runFrom(position, held));
    }
    if (position.advanced) reached.push({ stream: position.stream, applied: position.next - 1 });
  }
  return { ready, reached };
}

function standingByStream(
  marks: readonly SetAsideMark[],
  rows: readonly SetAsideRow[],
  removed: ReadonlySet<string>,
): Map<string, Standing[]> {
  const rewritten = new Set(rows.map(({ id }) => id));
  const byStream = new Map<string, Standing[]>();
  const add = (subjectId: string, source: string, standing: Standing): void => {
    const stream = `${subjectId} ${source}`;
    byStream.set(stream, [...(byStream.get(stream) ?? []), standing]);
  };
  for (const { id, subjectId, source, number, state, waitsOn } of marks) {
    if (removed.has(id) || rewritten.has(id)) continue;
    add(subjectId, source, { id, number, free: state === 'waiting' && waitsOn === undefined });
  }
  for (const { id, subjectId, source, number, state, waitsOn } of rows) {
    if (subjectId !== undefined)
      add(subjectId, source, { id, number, free: state === 'waiting' && waitsOn === undefined });
  }
  return byStream;
}

/**
 * Free messages whose number has been reached: the run that follows what was applied, and those whose number another
 * message took meanwhile, which are to be judged once more.
 */
function runFrom(position: Position, held: readonly Standing[]): string[] {
  const free = held.filter((standing) => standing.free);
  const numbers = new Set(free.map(({ number }) => number));
  let end = position.next;
  while (numbers.has(end)) end += 1;
  return free.filter(({ number }) => number !== undefined && number < end).map(({ id }) => id);
}
