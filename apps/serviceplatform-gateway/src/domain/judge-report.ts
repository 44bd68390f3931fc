import type { CalendarDate, Instant, Money } from '@libs/kernel';

/** One movement in a debtor system's report, as it came (R49). */
export type ReportItem = {
  readonly kind: 'covered' | 'coverage-reversed' | 'written-off' | 'write-off-reversed';
  readonly transactionId: string;
  readonly receivableId: string;
  /** The movement that a reversal undoes. */
  readonly originalId?: string;
  readonly amount: Money;
  readonly registeredAt: Instant;
  readonly effectiveDate: CalendarDate;
  readonly channel?: string;
};

/** What we know of a receivable that a report may speak of. */
export type KnownReceivable = {
  readonly receivableId: string;
  readonly municipalityCode: string;
};

/** The element a refusal points at, by its name in the debtor services and its UUID. */
export type Pointer = { readonly element: string; readonly id: string };

export type Refusal = {
  readonly code: 'unknown-receivable' | 'reversal-without-original' | 'amount-not-positive';
  readonly title: string;
  readonly pointer: Pointer;
};

/** `counted` becomes a payment event; `refused` is answered with its pointer and kept all the same (R51). */
export type Verdict =
  | {
      readonly kind: 'counted';
      readonly item: ReportItem;
      readonly municipalityCode: string;
    }
  | {
      readonly kind: 'refused';
      readonly item: ReportItem;
      readonly refusal: Refusal;
      /** For our own journal only: the receivable exists, but is another municipality's. */
      readonly ownedByAnother: boolean;
    };

const ELEMENTS: Readonly<Record<ReportItem['kind'], string>> = {
  covered: 'FordringDækning',
  'coverage-reversed': 'FordringDækningNedregulering',
  'written-off': 'FordringAfskrivning',
  'write-off-reversed': 'FordringAfskrivningNedregulering',
};

/**
 * R51: reminder fees, interest and claims born in the debtor system are not ours. A report on a receivable that we
 * don't know, or that isn't the reporter's, is refused with a pointer to it; the answer doesn't tell which of the two.
 * @param reporter the municipality that the report came from, by its certificate or token
 */
export function judgeReport(
  item: ReportItem,
  known: KnownReceivable | undefined,
  reporter: string,
): Verdict {
  if (known === undefined) return refuse(item, unknownReceivable(item), false);
  if (known.municipalityCode !== reporter) return refuse(item, unknownReceivable(item), true);
  const fault = faultOf(item);
  if (fault !== undefined) return refuse(item, fault, false);
  return { kind: 'counted', item, municipalityCode: known.municipalityCode };
}

function faultOf(item: ReportItem): Refusal | undefined {
  const pointer = { element: ELEMENTS[item.kind], id: item.transactionId };
  if (!item.amount.isPositive()) {
    return { code: 'amount-not-positive', title: 'Beløbet skal være større end nul', pointer };
  }
  const reversal = item.kind === 'coverage-reversed' || item.kind === 'write-off-reversed';
  return reversal && item.originalId === undefined
    ? {
        code: 'reversal-without-original',
        title: 'Tilbageførslen peger ikke på det, den tilbagefører',
        pointer,
      }
    : undefined;
}

function unknownReceivable({ receivableId }: ReportItem): Refusal {
  return {
    code: 'unknown-receivable',
    title: 'Fordringen kendes ikke i bibliotekssystemet',
    pointer: { element: 'Fordring', id: receivableId },
  };
}

function refuse(item: ReportItem, refusal: Refusal, ownedByAnother: boolean): Verdict {
  return { kind: 'refused', item, refusal, ownedByAnother };
}

/** The one answer that a report of many movements gets. */
export type ReportAnswer =
  | { readonly kind: 'accepted' }
  | { readonly kind: 'accepted-with-remarks' | 'rejected'; readonly refusals: readonly Refusal[] };

/**
 * Rejected if nothing in it counted; accepted with remarks that point at what didn't, if something did. What counted
 * stays counted when the debtor system sends all of it again: each movement counts once by its UUID.
 */
export function answerReport(verdicts: readonly Verdict[]): ReportAnswer {
  const refusals = verdicts.flatMap((verdict) =>
    verdict.kind === 'refused' ? [verdict.refusal] : [],
  );
  if (refusals.length === 0) return { kind: 'accepted' };
  const some = refusals.length < verdicts.length;
  return { kind: some ? 'accepted-with-remarks' : 'rejected', refusals };
}
