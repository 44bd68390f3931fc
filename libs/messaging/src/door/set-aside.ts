import type { Tx } from '@libs/persistence';
import { reasonFingerprint } from '../desk/reason-fingerprint.js';
import { subjectKindAt, type Stream } from '../work/stream.js';

export type SetAsideState = 'waiting' | 'ready' | 'retry' | 'parked';

/** Why a message was set aside; texts are ours and never quote the message. */
export type Reason = { readonly code: string; readonly text: string };

export type SetAsideRow = {
  readonly id: string;
  readonly queue: string;
  readonly state: SetAsideState;
  readonly subjectId: string | undefined;
  readonly source: string;
  readonly number: number | undefined;
  readonly messageId: string;
  readonly type: string;
  /** The stream (`streamKey`) and number it needs, when it waits for another stream than its own. */
  readonly waitsOn: { readonly stream: string; readonly number: number } | undefined;
  readonly attempts: number;
  readonly retryAt: string | undefined;
  readonly reason: Reason;
  /** The sealed message as it came. */
  readonly body: string;
};

/** What the door must know of a set-aside message while it judges others of the same stream. */
export type SetAsideMark = {
  readonly id: string;
  readonly subjectId: string;
  readonly source: string;
  readonly number: number | undefined;
  readonly messageId: string;
  readonly state: SetAsideState;
  readonly waitsOn: string | undefined;
};

/** What was done with a message by hand, and is not over yet. */
export type ActUnderWay = 'replayed' | 'edited' | 'discarded' | 'skipped';

export type SetAsideMessage = {
  readonly id: string;
  readonly queue: string;
  readonly body: string;
  readonly attempts: number;
  /** Goes up whenever the row is written: tells whether it still is as it was read. */
  readonly turn: number;
  readonly act: ActUnderWay | undefined;
  /** The `traceparent` of whoever asked for the act. */
  readonly actCause: string | undefined;
  /** The row's own word for what the body may not tell any more. */
  readonly told: {
    readonly stream: Stream | undefined;
    readonly number: number | undefined;
    readonly source: string;
    readonly messageId: string;
    readonly type: string;
  };
};

/** Messages that stand aside for one reason, and since when the first of them does (milliseconds). */
export type SetAsideBacklog = {
  readonly state: SetAsideState;
  readonly reason: string;
  readonly count: number;
  readonly oldestMs: number;
};

/** Understands the one table of everything that could not be applied yet. */
export class SetAside {
  constructor(private readonly tx: Tx) {}

  async marksOf(subjectIds: readonly string[]): Promise<SetAsideMark[]> {
    if (subjectIds.length === 0) return [];
    type Row = {
      id: string;
      subject_id: string;
      source: string;
      number: string | null;
      message_id: string;
      state: SetAsideState;
      waits_on: string | null;
    };
    const rows = await this.tx.query<Row>(
      `SELECT id, subject_id, source, number, message_id, state, waits_on FROM messaging.set_aside WHERE subject_id = ANY($1::bigint[])`,
      [subjectIds],
    );
    return rows.map((row) => ({
      id: row.id,
      subjectId: row.subject_id,
      source: row.source,
      number: row.number === null ? undefined : Number(row.number),
      messageId: row.message_id,
      state: row.state,
      waitsOn: row.waits_on ?? undefined,
    }));
  }

  /** The turns of those of `ids` that are still there, locked until the end of the transaction. */
  async turnsOf(ids: readonly string[]): Promise<ReadonlyMap<string, number>> {
    if (ids.length === 0) return new Map();
    const rows = await this.tx.query<{ id: string; turn: number }>(
      `SELECT id, turn FROM messaging.set_aside WHERE id = ANY($1::uuid[]) ORDER BY id FOR UPDATE`,
      [ids],
    );
    return new Map(rows.map(({ id, turn }) => [id, turn]));
  }

  /** Adds rows, or brings rows of the same id up to date; what can't be told any more stays as it was told once. */
  async keep(rows: readonly SetAsideRow[], now: string): Promise<void> {
    if (rows.length === 0) return;
    await this.tx.send(
      `INSERT INTO messaging.set_aside AS kept (id, queue, state, subject_id, source, number, message_id, type, waits_on, waits_number,
         attempts, retry_at, reason_code, reason_text, body, fingerprint, first_at, last_at)
       SELECT id, queue, state, subject_id, source, number, message_id, type, waits_on, waits_number,
         attempts, retry_at, reason_code, reason_text, body, fingerprint, $17, $17
       FROM unnest($1::uuid[], $2::text[], $3::text[], $4::bigint[], $5::text[], $6::bigint[], $7::text[], $8::text[], $9::text[], $10::bigint[],
         $11::int[], $12::timestamptz[], $13::text[], $14::text[], $15::text[], $16::text[])
         AS added (id, queue, state, subject_id, source, number, message_id, type, waits_on, waits_number, attempts, retry_at, reason_code, reason_text, body, fingerprint)
       ON CONFLICT (id) DO UPDATE SET state = excluded.state, waits_on = excluded.waits_on, waits_number = excluded.waits_number,
         subject_id = coalesce(excluded.subject_id, kept.subject_id), number = coalesce(excluded.number, kept.number),
         source = CASE excluded.source WHEN '' THEN kept.source ELSE excluded.source END,
         message_id = CASE excluded.source WHEN '' THEN kept.message_id ELSE excluded.message_id END,
         type = CASE excluded.type WHEN '' THEN kept.type ELSE excluded.type END,
         attempts = excluded.attempts, retry_at = excluded.retry_at, reason_code = excluded.reason_code, reason_text = excluded.reason_text,
         fingerprint = excluded.fingerprint, last_at = excluded.last_at, turn = kept.turn + 1,
         act = CASE excluded.state WHEN 'parked' THEN NULL ELSE kept.act END, act_id = CASE excluded.state WHEN 'parked' THEN NULL ELSE kept.act_id END,
         act_cause = CASE excluded.state WHEN 'parked' THEN NULL ELSE kept.act_cause END`,
      [...columnsOf(rows), now],
    );
  }

  async remove(ids: readonly string[]): Promise<void> {
    if (ids.length > 0)
      await this.tx.send(`DELETE FROM messaging.set_aside WHERE id = ANY($1::uuid[])`, [ids]);
  }

  async makeReady(ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    await this.tx.send(
      `UPDATE messaging.set_aside SET state = 'ready', waits_on = NULL, waits_number = NULL WHERE id = ANY($1::uuid[]) AND state = 'waiting'`,
      [ids],
    );
  }

  /** Wakes what waits for these streams having reached these numbers. */
  async makeReadyWhatNeeded(
    streams: readonly { readonly stream: string; readonly applied: number }[],
  ): Promise<number> {
    if (streams.length === 0) return 0;
    const rows = await this.tx.query(
      `UPDATE messaging.set_aside SET state = 'ready', waits_on = NULL, waits_number = NULL
       FROM unnest($1::text[], $2::bigint[]) AS reached (stream, applied)
       WHERE state = 'waiting' AND waits_on = reached.stream AND waits_number <= reached.applied RETURNING 1`,
      [streams.map(({ stream }) => stream), streams.map(({ applied }) => applied)],
    );
    return rows.length;
  }

  async backlog(): Promise<readonly SetAsideBacklog[]> {
    type Row = { state: SetAsideState; reason: string; count: string; oldest: string };
    const rows = await this.tx.query<Row>(
      `SELECT state, reason_code AS reason, count(*) AS count, extract(epoch FROM now() - min(first_at)) * 1000 AS oldest
       FROM messaging.set_aside GROUP BY state, reason_code`,
    );
    return rows.map(({ state, reason, count, oldest }) => ({
      ...{ state, reason },
      ...{ count: Number(count), oldestMs: Math.round(Number(oldest)) },
    }));
  }

  /**
   * Candidates for another pass through the door, without locks: the door looks again inside.
   * @param bytesMax of the bodies together, at most; the first comes however large
   */
  async due(rowsMax: number, bytesMax: number): Promise<SetAsideMessage[]> {
    const rows = await this.tx.query<DueRow>(
      `SELECT due.id, queue, body, attempts, turn, act, act_cause, source, number, message_id, type, kind, scope, key FROM (
         SELECT *, sum(octet_length(body)) OVER (ORDER BY subject_id, number, id) AS bytes FROM (
           (SELECT * FROM messaging.set_aside WHERE state = 'ready' ORDER BY subject_id, number LIMIT $1)
           UNION ALL
           (SELECT * FROM messaging.set_aside WHERE state = 'retry' AND retry_at <= now() ORDER BY retry_at LIMIT $1)
         ) AS found
       ) AS due LEFT JOIN messaging.subject ON subject.id = subject_id
       WHERE bytes <= $2 OR bytes = octet_length(body) ORDER BY subject_id, number, due.id LIMIT $1`,
      [rowsMax, bytesMax],
    );
    return rows.map(messageOf);
  }
}

type DueRow = {
  readonly id: string;
  readonly queue: string;
  readonly body: string;
  readonly attempts: number;
  readonly turn: number;
  readonly act: ActUnderWay | null;
  readonly act_cause: string | null;
  readonly source: string;
  readonly number: string | null;
  readonly message_id: string;
  readonly type: string;
  readonly kind: number | null;
  readonly scope: string | null;
  readonly key: string | null;
};

function messageOf({ id, queue, body, attempts, turn, act, ...row }: DueRow): SetAsideMessage {
  const { source, message_id: messageId, type, number } = row;
  return {
    ...{ id, queue, body, attempts, turn },
    act: act ?? undefined,
    actCause: row.act_cause ?? undefined,
    told: {
      ...{ source, messageId, type, stream: streamOf(row) },
      number: number === null ? undefined : Number(number),
    },
  };
}

function streamOf({
  source,
  kind,
  scope,
  key,
}: Pick<DueRow, 'source' | 'kind' | 'scope' | 'key'>): Stream | undefined {
  if (kind === null || scope === null || key === null) return undefined;
  return { source, kind: subjectKindAt(kind), scope, key };
}

function columnsOf(rows: readonly SetAsideRow[]): unknown[] {
  return [
    rows.map(({ id }) => id),
    rows.map(({ queue }) => queue),
    rows.map(({ state }) => state),
    rows.map(({ subjectId }) => subjectId ?? null),
    rows.map(({ source }) => source),
    rows.map(({ number }) => number ?? null),
    rows.map(({ messageId }) => messageId),
    rows.map(({ type }) => type),
    rows.map(({ waitsOn }) => waitsOn?.stream ?? null),
    rows.map(({ waitsOn }) => waitsOn?.number ?? null),
    rows.map(({ attempts }) => attempts),
    rows.map(({ retryAt }) => retryAt ?? null),
    rows.map(({ reason }) => reason.code),
    rows.map(({ reason }) => reason.text),
    rows.map(({ body }) => body),
    rows.map(({ queue, type, reason }) => reasonFingerprint({ queue, type, ...reason })),
  ];
}
