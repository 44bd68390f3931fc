import type { Tx } from '@libs/persistence';
import {
  inLockOrder,
  kindRank,
  subjectKey,
  subjectKindAt,
  type Concern,
  type Subject,
} from '../work/stream.js';

export type LockedSubject = {
  readonly id: string;
  /** Made by this very transaction: nobody else can have a position, a waiting message or state of it. */
  readonly fresh: boolean;
  /** Somebody's message waits for a number of one of this subject's streams. */
  readonly awaited: boolean;
};

type Row = {
  readonly id: string;
  readonly kind: number;
  readonly scope: string;
  readonly key: string;
  readonly awaited: boolean;
};

/**
 * Understands who may change a subject now. Unknown subjects are made and known ones locked, both in the one lock order,
 * so that two batches can neither strand a successor nor wait for each other in a circle.
 */
export class SubjectLocks {
  private readonly locked = new Map<string, LockedSubject>();

  constructor(private readonly tx: Tx) {}

  /** Locks what is not locked yet. Later calls must only add subjects that come later in the lock order. */
  async add(concerns: readonly Concern[]): Promise<void> {
    const wanted = new Map<string, Concern>();
    for (const concern of concerns) {
      const name = subjectKey(concern);
      if (this.locked.has(name)) continue;
      if (wanted.get(name)?.mode !== 'exclusive') wanted.set(name, concern);
    }
    if (wanted.size === 0) return;
    const sorted = [...wanted.values()].sort(inLockOrder);
    const made = await this.make(sorted);
    for (const row of made) this.note(row, true);
    const known = sorted.filter((concern) => !this.locked.has(subjectKey(concern)));
    await this.lock(
      known.filter(({ mode }) => mode === 'shared'),
      'SHARE',
    );
    await this.lock(
      known.filter(({ mode }) => mode === 'exclusive'),
      'UPDATE',
    );
  }

  of(subject: Subject): LockedSubject {
    const locked = this.locked.get(subjectKey(subject));
    if (locked === undefined)
      throw new Error(`The subject ${subjectKey(subject)} was not locked: name it in "concerns".`);
    return locked;
  }

  has(subject: Subject): boolean {
    return this.locked.has(subjectKey(subject));
  }

  /** Somebody waits for streams of these subjects: whoever moves them on is to look. */
  async noteAwaited(ids: ReadonlySet<string>): Promise<void> {
    if (ids.size === 0) return;
    await this.tx.query(
      `UPDATE messaging.subject SET awaited = true WHERE id = ANY($1::bigint[]) AND NOT awaited`,
      [[...ids]],
    );
  }

  private async make(sorted: readonly Subject[]): Promise<Row[]> {
    return this.tx.query<Row>(
      `INSERT INTO messaging.subject (kind, scope, key)
       SELECT kind, scope, key FROM unnest($1::smallint[], $2::text[], $3::text[]) WITH ORDINALITY AS wanted (kind, scope, key, place) ORDER BY place
       ON CONFLICT DO NOTHING
       RETURNING id, kind, scope, key, awaited`,
      columnsOf(sorted),
    );
  }

  private async lock(sorted: readonly Subject[], strength: 'SHARE' | 'UPDATE'): Promise<void> {
    if (sorted.length === 0) return;
    const rows = await this.tx.query<Row>(
      `SELECT subject.id, subject.kind, subject.scope, subject.key, subject.awaited
       FROM unnest($1::smallint[], $2::text[], $3::text[]) WITH ORDINALITY AS wanted (kind, scope, key, place)
       JOIN messaging.subject USING (kind, scope, key)
       ORDER BY place FOR ${strength} OF subject`,
      columnsOf(sorted),
    );
    for (const row of rows) this.note(row, false);
  }

  private note(row: Row, fresh: boolean): void {
    this.locked.set(rowKey(row), { id: row.id, fresh, awaited: row.awaited });
  }
}

function columnsOf(subjects: readonly Subject[]): unknown[] {
  return [
    subjects.map(({ kind }) => kindRank(kind)),
    subjects.map(({ scope }) => scope),
    subjects.map(({ key }) => key),
  ];
}

function rowKey({ kind, scope, key }: Row): string {
  return subjectKey({ kind: subjectKindAt(kind), scope, key });
}
