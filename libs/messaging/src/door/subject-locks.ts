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

type Made = {
  readonly id: string;
  readonly kind: number;
  readonly scope: string;
  readonly key: string;
  readonly awaited: boolean;
};
/** @property place in what was asked for, from 1 */
type Known = { readonly id: string; readonly place: number; readonly awaited: boolean };

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
    const shared = sorted.filter(({ mode }) => mode === 'shared');
    const exclusive = sorted.filter(({ mode }) => mode === 'exclusive');
    const [made, ...known] = await Promise.all([
      this.make(sorted),
      this.lock(shared, 'SHARE'),
      this.lock(exclusive, 'UPDATE'),
    ]);
    for (const { id, kind, scope, key, awaited } of made)
      this.note({ kind: subjectKindAt(kind), scope, key }, { id, fresh: true, awaited });
    [shared, exclusive].forEach((subjects, at) => {
      for (const { id, place, awaited } of known[at] ?? []) {
        const subject = subjects[place - 1];
        if (subject !== undefined) this.note(subject, { id, fresh: false, awaited });
      }
    });
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
    await this.tx.send(
      `UPDATE messaging.subject SET awaited = true WHERE id = ANY($1::bigint[]) AND NOT awaited`,
      [[...ids]],
    );
  }

  private make(sorted: readonly Subject[]): Promise<Made[]> {
    return this.tx.query<Made>(
      `INSERT INTO messaging.subject (kind, scope, key)
       SELECT kind, scope, key FROM unnest($1::smallint[], $2::text[], $3::text[]) WITH ORDINALITY AS wanted (kind, scope, key, place) ORDER BY place
       ON CONFLICT DO NOTHING
       RETURNING id, kind, scope, key, awaited`,
      columnsOf(sorted),
    );
  }

  /** Those that this transaction has just made are its own already. */
  private async lock(sorted: readonly Subject[], strength: 'SHARE' | 'UPDATE'): Promise<Known[]> {
    if (sorted.length === 0) return [];
    return this.tx.query<Known>(
      `SELECT subject.id, place::int, subject.awaited
       FROM unnest($1::smallint[], $2::text[], $3::text[]) WITH ORDINALITY AS wanted (kind, scope, key, place)
       JOIN messaging.subject USING (kind, scope, key)
       WHERE subject.xmin <> pg_current_xact_id()::xid
       ORDER BY place FOR ${strength} OF subject`,
      columnsOf(sorted),
    );
  }

  private note(subject: Subject, locked: LockedSubject): void {
    this.locked.set(subjectKey(subject), locked);
  }
}

function columnsOf(subjects: readonly Subject[]): unknown[] {
  return [
    subjects.map(({ kind }) => kindRank(kind)),
    subjects.map(({ scope }) => scope),
    subjects.map(({ key }) => key),
  ];
}
