import type { Database } from '@libs/persistence';

/** The books of many receivables: which are paid, lowered or given up follows from their numbers. Amounts in øre. */
export type Book = {
  readonly receivableId: string;
  readonly chargedOre: number;
  readonly loweredOre: number;
  readonly paidOre: number;
  readonly writtenOffOre: number;
};

export function bookOf(number: number): Book {
  const chargedOre = 1_000 + ((number * 7_919) % 50_000);
  const half = Math.floor(chargedOre / 2);
  return {
    receivableId: idOf(number),
    chargedOre,
    loweredOre: number % 10 === 3 ? 100 : 0,
    paidOre: number % 5 < 2 ? half : 0,
    writtenOffOre: number % 20 === 7 ? chargedOre : 0,
  };
}

export function outstandingOre({ chargedOre, loweredOre, paidOre, writtenOffOre }: Book): number {
  return chargedOre - loweredOre - paidOre - writtenOffOre;
}

/** As PostgreSQL makes it of the same number. */
function idOf(number: number): string {
  return `${number.toString(16).padStart(8, '0')}-0000-4000-8000-${(number * 48_271).toString(16).padStart(12, '0')}`;
}

const movements = [
  { type: 'creation', other: 'charged', ore: 'charged', sign: 1 },
  { type: 'reduction', other: 'written-down', ore: 'lowered', sign: -1 },
  { type: 'payment', other: 'covered', ore: 'paid', sign: -1 },
  { type: 'write_off', other: 'written-off', ore: 'written_off', sign: -1 },
] as const;

/** Writes the ledger of `count` receivables of one agency, as if each event had come by message. */
export async function writeBooks(
  database: Database,
  { count, agencyId, municipality }: { count: number; agencyId: string; municipality: string },
): Promise<void> {
  await database.query(
    `CREATE TABLE many AS
     SELECT number, receivable_id, charged, lowered,
       CASE WHEN number % 5 < 2 THEN charged / 2 ELSE 0 END AS paid,
       CASE WHEN number % 20 = 7 THEN charged ELSE 0 END AS written_off
     FROM (SELECT number, 1000 + (number * 7919) % 50000 AS charged, CASE WHEN number % 10 = 3 THEN 100 ELSE 0 END AS lowered,
         (lpad(to_hex(number), 8, '0') || '-0000-4000-8000-' || lpad(to_hex(number * 48271), 12, '0'))::uuid AS receivable_id
       FROM generate_series(1::bigint, $1::bigint) AS number) AS numbered`,
    [count],
  );
  await database.query(
    `INSERT INTO balance (agency_id, fee_id, transfer, receivable_id)
     SELECT $1, 'fee-' || number, '{"shown": {"transfer": "accepted", "at": "2026-02-01T09:00:00Z"}}', receivable_id FROM many`,
    [agencyId],
  );
  for (const { type, other, ore, sign } of movements)
    await database.query(
      `INSERT INTO ledger_entry (municipality_code, receivable_id, transaction_id, account, entry_type, amount_ore, source_message_id, effective_date, registered_at, flags)
       SELECT $1, receivable_id, $2 || number, account, $2, side * ${ore}, 'written', '2026-02-01', '2026-02-01T09:00:00Z', ''
       FROM many, (VALUES ('receivable', ${String(sign)}), ($3, ${String(-sign)})) AS entry (account, side) WHERE ${ore} > 0`,
      [municipality, type, other],
    );
  await database.query(`VACUUM ANALYZE ledger_entry`);
}
