import type { Tx } from '@libs/persistence';

export type UnnumberedId = { readonly source: string; readonly id: string };

/**
 * Understands which unnumbered messages (payments, by UUID) have been handled. Numbered ones need no entry here: their
 * stream's position remembers them. Entries never expire: money counts once, for ever.
 */
export class Inbox {
  constructor(private readonly tx: Tx) {}

  /** Enters what is new, in one order for all; returns the keys of those. A racing copy waits for the first one's end. */
  async enter(ids: readonly UnnumberedId[], now: string): Promise<Set<string>> {
    if (ids.length === 0) return new Set();
    const sorted = [...ids].sort((a, b) => (inboxKey(a) < inboxKey(b) ? -1 : 1));
    const rows = await this.tx.query<UnnumberedId>(
      `INSERT INTO messaging.inbox (source, message_id, handled_at)
       SELECT source, message_id, $3 FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS arrived (source, message_id, place) ORDER BY place
       ON CONFLICT DO NOTHING RETURNING source, message_id AS id`,
      [sorted.map(({ source }) => source), sorted.map(({ id }) => id), now],
    );
    return new Set(rows.map(inboxKey));
  }

  /** Takes back entries of messages that could not be handled after all. */
  async withdraw(ids: readonly UnnumberedId[]): Promise<void> {
    if (ids.length === 0) return;
    await this.tx.query(
      `DELETE FROM messaging.inbox USING unnest($1::text[], $2::text[]) AS gone (source, message_id)
       WHERE inbox.source = gone.source AND inbox.message_id = gone.message_id`,
      [ids.map(({ source }) => source), ids.map(({ id }) => id)],
    );
  }
}

export function inboxKey({ source, id }: UnnumberedId): string {
  return `${source}|${id}`;
}
