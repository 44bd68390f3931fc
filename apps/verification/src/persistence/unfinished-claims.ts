import { Injectable } from '@nestjs/common';
import { Agreements, type AgreementVersion } from '@libs/agreements';
import type { CalendarDate } from '@libs/kernel';
import { Database } from '@libs/persistence';
import type { ClaimName, TracedName } from './claim-store.js';

/** A claim to be looked at again, and what is behind it: the newer version of its agreement, or nothing but time. */
export type Unfinished = TracedName & { readonly cause: string | undefined };

type Row = ClaimName & { readonly traceparent: string | null; readonly cause: string | null };

/** What of an agency is to be looked at again. */
type Due = {
  readonly agencyId: string;
  /** Claims that were last looked at by an older version of the agreement. */
  readonly version: number;
  /** `YYYY-MM-DD`: compensations that wait for verification and were created no later; none where that takes somebody. */
  readonly verifiedIfCreatedBy: string | undefined;
  /** In which that version was heard of. */
  readonly traceparent: string | undefined;
};

/**
 * Finds claims that may no longer be what they were: those that still wait, and those that are sent with something left to do.
 * Reads without locks: whoever acts on it looks again.
 */
@Injectable()
export class UnfinishedClaims {
  constructor(
    private readonly database: Database,
    private readonly agreements: Agreements,
  ) {}

  /** In the order of their names, after one of them. */
  async find(
    today: CalendarDate,
    after: ClaimName,
    claimsMax: number,
  ): Promise<readonly Unfinished[]> {
    const newest = await this.agreements.all(this.database);
    const due = newest.map((agreement) => dueIn(agreement, today));
    const rows = await this.database.query<Row>(
      `SELECT claim.agency_id AS "agencyId", claim.fee_id AS "feeId", claim.traceparent,
         CASE WHEN claim.weighed_by < due.version THEN due.traceparent END AS cause
       FROM unnest($1::text[], $2::int[], $3::date[], $7::text[]) AS due (agency_id, version, verified_if_created_by, traceparent) JOIN claim USING (agency_id)
       WHERE (claim.standing IN ('awaiting-verification', 'held') OR claim.tasks <> '{}')
         AND (claim.weighed_by < due.version
           OR ('awaiting-verification' = ANY(claim.reasons) AND claim.creation_date <= due.verified_if_created_by))
         AND (claim.agency_id, claim.fee_id) > ($4, $5)
       ORDER BY claim.agency_id, claim.fee_id LIMIT $6`,
      [
        due.map(({ agencyId }) => agencyId),
        due.map(({ version }) => version),
        due.map(({ verifiedIfCreatedBy }) => verifiedIfCreatedBy ?? null),
        after.agencyId,
        after.feeId,
        claimsMax,
        due.map(({ traceparent }) => traceparent ?? null),
      ],
    );
    return rows.map(({ traceparent, cause, ...name }) => ({
      ...name,
      traceparent: traceparent ?? undefined,
      cause: cause ?? undefined,
    }));
  }
}

/** R10: automatic verification by the calendar, where the agency has set a number of days. */
function dueIn(agreement: AgreementVersion, today: CalendarDate): Due {
  const { agencyId, version, settings, traceparent } = agreement;
  const { mode, afterDays } = settings.verification;
  const byCalendar = mode === 'automatic' && afterDays != null;
  return {
    agencyId,
    version,
    verifiedIfCreatedBy: byCalendar ? today.subtract({ days: afterDays }).toString() : undefined,
    traceparent,
  };
}
