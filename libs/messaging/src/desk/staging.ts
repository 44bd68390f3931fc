import { currentTraceparent } from '@libs/observability';
import type { Tx } from '@libs/persistence';
import { ParkedAudit, type Act } from './parked-audit.js';

/** A parked row, locked until the end of the transaction. */
export type LockedRow = {
  readonly id: string;
  readonly queue: string;
  /** Sealed. */
  readonly body: string;
};

/**
 * Understands how a parked message is sent to the door: its row becomes ready under its own lock, with the act that did it, and
 * the act is written down in the same transaction. Whoever comes second finds it not parked any more and does nothing. The row
 * keeps the trace of whoever asked for it, so that the message's way leads there.
 */
export class Staging {
  private readonly audit: ParkedAudit;

  constructor(
    private readonly tx: Tx,
    private readonly now: string,
  ) {
    this.audit = new ParkedAudit(tx);
  }

  /** None when it is not parked (any more). */
  async lock(id: string): Promise<LockedRow | undefined> {
    const [row] = await this.tx.query<LockedRow>(
      `SELECT id, queue, body FROM messaging.set_aside WHERE id = $1 AND state = 'parked' FOR UPDATE`,
      [id],
    );
    return row;
  }

  /** The next rows of a group, or of all, in the order of their ids. */
  async lockNext(of: {
    readonly fingerprint: string | undefined;
    readonly after: string;
    readonly rowsMax: number;
  }): Promise<readonly string[]> {
    const rows = await this.tx.query<{ id: string }>(
      `SELECT id FROM messaging.set_aside WHERE state = 'parked' AND ($1::text IS NULL OR fingerprint = $1) AND id > $2
       ORDER BY id LIMIT $3 FOR UPDATE`,
      [of.fingerprint ?? null, of.after, of.rowsMax],
    );
    return rows.map(({ id }) => id);
  }

  /** @param body sealed; as it is when left out */
  async stage(act: Act, ids: readonly string[], body?: string): Promise<void> {
    await this.audit.begin(act, ids, { now: this.now, keepBody: keepsBody.has(act.kind) });
    await this.tx.query(
      `UPDATE messaging.set_aside SET state = 'ready', attempts = 0, retry_at = NULL, turn = turn + 1, act = $2, act_id = $3, act_cause = $5,
         body = coalesce($4, body)
       WHERE id = ANY($1::uuid[])`,
      [ids, act.kind, act.id, body ?? null, currentTraceparent() ?? null],
    );
  }
}

/** What would otherwise be gone: it is kept, sealed, beside the act. */
const keepsBody: ReadonlySet<Act['kind']> = new Set(['edited', 'discarded']);
