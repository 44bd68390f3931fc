import { Injectable } from '@nestjs/common';
import { Temporal } from '@libs/kernel';
import type { Tx } from '@libs/persistence';
import type { GuardianChange, Identity, KnownPatron } from '../domain/patron.js';

export type PatronName = { readonly agencyId: string; readonly patronId: string };

type Document = {
  readonly identity?: {
    readonly at: string;
    readonly patronKind: Identity['patronKind'];
    readonly personal: string;
  };
  readonly guardianChanges: readonly {
    readonly at: string;
    readonly change: GuardianChange['change'];
    readonly personal?: string;
  }[];
};

/** Keeps what the library has told of patrons beside their balances; personal content sealed. */
@Injectable()
export class PatronStore {
  async find(tx: Tx, names: readonly PatronName[]): Promise<ReadonlyMap<string, KnownPatron>> {
    if (names.length === 0) return new Map();
    const rows = await tx.query<{ agency_id: string; patron_id: string; document: Document }>(
      `SELECT agency_id, patron_id, document FROM unnest($1::text[], $2::text[]) AS named (agency_id, patron_id) JOIN patron USING (agency_id, patron_id)`,
      [names.map(({ agencyId }) => agencyId), names.map(({ patronId }) => patronId)],
    );
    return new Map(
      rows.map((row) => [
        patronKey({ agencyId: row.agency_id, patronId: row.patron_id }),
        knownOf(row.document),
      ]),
    );
  }

  async keep(
    tx: Tx,
    patrons: readonly (PatronName & { readonly known: KnownPatron })[],
  ): Promise<void> {
    await tx.send(
      `INSERT INTO patron (agency_id, patron_id, document) SELECT * FROM unnest($1::text[], $2::text[], $3::jsonb[])
       ON CONFLICT (agency_id, patron_id) DO UPDATE SET document = excluded.document`,
      [
        patrons.map(({ agencyId }) => agencyId),
        patrons.map(({ patronId }) => patronId),
        patrons.map(({ known }) => JSON.stringify(documentOf(known))),
      ],
    );
  }
}

export function patronKey({ agencyId, patronId }: PatronName): string {
  return `${agencyId}/${patronId}`;
}

function documentOf({ identity, guardianChanges }: KnownPatron): Document {
  return {
    ...(identity !== undefined && {
      identity: {
        at: identity.at.toString(),
        patronKind: identity.patronKind,
        personal: identity.personal,
      },
    }),
    guardianChanges: guardianChanges.map(({ at, change, personal }) => ({
      at: at.toString(),
      change,
      ...(personal !== undefined && { personal }),
    })),
  };
}

function knownOf({ identity, guardianChanges }: Document): KnownPatron {
  return {
    identity: identity && {
      at: Temporal.Instant.from(identity.at),
      patronKind: identity.patronKind,
      personal: identity.personal,
    },
    guardianChanges: guardianChanges.map(({ at, change, personal }) => ({
      at: Temporal.Instant.from(at),
      change,
      personal,
    })),
  };
}
