import { Injectable } from '@nestjs/common';
import type { Tx } from '@libs/persistence';
import { Sealer } from '@libs/sealing';
import type { Settled } from '../domain/circumstances.js';
import { leftOf } from '../domain/claim.js';
import type { State } from '../domain/state.js';
import { documentOf, settledIn, stateOf, type StateColumns } from './claim-document.js';
import { personalDocumentOf, personalPartsOf, type PersonalDocument } from './claim-personal.js';

export type ClaimName = { readonly agencyId: string; readonly feeId: string };

/** A claim by its name, and whose way it goes on: the `traceparent` of what was last decided about it. */
export type TracedName = ClaimName & { readonly traceparent: string | undefined };

/** A claim with what its service remembers of it beside the domain's state. */
export type FollowedClaim = {
  readonly state: State;
  /** The last number applied of claim-intake's stream of it. */
  readonly intakeNumber: number;
  /** The version of the agreement by which it was last looked at. */
  readonly weighedBy: number;
  /** RFC 3339: since when it has been waiting; none unless it is. */
  readonly heldSince: string | undefined;
  /** What payment-reconciliation last told of the debtor system's reports; none before the first. */
  readonly settled: Settled | undefined;
  /** Of what was last decided about it. */
  readonly traceparent: string | undefined;
};

type Row = StateColumns & {
  readonly intake_number: string;
  readonly weighed_by: number;
  readonly held_since: Date | null;
  readonly personal: string;
  readonly traceparent: string | null;
};

/** Keeps each claim as verification follows it: what is searched by in columns, people sealed, the rest as a document. */
@Injectable()
export class ClaimStore {
  constructor(private readonly sealer: Sealer) {}

  /** By `claimKey`; only true for claims whose subjects are locked. */
  async find(tx: Tx, names: readonly ClaimName[]): Promise<ReadonlyMap<string, FollowedClaim>> {
    const rows = await tx.query<Row>(
      `SELECT agency_id, fee_id, municipality_code, standing, reasons, tasks, balance_type, creation_date::text, patron_id,
         patron_kind, held_since, weighed_by, intake_number, personal, document, traceparent
       FROM unnest($1::text[], $2::text[]) AS named (agency_id, fee_id) JOIN claim USING (agency_id, fee_id)`,
      [names.map(({ agencyId }) => agencyId), names.map(({ feeId }) => feeId)],
    );
    return new Map(rows.map((row) => [claimKey(nameOf(row)), this.claimOf(row)]));
  }

  async keep(tx: Tx, claims: readonly FollowedClaim[]): Promise<void> {
    const rows = claims.map((claim) => this.columnsOf(claim));
    await tx.send(
      `INSERT INTO claim (agency_id, fee_id, municipality_code, standing, reasons, tasks, balance_type, left_ore, creation_date,
         patron_id, patron_kind, held_since, weighed_by, intake_number, personal, document, traceparent)
       SELECT agency_id, fee_id, municipality_code, standing, reasons::text[], tasks::text[], balance_type, left_ore, creation_date,
         patron_id, patron_kind, held_since, weighed_by, intake_number, personal, document, traceparent
       FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::bigint[], $9::date[],
         $10::text[], $11::text[], $12::timestamptz[], $13::int[], $14::bigint[], $15::text[], $16::jsonb[], $17::text[])
         AS changed (agency_id, fee_id, municipality_code, standing, reasons, tasks, balance_type, left_ore, creation_date,
           patron_id, patron_kind, held_since, weighed_by, intake_number, personal, document, traceparent)
       ON CONFLICT (agency_id, fee_id) DO UPDATE SET standing = excluded.standing, reasons = excluded.reasons, tasks = excluded.tasks,
         left_ore = excluded.left_ore, patron_kind = excluded.patron_kind, held_since = excluded.held_since,
         weighed_by = excluded.weighed_by, intake_number = excluded.intake_number, personal = excluded.personal,
         document = excluded.document, traceparent = excluded.traceparent`,
      Array.from({ length: 17 }, (_, column) => rows.map((row) => row[column])),
    );
  }

  private claimOf(row: Row): FollowedClaim {
    const personal = this.sealer.open(row.personal, placeOfClaim(nameOf(row))) as PersonalDocument;
    return {
      state: stateOf(row, personalPartsOf(personal)),
      intakeNumber: Number(row.intake_number),
      weighedBy: row.weighed_by,
      heldSince: row.held_since?.toISOString(),
      settled: settledIn(row.document),
      traceparent: row.traceparent ?? undefined,
    };
  }

  private columnsOf(claim: FollowedClaim): unknown[] {
    const { state, intakeNumber, weighedBy, heldSince, settled, traceparent } = claim;
    const { facts, borrower, tasks } = state.claim;
    return [
      facts.agencyId,
      facts.feeId,
      facts.municipalityCode,
      state.kind,
      arrayText(reasonsOf(state)),
      arrayText(tasks),
      facts.type,
      leftOf(state.claim).ore,
      facts.creationDate.toString(),
      facts.patronId,
      borrower.kind,
      heldSince ?? null,
      weighedBy,
      intakeNumber,
      this.sealer.seal(personalDocumentOf(state), placeOfClaim(facts)),
      JSON.stringify(documentOf(state, settled)),
      traceparent ?? null,
    ];
  }
}

export function claimKey({ agencyId, feeId }: ClaimName): string {
  return `${agencyId}/${feeId}`;
}

function nameOf({ agency_id: agencyId, fee_id: feeId }: StateColumns): ClaimName {
  return { agencyId, feeId };
}

function placeOfClaim({ agencyId, feeId }: ClaimName): string {
  return `verification/claim/${agencyId}/${feeId}`;
}

function reasonsOf(state: State): readonly string[] {
  if (state.kind === 'awaiting-verification') return [state.kind];
  return state.kind === 'held' ? state.reasons : [];
}

/** PostgreSQL's text form of an array of codes, which hold no quotes and no commas. */
function arrayText(codes: readonly string[]): string {
  return `{${codes.join(',')}}`;
}
