import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Tx } from '@libs/persistence';
import { KeyedHash } from '@libs/sealing';

/** Who an account belongs to: a CPR, replacement CPR or CVR number at an agency. Never kept, only its keyed hash. */
export type AccountHolder = { readonly agencyId: string; readonly identifier: string };

type Row = {
  readonly agency_id: string;
  readonly identity_hash: string;
  readonly account_id: string;
};

/**
 * Gives each debtor of an agency one account, minted once (R16). While hash keys rotate, an account is found by any of the
 * hashes, so that nobody gets a second one.
 */
@Injectable()
export class AccountStore {
  constructor(private readonly hash: KeyedHash) {}

  /** The account of each holder, by `holderKey`; unknown holders get one now. */
  async of(tx: Tx, holders: readonly AccountHolder[]): Promise<ReadonlyMap<string, string>> {
    const named = new Map(holders.map((holder) => [holderKey(holder), holder]));
    const found = await this.find(tx, [...named.values()]);
    const missing = [...named].filter(([key]) => !found.has(key)).map(([, holder]) => holder);
    if (missing.length === 0) return found;
    const [, made] = await Promise.all([this.make(tx, missing), this.find(tx, missing)]);
    return new Map([...found, ...made]);
  }

  private async find(tx: Tx, holders: readonly AccountHolder[]): Promise<Map<string, string>> {
    const byHash = new Map(
      holders.flatMap((holder) =>
        this.hash
          .all('account', holder.identifier)
          .map((hash) => [`${holder.agencyId} ${hash}`, holder] as const),
      ),
    );
    const wanted = [...byHash.keys()].map((key) => key.split(' '));
    const rows = await tx.query<Row>(
      `SELECT account.* FROM unnest($1::text[], $2::text[]) AS wanted (agency_id, identity_hash) JOIN account USING (agency_id, identity_hash)`,
      [wanted.map(([agencyId]) => agencyId), wanted.map(([, hash]) => hash)],
    );
    const accounts = new Map<string, string>();
    for (const row of rows) {
      const holder = byHash.get(`${row.agency_id} ${row.identity_hash}`);
      if (holder !== undefined) accounts.set(holderKey(holder), row.account_id);
    }
    return accounts;
  }

  /** In one order for all: two batches that meet the same new debtor wait for each other, and the first one's account stands. */
  private async make(tx: Tx, holders: readonly AccountHolder[]): Promise<void> {
    const rows = holders.map(({ agencyId, identifier }) => ({
      agencyId,
      hash: this.hash.current('account', identifier),
      accountId: randomUUID(),
    }));
    await tx.query(
      `INSERT INTO account (agency_id, identity_hash, account_id)
       SELECT * FROM unnest($1::text[], $2::text[], $3::uuid[]) AS made (agency_id, identity_hash, account_id) ORDER BY agency_id COLLATE "C", identity_hash COLLATE "C"
       ON CONFLICT DO NOTHING`,
      [
        rows.map(({ agencyId }) => agencyId),
        rows.map(({ hash }) => hash),
        rows.map(({ accountId }) => accountId),
      ],
    );
  }
}

export function holderKey({ agencyId, identifier }: AccountHolder): string {
  return `${agencyId} ${identifier}`;
}
