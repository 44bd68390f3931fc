import pg from 'pg';

/** A message that is told once what it rests on has been committed. */
export type Told = { readonly id: string; readonly agencyId: string; readonly body: Buffer };

const tables = `
  CREATE TABLE IF NOT EXISTS claim (id text PRIMARY KEY, agency_id text NOT NULL, body bytea NOT NULL);
  CREATE TABLE IF NOT EXISTS outbox (id text PRIMARY KEY);
`;
/** State and outbox in one statement, which is its own transaction. What is there already counts as told or waits in the outbox. */
const keep = {
  name: 'keep',
  text: `WITH kept AS (
      INSERT INTO claim (id, agency_id, body)
      SELECT * FROM unnest($1::text[], $2::text[], $3::bytea[])
      ON CONFLICT (id) DO NOTHING RETURNING id
    ), told AS (INSERT INTO outbox (id) SELECT id FROM kept)
    SELECT count(*)::int AS count FROM kept`,
};
const forget = { name: 'forget', text: 'DELETE FROM outbox WHERE id = ANY($1::text[])' };
const waiting = `SELECT id, agency_id AS "agencyId", body FROM outbox JOIN claim USING (id)`;

/** What a hop remembers: one connection for what must be on disk before it is acknowledged, one for what need not be. */
export class Ledger {
  private constructor(
    private readonly durable: pg.Client,
    private readonly relaxed: pg.Client,
  ) {}

  static async open(connectionString: string): Promise<Ledger> {
    const [durable, relaxed] = [0, 1].map(() => new pg.Client({ connectionString })) as [
      pg.Client,
      pg.Client,
    ];
    await Promise.all([durable.connect(), relaxed.connect()]);
    await durable.query(tables);
    // A lost deletion only tells again what the next hop knows.
    await relaxed.query('SET synchronous_commit = off');
    return new Ledger(durable, relaxed);
  }

  /** Commits, and returns what is to be told now: all, unless some of it was there. */
  async keep(batch: readonly Told[]): Promise<readonly Told[]> {
    const values = [
      batch.map(({ id }) => id),
      batch.map(({ agencyId }) => agencyId),
      batch.map(({ body }) => body),
    ];
    const { rows } = await this.durable.query<{ count: number }>({ ...keep, values });
    if (rows[0]?.count === batch.length) return batch;
    const open = new Set((await this.untold()).map(({ id }) => id));
    return batch.filter(({ id }) => open.has(id));
  }

  async forget(batch: readonly Told[]): Promise<void> {
    await this.relaxed.query({ ...forget, values: [batch.map(({ id }) => id)] });
  }

  /** What an earlier process has committed and perhaps not told. */
  async untold(): Promise<readonly Told[]> {
    return (await this.durable.query<Told>(waiting)).rows;
  }

  async close(): Promise<void> {
    await Promise.all([this.durable.end(), this.relaxed.end()]);
  }
}
