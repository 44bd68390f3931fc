import type { Tx } from '@libs/persistence';

/** A message that has been decided and not yet been confirmed by the broker. Its body is the whole CloudEvent, as it is published. */
export type OutgoingMessage = {
  readonly id: string;
  readonly exchange: string;
  readonly routingKey: string;
  readonly body: string;
  /** What the row holds instead of a body that is not to lie there in plain. */
  readonly atRest?: string;
  /** Of the trace that it goes on in; unknown of one that comes out of the table. */
  readonly traceparent?: string | undefined;
};

export type OutboxBacklog = { readonly count: number; readonly oldestMs: number };

/** Understands what must still be published. Rows are leased to whoever publishes them from memory right now. */
export class Outbox {
  constructor(private readonly tx: Tx) {}

  async append(messages: readonly OutgoingMessage[], leaseMs: number): Promise<void> {
    if (messages.length === 0) return;
    await this.tx.send(
      `INSERT INTO messaging.outbox (id, exchange, routing_key, body, created_at, leased_until)
       SELECT id, exchange, routing_key, body, now(), now() + $5 * interval '1 millisecond'
       FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[]) AS added (id, exchange, routing_key, body)`,
      [
        messages.map(({ id }) => id),
        messages.map(({ exchange }) => exchange),
        messages.map(({ routingKey }) => routingKey),
        messages.map(({ body, atRest }) => atRest ?? body),
        leaseMs,
      ],
    );
  }

  /**
   * Takes rows whose lease has run out, oldest first, and leases them anew; bodies as they rest. Replicas skip one another's rows.
   * @param bytesMax of the bodies together, at most; the first comes however large
   */
  async lease(rowsMax: number, leaseMs: number, bytesMax: number): Promise<OutgoingMessage[]> {
    return this.tx.query<OutgoingMessage>(
      `UPDATE messaging.outbox SET leased_until = now() + $2 * interval '1 millisecond'
       WHERE id IN (
         SELECT id FROM (
           SELECT id, octet_length(body) AS own, sum(octet_length(body)) OVER (ORDER BY leased_until, id) AS bytes FROM (
             SELECT id, leased_until, body FROM messaging.outbox WHERE leased_until < now()
             ORDER BY leased_until LIMIT $1 FOR UPDATE SKIP LOCKED
           ) AS expired
         ) AS summed WHERE bytes <= $3 OR bytes = own)
       RETURNING id, exchange, routing_key AS "routingKey", body`,
      [rowsMax, leaseMs, bytesMax],
    );
  }

  async remove(ids: readonly string[]): Promise<void> {
    if (ids.length > 0)
      await this.tx.query(`DELETE FROM messaging.outbox WHERE id = ANY($1::uuid[])`, [ids]);
  }

  /** How many wait, and since when the oldest does (milliseconds). */
  async backlog(): Promise<OutboxBacklog> {
    const [row] = await this.tx.query<{ count: string; oldest: string | null }>(
      `SELECT count(*) AS count, extract(epoch FROM now() - min(created_at)) * 1000 AS oldest FROM messaging.outbox`,
    );
    return { count: Number(row?.count ?? 0), oldestMs: Math.round(Number(row?.oldest ?? 0)) };
  }
}
