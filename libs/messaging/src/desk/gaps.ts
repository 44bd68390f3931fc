import type { Tx } from '@libs/persistence';
import { subjectKindAt, type Subject } from '../work/stream.js';
import { ParkedAudit, type Act } from './parked-audit.js';
import { reasonFingerprint } from './reason-fingerprint.js';

/** Numbers of a stream that nobody has, while a later message waits for them. */
export type Gap = {
  /** Id of the first message behind it. */
  readonly id: string;
  readonly queue: string;
  readonly source: string;
  readonly subject: Subject;
  /** The missing numbers, the first and the last. */
  readonly from: number;
  readonly to: number;
  /** RFC 3339: since when that message waits. */
  readonly since: string;
};

export type GapsWanted = {
  /** A message that has waited for less is not told of: its predecessor may be on its way. */
  readonly waitedMs: number;
  readonly rowsMax: number;
};

/** More numbers than this are not skipped at once. */
const skippedMax = 1_000;

/**
 * Understands what is missing in streams: a message whose own number could not be read leaves a gap where it was, and what
 * comes behind it waits. A skipped number is a given-up message that nobody ever saw; it passes the door like one.
 */
export class Gaps {
  constructor(private readonly tx: Tx) {}

  /** The longest waiting first. */
  async list({ waitedMs, rowsMax }: GapsWanted): Promise<Gap[]> {
    const rows = await this.tx.query<GapRow>(
      `SELECT * FROM (
         SELECT DISTINCT ON (held.subject_id, held.source) held.id, held.queue, held.source, held.state, held.waits_on, held.first_at,
           held.number AS number, coalesce(position.next, 1) AS next, kind, scope, key
         FROM messaging.set_aside AS held JOIN messaging.subject ON subject.id = held.subject_id
         LEFT JOIN messaging.position USING (subject_id, source)
         WHERE held.number >= coalesce(position.next, 1)
         ORDER BY held.subject_id, held.source, held.number
       ) AS first WHERE number > next AND state IN ('waiting', 'parked') AND waits_on IS NULL AND first_at <= now() - $1 * interval '1 millisecond'
       ORDER BY first_at LIMIT $2`,
      [waitedMs, rowsMax],
    );
    return rows.map(gapOf);
  }

  /** Gives up the numbers that are missing before a message. @returns how many those are */
  async skip(
    id: string,
    act: Act,
    { now, mint }: { readonly now: string; readonly mint: () => string },
  ): Promise<number> {
    const place = await this.locked(id);
    if (place === undefined) return 0;
    const missing = await this.missingBefore(place);
    const { queue, type, source, subject_id: subjectId } = place;
    const ids = missing.map(() => mint());
    const fingerprint = reasonFingerprint({ queue, type, ...skipped });
    await this.tx.query(
      `INSERT INTO messaging.set_aside (id, queue, state, subject_id, source, number, message_id, type, reason_code, reason_text, body,
         fingerprint, act, act_id, first_at, last_at)
       SELECT id, $3, 'ready', $4, $5, number, 'skipped/' || number, '', $6, $7, '', $8, 'skipped', $9, $10, $10
       FROM unnest($1::uuid[], $2::bigint[]) AS missing (id, number)`,
      [
        ...[ids, missing, queue, subjectId, source],
        ...[skipped.code, skipped.text, fingerprint, act.id, now],
      ],
    );
    await new ParkedAudit(this.tx).begin(act, ids, { now, keepBody: false });
    return missing.length;
  }

  /** Under the lock of the subject, so that the door moves nothing meanwhile. */
  private async locked(id: string): Promise<Place | undefined> {
    const [place] = await this.tx.query<Place>(
      `SELECT subject_id, source, number, queue, type FROM messaging.set_aside AS held
       JOIN messaging.subject ON subject.id = subject_id
       WHERE held.id = $1 AND state IN ('waiting', 'parked') AND waits_on IS NULL AND number IS NOT NULL FOR UPDATE OF subject`,
      [id],
    );
    return place;
  }

  private async missingBefore({ subject_id, source, number }: Place): Promise<readonly string[]> {
    const rows = await this.tx.query<{ number: string }>(
      `SELECT missing.number FROM generate_series(
         coalesce((SELECT next FROM messaging.position WHERE subject_id = $1 AND source = $2), 1), $3::bigint - 1) AS missing (number)
       WHERE NOT EXISTS (SELECT FROM messaging.set_aside AS held WHERE held.subject_id = $1 AND held.source = $2 AND held.number = missing.number)
       ORDER BY missing.number LIMIT $4`,
      [subject_id, source, number, skippedMax],
    );
    return rows.map((row) => row.number);
  }
}

const skipped = {
  code: 'order.skipped',
  text: 'Nobody has this number; it was skipped by hand.',
} as const;

type Place = {
  readonly subject_id: string;
  readonly source: string;
  readonly number: string;
  readonly queue: string;
  readonly type: string;
};

type GapRow = {
  readonly id: string;
  readonly queue: string;
  readonly source: string;
  readonly first_at: Date;
  readonly number: string;
  readonly next: string;
  readonly kind: number;
  readonly scope: string;
  readonly key: string;
};

function gapOf({ id, queue, source, first_at, number, next, kind, scope, key }: GapRow): Gap {
  return {
    ...{ id, queue, source, from: Number(next), to: Number(number) - 1 },
    subject: { kind: subjectKindAt(kind), scope, key },
    since: first_at.toISOString(),
  };
}
