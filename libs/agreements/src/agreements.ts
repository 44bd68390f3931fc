import { AgreementSettings, instanceOf } from '@libs/contracts';
import type { Tx } from '@libs/persistence';

/** One version of an agency's agreement. Versions never change. */
export type AgreementVersion = {
  readonly agencyId: string;
  readonly version: number;
  readonly validFrom: string;
  readonly settings: AgreementSettings;
  /** W3C trace context of what made it, or had it heard of. */
  readonly traceparent?: string | undefined;
};

type Row = {
  readonly agency_id: string;
  readonly version: number;
  readonly valid_from: Date;
  readonly settings: unknown;
  readonly traceparent: string | null;
};

const columns = 'agency_id, version, valid_from, settings, traceparent';

/** Understands a service's own copy of the agreements. Versions are immutable, so they are remembered once read. */
export class Agreements {
  private readonly known = new Map<string, AgreementVersion>();

  constructor(private readonly versionsMax = 10_000) {}

  /** The named versions, by `versionKey`; a version that has not been heard of is missing. */
  async versions(
    tx: Tx,
    named: readonly { readonly agencyId: string; readonly version: number }[],
  ): Promise<ReadonlyMap<string, AgreementVersion>> {
    const wanted = new Map(
      named.map(({ agencyId, version }) => [versionKey(agencyId, version), { agencyId, version }]),
    );
    const unread = [...wanted].filter(([key]) => !this.known.has(key)).map(([, each]) => each);
    if (unread.length > 0) {
      const rows = await tx.query<Row>(
        `SELECT ${columns} FROM unnest($1::text[], $2::int[]) AS wanted (agency_id, version) JOIN agreement_version USING (agency_id, version)`,
        [unread.map(({ agencyId }) => agencyId), unread.map(({ version }) => version)],
      );
      for (const row of rows) this.remember(row);
    }
    return new Map([...wanted.keys()].flatMap((key) => this.entryOf(key)));
  }

  /** The newest version of each agency, by agency; only true under the agreement's lock. */
  async newest(
    tx: Tx,
    agencyIds: readonly string[],
  ): Promise<ReadonlyMap<string, AgreementVersion>> {
    const rows = await tx.query<Row>(
      `SELECT DISTINCT ON (agency_id) ${columns} FROM agreement_version WHERE agency_id = ANY($1) ORDER BY agency_id, version DESC`,
      [[...new Set(agencyIds)]],
    );
    return new Map(rows.map((row) => [row.agency_id, this.remember(row)]));
  }

  async all(tx: Tx): Promise<readonly AgreementVersion[]> {
    const rows = await tx.query<Row>(
      `SELECT DISTINCT ON (agency_id) ${columns} FROM agreement_version ORDER BY agency_id, version DESC`,
    );
    return rows.map((row) => this.remember(row));
  }

  async keep(tx: Tx, versions: readonly AgreementVersion[]): Promise<void> {
    await tx.send(
      `INSERT INTO agreement_version (${columns})
       SELECT * FROM unnest($1::text[], $2::int[], $3::timestamptz[], $4::jsonb[], $5::text[]) ON CONFLICT DO NOTHING`,
      [
        versions.map(({ agencyId }) => agencyId),
        versions.map(({ version }) => version),
        versions.map(({ validFrom }) => validFrom),
        versions.map(({ settings }) => JSON.stringify(settings)),
        versions.map(({ traceparent }) => traceparent ?? null),
      ],
    );
  }

  private entryOf(key: string): [string, AgreementVersion][] {
    const version = this.known.get(key);
    return version === undefined ? [] : [[key, version]];
  }

  private remember(row: Row): AgreementVersion {
    const key = versionKey(row.agency_id, row.version);
    const known = this.known.get(key);
    if (known !== undefined) return known;
    const version = {
      agencyId: row.agency_id,
      version: row.version,
      validFrom: row.valid_from.toISOString(),
      settings: instanceOf(AgreementSettings, row.settings),
      traceparent: row.traceparent ?? undefined,
    };
    if (this.known.size >= this.versionsMax) this.known.clear();
    this.known.set(key, version);
    return version;
  }
}

export function versionKey(agencyId: string, version: number): string {
  return `${agencyId}/${String(version)}`;
}
