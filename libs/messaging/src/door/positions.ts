import type { Tx } from '@libs/persistence';
import { kindRank, streamKey, type Stream } from '../work/stream.js';
import type { SubjectLocks } from './subject-locks.js';

/** How far a stream has been applied (or, for our own streams, announced). */
export class Position {
  private changed = false;
  private moved = false;

  constructor(
    readonly stream: Stream,
    readonly subjectId: string,
    private applied: number,
    private readonly fingerprints: string[],
    private heldBack: boolean,
  ) {}

  /** The number that may be applied next, from 1. */
  get next(): number {
    return this.applied + 1;
  }

  /** Some of the stream's messages are set aside. */
  get held(): boolean {
    return this.heldBack;
  }

  set held(held: boolean) {
    if (this.heldBack !== held) this.changed = true;
    this.heldBack = held;
  }

  get dirty(): boolean {
    return this.changed;
  }

  /** Has moved on in this transaction. */
  get advanced(): boolean {
    return this.moved;
  }

  get ids(): readonly string[] {
    return this.fingerprints;
  }

  fingerprintAt(number: number): string | undefined {
    return this.fingerprints[number - 1];
  }

  /** @param fingerprint of the applied message's id; none for our own announcements, whose ids tell their number. */
  advance(fingerprint?: string): void {
    this.applied += 1;
    this.moved = true;
    if (fingerprint !== undefined) this.fingerprints[this.applied - 1] = fingerprint;
    this.changed = true;
  }
}

/** @property place in what was asked for, from 1 */
type Row = {
  readonly place: number;
  readonly next: string;
  readonly ids: string[];
  readonly held: boolean;
};

/** Understands the numbers of streams within one transaction; reads them only under their subjects' locks. */
export class Positions {
  private readonly byStream = new Map<string, Position>();

  constructor(
    private readonly tx: Tx,
    private readonly locks: SubjectLocks,
  ) {}

  /** @param locked the locking of their subjects, which may be under way still: what is asked now is answered after it */
  async load(streams: readonly Stream[], locked: Promise<void> = Promise.resolve()): Promise<void> {
    const unread = streams.filter((stream) => !this.byStream.has(streamKey(stream)));
    const [rows] = await Promise.all([this.read(unread), locked]);
    const read = new Map(rows.map((row) => [row.place - 1, row]));
    unread.forEach((stream, at) => {
      const { next = '1', ids = [], held = false } = read.get(at) ?? {};
      const { id } = this.locks.of(stream);
      this.byStream.set(streamKey(stream), new Position(stream, id, Number(next) - 1, ids, held));
    });
  }

  of(stream: Stream): Position {
    const position = this.byStream.get(streamKey(stream));
    if (position === undefined)
      throw new Error(`The position of ${streamKey(stream)} was not loaded.`);
    return position;
  }

  has(stream: Stream): boolean {
    return this.byStream.has(streamKey(stream));
  }

  all(): Iterable<Position> {
    return this.byStream.values();
  }

  private async read(streams: readonly Stream[]): Promise<readonly Row[]> {
    if (streams.length === 0) return [];
    return this.tx.query<Row>(
      `SELECT place::int, position.next, position.ids, position.held
       FROM unnest($1::smallint[], $2::text[], $3::text[], $4::text[]) WITH ORDINALITY AS wanted (kind, scope, key, source, place)
       JOIN messaging.subject USING (kind, scope, key)
       JOIN messaging.position ON position.subject_id = subject.id AND position.source = wanted.source`,
      [
        streams.map(({ kind }) => kindRank(kind)),
        streams.map(({ scope }) => scope),
        streams.map(({ key }) => key),
        streams.map(({ source }) => source),
      ],
    );
  }

  async save(): Promise<void> {
    const changed = [...this.byStream.values()].filter(({ dirty }) => dirty);
    if (changed.length === 0) return;
    await this.tx.send(
      `INSERT INTO messaging.position (subject_id, source, next, ids, held)
       SELECT subject_id, source, next, ids::bigint[], held
       FROM unnest($1::bigint[], $2::text[], $3::bigint[], $4::text[], $5::boolean[]) AS changed (subject_id, source, next, ids, held)
       ON CONFLICT (subject_id, source) DO UPDATE SET next = excluded.next, ids = excluded.ids, held = excluded.held`,
      [
        changed.map(({ subjectId }) => subjectId),
        changed.map(({ stream }) => stream.source),
        changed.map(({ next }) => next),
        changed.map(({ ids }) => `{${ids.join(',')}}`),
        changed.map(({ held }) => held),
      ],
    );
  }
}
