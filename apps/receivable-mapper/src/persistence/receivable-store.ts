import { Injectable } from '@nestjs/common';
import { Money } from '@libs/kernel';
import type { Tx } from '@libs/persistence';
import type { Receivable } from '../domain/receivable.js';

export type ClaimName = { readonly agencyId: string; readonly feeId: string };

type Row = {
  readonly agency_id: string;
  readonly fee_id: string;
  readonly receivable_id: string;
  readonly account_id: string;
  readonly liability_id: string;
  readonly municipality_code: string;
  readonly agreement_version: number;
  readonly standing: Receivable['kind'];
  readonly charged_ore: string;
  readonly written_down_ore: string;
};

/** Remembers the receivable of each claim: no more of it than the next change asks for. */
@Injectable()
export class ReceivableStore {
  async find(tx: Tx, names: readonly ClaimName[]): Promise<ReadonlyMap<string, Receivable>> {
    const rows = await tx.query<Row>(
      `SELECT receivable.* FROM unnest($1::text[], $2::text[]) AS named (agency_id, fee_id) JOIN receivable USING (agency_id, fee_id)`,
      [names.map(({ agencyId }) => agencyId), names.map(({ feeId }) => feeId)],
    );
    return new Map(
      rows.map((row) => [
        claimKey({ agencyId: row.agency_id, feeId: row.fee_id }),
        receivableOf(row),
      ]),
    );
  }

  async keep(tx: Tx, receivables: readonly Receivable[]): Promise<void> {
    await tx.send(
      `INSERT INTO receivable (agency_id, fee_id, receivable_id, account_id, liability_id, municipality_code, agreement_version, standing, charged_ore, written_down_ore)
       SELECT * FROM unnest($1::text[], $2::text[], $3::uuid[], $4::uuid[], $5::uuid[], $6::text[], $7::int[], $8::text[], $9::bigint[], $10::bigint[])
       ON CONFLICT (agency_id, fee_id) DO UPDATE SET account_id = excluded.account_id, liability_id = excluded.liability_id,
         standing = excluded.standing, written_down_ore = excluded.written_down_ore`,
      [
        receivables.map(({ agencyId }) => agencyId),
        receivables.map(({ feeId }) => feeId),
        receivables.map(({ receivableId }) => receivableId),
        receivables.map(({ accountId }) => accountId),
        receivables.map(({ liabilityId }) => liabilityId),
        receivables.map(({ municipalityCode }) => municipalityCode),
        receivables.map(({ agreementVersion }) => agreementVersion),
        receivables.map(({ kind }) => kind),
        receivables.map(({ charged }) => charged.ore),
        receivables.map(({ writtenDown }) => writtenDown.ore),
      ],
    );
  }
}

export function claimKey({ agencyId, feeId }: ClaimName): string {
  return `${agencyId}/${feeId}`;
}

function receivableOf(row: Row): Receivable {
  return {
    kind: row.standing,
    receivableId: row.receivable_id,
    accountId: row.account_id,
    liabilityId: row.liability_id,
    agencyId: row.agency_id,
    feeId: row.fee_id,
    municipalityCode: row.municipality_code,
    agreementVersion: row.agreement_version,
    charged: Money.ofOre(Number(row.charged_ore)),
    writtenDown: Money.ofOre(Number(row.written_down_ore)),
  };
}
