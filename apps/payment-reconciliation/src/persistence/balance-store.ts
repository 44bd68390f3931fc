import { Injectable } from '@nestjs/common';
import type { Tx } from '@libs/persistence';
import type { LedgerEntry } from '../domain/ledger/ledger-entry.js';
import type { ReceivableLedger } from '../domain/ledger/receivable-ledger.js';
import type { BalanceTransfer } from '../domain/transfer/transfer.js';
import {
  booksDocument,
  booksOf,
  transferDocument,
  transferOf,
  type Books,
  type BooksDocument,
  type TransferDocument,
} from './books-document.js';

export type BalanceName = { readonly agencyId: string; readonly feeId: string };
export type KnownBalance = {
  readonly transfer: BalanceTransfer;
  readonly books: Books | undefined;
};

type Row = {
  readonly agency_id: string;
  readonly fee_id: string;
  readonly transfer: TransferDocument;
  readonly books: BooksDocument | null;
};

/** Keeps each balance: where it stands for the library, and its receivable's books; entries are only ever added. */
@Injectable()
export class BalanceStore {
  async find(tx: Tx, names: readonly BalanceName[]): Promise<ReadonlyMap<string, KnownBalance>> {
    const rows = await tx.query<Row>(
      `SELECT agency_id, fee_id, transfer, books FROM unnest($1::text[], $2::text[]) AS named (agency_id, fee_id) JOIN balance USING (agency_id, fee_id)`,
      [names.map(({ agencyId }) => agencyId), names.map(({ feeId }) => feeId)],
    );
    return new Map(
      rows.map((row) => {
        const name = { agencyId: row.agency_id, feeId: row.fee_id };
        return [
          balanceKey(name),
          {
            transfer: transferOf(row.transfer),
            books: row.books === null ? undefined : booksOf(name, row.books),
          },
        ];
      }),
    );
  }

  /** Which balance a receivable is of: never changes once known. */
  async balancesOf(
    tx: Tx,
    receivableIds: readonly string[],
  ): Promise<ReadonlyMap<string, BalanceName>> {
    const rows = await tx.query<{ receivable_id: string; agency_id: string; fee_id: string }>(
      `SELECT receivable_id, agency_id, fee_id FROM balance WHERE receivable_id = ANY($1::uuid[])`,
      [receivableIds],
    );
    return new Map(
      rows.map((row) => [row.receivable_id, { agencyId: row.agency_id, feeId: row.fee_id }]),
    );
  }

  async keep(tx: Tx, balances: readonly KnownBalance[]): Promise<void> {
    await tx.send(
      `INSERT INTO balance (agency_id, fee_id, transfer, receivable_id, books)
       SELECT * FROM unnest($1::text[], $2::text[], $3::jsonb[], $4::uuid[], $5::jsonb[])
       ON CONFLICT (agency_id, fee_id) DO UPDATE SET transfer = excluded.transfer, receivable_id = excluded.receivable_id, books = excluded.books`,
      [
        balances.map(({ transfer }) => transfer.agencyId),
        balances.map(({ transfer }) => transfer.feeId),
        balances.map(({ transfer }) => JSON.stringify(transferDocument(transfer))),
        balances.map(({ books }) => books?.ledger.receivableId ?? null),
        balances.map(({ books }) =>
          books === undefined ? null : JSON.stringify(booksDocument(books)),
        ),
      ],
    );
  }

  async enter(tx: Tx, entries: readonly LedgerEntry[]): Promise<void> {
    if (entries.length === 0) return;
    await tx.send(
      `INSERT INTO ledger_entry (municipality_code, receivable_id, transaction_id, account, entry_type, amount_ore, parent_transaction_id, source_message_id, effective_date, registered_at, flags, corrected_by, correction_reason)
       SELECT * FROM unnest($1::text[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::bigint[], $7::text[], $8::text[], $9::date[], $10::timestamptz[], $11::text[], $12::text[], $13::text[])`,
      [
        entries.map(({ municipalityCode }) => municipalityCode),
        entries.map(({ receivableId }) => receivableId),
        entries.map(({ transactionId }) => transactionId),
        entries.map(({ account }) => account),
        entries.map(({ type }) => type),
        entries.map(({ amount }) => amount.ore),
        entries.map(({ parentTransactionId }) => parentTransactionId ?? null),
        entries.map(({ sourceMessageId }) => sourceMessageId),
        entries.map(({ effectiveDate }) => effectiveDate.toString()),
        entries.map(({ registeredAt }) => registeredAt.toString()),
        entries.map(({ flags }) => flags.join(' ')),
        entries.map(({ correction }) => correction?.by ?? null),
        entries.map(({ correction }) => correction?.reason ?? null),
      ],
    );
  }

  /** A balance's entries in the order in which they were entered (R15). */
  async entriesOf(
    tx: Tx,
    { municipalityCode, receivableId }: Pick<ReceivableLedger, 'municipalityCode' | 'receivableId'>,
  ): Promise<readonly Record<string, unknown>[]> {
    return tx.query(
      `SELECT transaction_id AS "transactionId", parent_transaction_id AS "parentTransactionId", account, entry_type AS type, amount_ore AS "amountOre",
         effective_date::text AS "effectiveDate", registered_at AS "registeredAt", entered_at AS "enteredAt", flags,
         corrected_by AS "correctedBy", correction_reason AS "correctionReason"
       FROM ledger_entry WHERE municipality_code = $1 AND receivable_id = $2 ORDER BY entered_at, transaction_id, account`,
      [municipalityCode, receivableId],
    );
  }
}

export function balanceKey({ agencyId, feeId }: BalanceName): string {
  return `${agencyId}/${feeId}`;
}
