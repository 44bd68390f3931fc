import { Injectable } from '@nestjs/common';
import type { Tx } from '@libs/persistence';

/** Who made which version of an agreement, and when. */
@Injectable()
export class AgreementLog {
  async note(
    tx: Tx,
    versions: readonly {
      readonly agencyId: string;
      readonly version: number;
      readonly validFrom: string;
      readonly changedBy: string;
    }[],
  ): Promise<void> {
    await tx.query(
      `INSERT INTO agreement_change (agency_id, version, changed_by, changed_at) SELECT * FROM unnest($1::text[], $2::int[], $3::text[], $4::timestamptz[])`,
      [
        versions.map(({ agencyId }) => agencyId),
        versions.map(({ version }) => version),
        versions.map(({ changedBy }) => changedBy),
        versions.map(({ validFrom }) => validFrom),
      ],
    );
  }
}
