import { Agency, Optional } from '@libs/contracts';
import { IsInt, Matches, Max, Min } from 'class-validator';
import type { Caller } from '@libs/host';
import type { Page } from '../persistence/claim-search.js';
import type { ClaimName } from '../persistence/claim-store.js';

/** What every list is asked by. */
export class PageQuery {
  @Optional()
  @Agency()
  agencyId?: string;

  /** The `after` of the last page's `Link`. */
  @Optional()
  @Matches(/^DK-\d{6}\/.{1,64}$/su, { message: 'must be what the last page names' })
  after?: string;

  @Optional()
  @IsInt({ message: 'must be a whole number' })
  @Min(1)
  @Max(5_000)
  limit?: number;
}

export const rowsOfPage = 1_000;

/** Narrows a list to the municipalities that the caller holds. */
export function pageFor({ agencyId, after, limit }: PageQuery, caller: Caller): Page {
  const [afterAgency = '', ...afterFee] = after?.split('/') ?? [];
  return {
    municipalities: caller.municipalities,
    agencyId,
    after: after === undefined ? undefined : { agencyId: afterAgency, feeId: afterFee.join('/') },
    rowsMax: limit ?? rowsOfPage,
  };
}

/** The value of a `Link` header (RFC 8288) to what comes after a full page; none after the last. */
export function linkToNext(
  url: string,
  rows: readonly ClaimName[],
  { rowsMax }: Page,
): string | undefined {
  const last = rows.at(-1);
  if (last === undefined || rows.length < rowsMax) return undefined;
  const next = new URL(url, 'http://localhost');
  next.searchParams.set('after', `${last.agencyId}/${last.feeId}`);
  return `<${next.pathname}${next.search}>; rel="next"`;
}
