import type { Tx } from '@libs/persistence';
import { subjectKindAt, type Subject } from '../work/stream.js';
import { knownType } from './reason-fingerprint.js';
import type { SetAsideState } from '../door/set-aside.js';

/** A parked message as it may be listed: never what it holds. */
export type ParkedMessage = {
  readonly id: string;
  readonly queue: string;
  readonly state: SetAsideState;
  readonly type: string;
  readonly source: string;
  readonly messageId: string;
  /** Unknown when its stream could not be told: then nothing waits for it by name. */
  readonly subject: Subject | undefined;
  readonly number: number | undefined;
  readonly reason: { readonly code: string; readonly text: string };
  readonly fingerprint: string;
  readonly attempts: number;
  /** RFC 3339. */
  readonly firstAt: string;
  readonly lastAt: string;
  /** How many later messages of its stream wait behind it. */
  readonly waiting: number;
};

export type ParkedGroup = {
  readonly fingerprint: string;
  readonly queue: string;
  readonly type: string;
  readonly reason: { readonly code: string; readonly text: string };
  readonly count: number;
  readonly oldestAt: string;
  readonly newestAt: string;
  /** Id of one of them. */
  readonly example: string;
};

export type ParkedWanted = {
  readonly queue?: string | undefined;
  readonly type?: string | undefined;
  readonly reason?: string | undefined;
  readonly fingerprint?: string | undefined;
  /** Parked for the first time then or later, RFC 3339. */
  readonly since?: string | undefined;
  readonly after?: { readonly firstAt: string; readonly id: string } | undefined;
  readonly rowsMax: number;
};

/** Looks at what is parked; changes nothing and opens nothing. */
export class ParkedSearch {
  constructor(private readonly tx: Pick<Tx, 'query'>) {}

  /** The oldest first. */
  async list(wanted: ParkedWanted): Promise<ParkedMessage[]> {
    const { queue, type, reason, fingerprint, since, after, rowsMax } = wanted;
    const rows = await this.tx.query<MessageRow>(
      `SELECT ${columns} WHERE parked.state = 'parked'
         AND ($1::text IS NULL OR parked.queue = $1) AND ($2::text IS NULL OR parked.type = $2)
         AND ($3::text IS NULL OR parked.reason_code = $3) AND ($4::text IS NULL OR parked.fingerprint = $4)
         AND ($5::timestamptz IS NULL OR parked.first_at >= $5)
         AND ($6::timestamptz IS NULL OR (parked.first_at, parked.id) > ($6, $7::uuid))
       ORDER BY parked.first_at, parked.id LIMIT $8`,
      [
        ...[queue, type, reason, fingerprint, since, after?.firstAt, after?.id].map(orNull),
        rowsMax,
      ],
    );
    return rows.map(messageOf);
  }

  /** In whatever state it is. */
  async one(id: string): Promise<ParkedMessage | undefined> {
    const [row] = await this.tx.query<MessageRow>(`SELECT ${columns} WHERE parked.id = $1`, [id]);
    return row && messageOf(row);
  }

  /** The largest first. */
  async groups(rowsMax: number): Promise<ParkedGroup[]> {
    const rows = await this.tx.query<GroupRow>(
      `SELECT fingerprint, count(*) AS count, min(first_at) AS oldest, max(first_at) AS newest,
         (array_agg(id ORDER BY first_at, id))[1] AS example,
         (array_agg(queue ORDER BY first_at, id))[1] AS queue, (array_agg(type ORDER BY first_at, id))[1] AS type,
         (array_agg(reason_code ORDER BY first_at, id))[1] AS code, (array_agg(reason_text ORDER BY first_at, id))[1] AS text
       FROM messaging.set_aside WHERE state = 'parked' GROUP BY fingerprint ORDER BY count(*) DESC, min(first_at) LIMIT $1`,
      [rowsMax],
    );
    return rows.map(({ fingerprint, queue, type, code, text, count, oldest, newest, example }) => ({
      ...{ fingerprint, queue, example },
      type: knownType(type),
      reason: { code, text },
      count: Number(count),
      oldestAt: oldest.toISOString(),
      newestAt: newest.toISOString(),
    }));
  }
}

const columns = `parked.*, kind, scope, key,
  (SELECT count(*) FROM messaging.set_aside AS behind WHERE behind.subject_id = parked.subject_id AND behind.source = parked.source
     AND behind.state = 'waiting' AND behind.number > parked.number) AS waiting
  FROM (SELECT id, queue, state, subject_id, type, source, message_id, number, reason_code, reason_text, fingerprint, attempts, first_at, last_at
     FROM messaging.set_aside) AS parked LEFT JOIN messaging.subject ON subject.id = parked.subject_id`;

type MessageRow = {
  readonly id: string;
  readonly queue: string;
  readonly state: SetAsideState;
  readonly type: string;
  readonly source: string;
  readonly message_id: string;
  readonly number: string | null;
  readonly reason_code: string;
  readonly reason_text: string;
  readonly fingerprint: string;
  readonly attempts: number;
  readonly first_at: Date;
  readonly last_at: Date;
  readonly kind: number | null;
  readonly scope: string | null;
  readonly key: string | null;
  readonly waiting: string;
};

type GroupRow = {
  readonly fingerprint: string;
  readonly queue: string;
  readonly type: string;
  readonly code: string;
  readonly text: string;
  readonly count: string;
  readonly oldest: Date;
  readonly newest: Date;
  readonly example: string;
};

function messageOf(row: MessageRow): ParkedMessage {
  const { id, queue, state, source, fingerprint, attempts } = row;
  return {
    ...{ id, queue, state, source, fingerprint, attempts },
    type: knownType(row.type),
    messageId: row.message_id,
    subject: subjectIn(row),
    number: row.number === null ? undefined : Number(row.number),
    reason: { code: row.reason_code, text: row.reason_text },
    firstAt: row.first_at.toISOString(),
    lastAt: row.last_at.toISOString(),
    waiting: Number(row.waiting),
  };
}

function subjectIn({ kind, scope, key }: MessageRow): Subject | undefined {
  if (kind === null || scope === null || key === null) return undefined;
  return { kind: subjectKindAt(kind), scope, key };
}

function orNull<Value>(value: Value | undefined): Value | null {
  return value ?? null;
}
