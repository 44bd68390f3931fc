import type { Tx } from '@libs/persistence';
import { streamKey, type Stream } from '../work/stream.js';
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

type Row = {
  readonly subject_id: string;
  readonly source: string;
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

  async load(streams: readonly Stream[]): Promise<void> {
    const unread: Stream[] = [];
    for (const stream of streams) {
      if (this.byStream.has(streamKey(stream))) continue;
      const { id, fresh } = this.locks.of(stream);
      this.byStream.set(streamKey(stream), new Position(stream, id, 0, [], false));
      if (!fresh) unread.push(stream);
    }
    if (unread.length === 0) return;
    const named = new Map(
      unread.map((stream) => [`${this.locks.of(stream).id} ${stream.source}`, stream]),
    );
    const rows = await this.tx.query<Row>(
      `SELECT subject_id, source, next, ids, held FROM unnest($1::bigint[], $2::text[]) AS wanted (subject_id, source)
       JOIN messaging.position USING (subject_id, source)`,
      [unread.map((stream) => this.locks.of(stream).id), unread.map(({ source }) => source)],
    );
    for (const row of rows) {
      const stream = named.get(`${row.subject_id} ${row.source}`);
      if (stream === undefined) continue;
      this.byStream.set(
        streamKey(stream),
        new Position(stream, row.subject_id, Number(row.next) - 1, row.ids, row.held),
      );
    }
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

  async save(): Promise<void> {
    const changed = [...this.byStream.values()].filter(({ dirty }) => dirty);
    if (changed.length === 0) return;
    await this.tx.query(
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
