import type { Tx } from '@libs/persistence';
import { knownType } from './reason-fingerprint.js';

/** Something that somebody did with parked messages. */
export type Act = {
  readonly id: string;
  readonly kind: 'opened' | 'replayed' | 'edited' | 'discarded' | 'skipped';
  /** The subject of the caller's token. */
  readonly by: string;
  readonly why?: string | undefined;
};

type End = { readonly id: string; readonly outcome: string };

export type AuditEntry = {
  readonly place: number;
  readonly actId: string;
  readonly act: Act['kind'];
  /** RFC 3339. */
  readonly at: string;
  /** Who did it; nobody for what it came to. */
  readonly by: string | undefined;
  readonly outcome: 'seen' | 'staged' | 'applied' | 'duplicate' | 'discarded' | 'parked';
  readonly parkedId: string;
  readonly queue: string;
  readonly type: string;
  readonly source: string;
  readonly messageId: string;
  readonly number: number | undefined;
  readonly fingerprint: string;
  readonly reasonCode: string;
  readonly why: string | undefined;
};

export type AuditWanted = {
  readonly parkedId?: string | undefined;
  readonly actId?: string | undefined;
  /** The `place` of the last entry of the page before. */
  readonly before?: number | undefined;
  readonly rowsMax: number;
};

const columns = 'queue, type, source, message_id, number, fingerprint, reason_code';

/** The book of what was done with parked messages by hand, and what it came to. Nothing in it is ever changed. */
export class ParkedAudit {
  constructor(private readonly tx: Tx) {}

  /** Writes an act down beside its rows, in the same transaction. @param keepBody: the message as it was, sealed as it lies */
  async begin(
    act: Act,
    ids: readonly string[],
    { now, keepBody }: { readonly now: string; readonly keepBody: boolean },
  ): Promise<void> {
    if (ids.length === 0) return;
    await this.tx.send(
      `INSERT INTO messaging.parked_audit (act_id, act, done_at, done_by, outcome, parked_id, why, body, ${columns})
       SELECT $1, $2, $3, $4, $5, id, $6, CASE WHEN $7 THEN nullif(body, '') END, ${columns}
       FROM messaging.set_aside WHERE id = ANY($8::uuid[]) ORDER BY id`,
      [
        ...[act.id, act.kind, now, act.by, act.kind === 'opened' ? 'seen' : 'staged'],
        ...[act.why ?? null, keepBody, ids],
      ],
    );
  }

  /** Writes down what acts came to; while their rows are still as they were. */
  async end(ended: readonly End[], now: string): Promise<void> {
    if (ended.length === 0) return;
    await this.tx.send(
      `INSERT INTO messaging.parked_audit (act_id, act, done_at, outcome, parked_id, ${columns})
       SELECT act_id, act, $1, outcome, id, ${columns}
       FROM unnest($2::uuid[], $3::text[]) AS ended (id, outcome) JOIN messaging.set_aside USING (id)
       WHERE act_id IS NOT NULL ORDER BY id`,
      [now, ended.map(({ id }) => id), ended.map(({ outcome }) => outcome)],
    );
  }

  /** The newest first. */
  async entries({ parkedId, actId, before, rowsMax }: AuditWanted): Promise<AuditEntry[]> {
    const rows = await this.tx.query<AuditRow>(
      `SELECT place, act_id, act, done_at, done_by, outcome, parked_id, why, ${columns} FROM messaging.parked_audit
       WHERE ($1::uuid IS NULL OR parked_id = $1) AND ($2::uuid IS NULL OR act_id = $2) AND ($3::bigint IS NULL OR place < $3)
       ORDER BY place DESC LIMIT $4`,
      [parkedId ?? null, actId ?? null, before ?? null, rowsMax],
    );
    return rows.map(entryOf);
  }

  /** What became of a message whose row may be gone; nothing of one that was never acted on. */
  async last(parkedId: string): Promise<AuditEntry | undefined> {
    const acts = await this.entries({ parkedId, rowsMax: lookedAtMax });
    return acts.find(({ outcome }) => outcome !== 'seen');
  }
}

const lookedAtMax = 100;

type AuditRow = {
  readonly place: string;
  readonly act_id: string;
  readonly act: Act['kind'];
  readonly done_at: Date;
  readonly done_by: string | null;
  readonly outcome: AuditEntry['outcome'];
  readonly parked_id: string;
  readonly queue: string;
  readonly type: string;
  readonly source: string;
  readonly message_id: string;
  readonly number: string | null;
  readonly fingerprint: string;
  readonly reason_code: string;
  readonly why: string | null;
};

function entryOf(row: AuditRow): AuditEntry {
  const { act, outcome, queue, source, fingerprint } = row;
  return {
    ...{ act, outcome, queue, source, fingerprint },
    type: knownType(row.type),
    place: Number(row.place),
    actId: row.act_id,
    at: row.done_at.toISOString(),
    by: row.done_by ?? undefined,
    parkedId: row.parked_id,
    messageId: row.message_id,
    number: row.number === null ? undefined : Number(row.number),
    reasonCode: row.reason_code,
    why: row.why ?? undefined,
  };
}
