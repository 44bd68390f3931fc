import { Injectable } from '@nestjs/common';
import { Money } from '@libs/kernel';
import { Database } from '@libs/persistence';
import type { ClaimFacts } from '../domain/claim.js';
import type { PatronKind } from '../domain/parties.js';
import type { HoldCode, TaskKind } from '../domain/reasons.js';
import type { ClaimName, TracedName } from './claim-store.js';

/** Whose claims, which of them, and from where on. What is undefined narrows nothing. */
export type HeldWanted = Page & {
  readonly reason: string | undefined;
  readonly patronKind: string | undefined;
  readonly balanceType: string | undefined;
  /** `YYYY-MM-DD`: created on an earlier day. */
  readonly createdBefore: string | undefined;
  readonly from: Money | undefined;
  readonly to: Money | undefined;
};

export type TasksWanted = Page & {
  readonly task: string | undefined;
  readonly feeId: string | undefined;
  readonly patronId: string | undefined;
};

export type Page = {
  /** Three-digit codes, or all of them. */
  readonly municipalities: readonly string[] | '*';
  readonly agencyId: string | undefined;
  readonly after: ClaimName | undefined;
  readonly rowsMax: number;
};

/** A claim that waits: ids and codes, nobody's name or number. */
export type HeldClaim = ClaimName & {
  readonly municipalityCode: string;
  readonly standing: 'awaiting-verification' | 'held';
  /** The one to show first stands first. */
  readonly reasons: readonly HoldCode[];
  readonly tasks: readonly TaskKind[];
  readonly type: ClaimFacts['type'];
  readonly left: Money;
  /** `YYYY-MM-DD`. */
  readonly creationDate: string;
  readonly patronId: string;
  readonly patronKind: PatronKind;
  readonly heldSince: Date;
};

export type ClaimWithTasks = ClaimName & {
  readonly municipalityCode: string;
  readonly patronId: string;
  readonly tasks: readonly TaskKind[];
};

type HeldRow = Omit<HeldClaim, 'left'> & { readonly leftOre: string };

const inPage = `($1::text[] IS NULL OR municipality_code = ANY($1)) AND ($2::text IS NULL OR agency_id = $2)
         AND (agency_id, fee_id) > ($3, $4)`;

/** Looks up what staff ask for (R30), in the order of agency and fee; reads without locks. */
@Injectable()
export class ClaimSearch {
  constructor(private readonly database: Database) {}

  async held(wanted: HeldWanted): Promise<readonly HeldClaim[]> {
    const rows = await this.database.query<HeldRow>(
      `SELECT agency_id AS "agencyId", fee_id AS "feeId", municipality_code AS "municipalityCode", standing, reasons, tasks,
         balance_type AS "type", left_ore AS "leftOre", creation_date::text AS "creationDate", patron_id AS "patronId",
         patron_kind AS "patronKind", held_since AS "heldSince"
       FROM claim
       WHERE standing IN ('awaiting-verification', 'held') AND ${inPage}
         AND ($6::text IS NULL OR $6 = ANY(reasons)) AND ($7::text IS NULL OR patron_kind = $7)
         AND ($8::text IS NULL OR balance_type = $8) AND ($9::date IS NULL OR creation_date < $9)
         AND ($10::bigint IS NULL OR left_ore >= $10) AND ($11::bigint IS NULL OR left_ore <= $11)
       ORDER BY agency_id, fee_id LIMIT $5`,
      [...pageOf(wanted), ...filtersOf(wanted)],
    );
    return rows.map(({ leftOre, ...row }) => ({ ...row, left: Money.ofOre(Number(leftOre)) }));
  }

  async withTasks(wanted: TasksWanted): Promise<readonly ClaimWithTasks[]> {
    return this.database.query<ClaimWithTasks>(
      `SELECT agency_id AS "agencyId", fee_id AS "feeId", municipality_code AS "municipalityCode", patron_id AS "patronId", tasks
       FROM claim
       WHERE tasks <> '{}' AND ${inPage}
         AND ($6::text IS NULL OR $6 = ANY(tasks)) AND ($7::text IS NULL OR fee_id = $7) AND ($8::text IS NULL OR patron_id = $8)
       ORDER BY agency_id, fee_id LIMIT $5`,
      [...pageOf(wanted), wanted.task ?? null, wanted.feeId ?? null, wanted.patronId ?? null],
    );
  }

  /** None if verification does not follow the claim at all. */
  async named({ agencyId, feeId }: ClaimName): Promise<TracedName | undefined> {
    const [row] = await this.database.query<{ traceparent: string | null }>(
      `SELECT traceparent FROM claim WHERE agency_id = $1 AND fee_id = $2`,
      [agencyId, feeId],
    );
    return row && { agencyId, feeId, traceparent: row.traceparent ?? undefined };
  }
}

/** What is not asked for is NULL. */
function filtersOf(wanted: HeldWanted): unknown[] {
  const { reason, patronKind, balanceType, createdBefore, from, to } = wanted;
  return [reason, patronKind, balanceType, createdBefore, from?.ore, to?.ore].map(
    (each) => each ?? null,
  );
}

function pageOf({ municipalities, agencyId, after, rowsMax }: Page): unknown[] {
  return [
    municipalities === '*' ? null : municipalities,
    agencyId ?? null,
    after?.agencyId ?? '',
    after?.feeId ?? '',
    rowsMax,
  ];
}
