import type { CalendarDate, Instant, Money } from '@libs/kernel';
import type { Correction, EntryType } from './ledger-entry.js';

type Sourced = {
  readonly receivableId: string;
  readonly sourceMessageId: string;
  readonly amount: Money;
};

/** A receivable was raised: the charge itself. */
export type ChargeRaised = Sourced & {
  readonly kind: 'raised';
  readonly municipalityCode: string;
  readonly agencyId: string;
  readonly feeId: string;
  readonly creationDate: CalendarDate;
  readonly at: Instant;
};

/** The library lowered the charge, took it back, or gave paid money back (R43, R45, R46). */
export type ChargeLowered = Sourced & {
  readonly kind: 'reduced' | 'cancelled' | 'reimbursed';
  readonly reductionId: string;
  readonly at: Instant;
};

/**
 * What a debtor system reported: a coverage, a write-off, or the reversal of one (R49). With a `correction` it is entered by
 * hand, under the id that the debtor system has for it, so that a report that comes after all counts no more.
 */
export type Reported = Sourced & {
  readonly transactionId: string;
  readonly registeredAt: Instant;
  readonly effectiveDate: CalendarDate;
  readonly channel?: string;
  readonly correction?: Correction;
} & (
    | { readonly kind: 'covered' | 'written-off' }
    | { readonly kind: 'coverage-reversed' | 'write-off-reversed'; readonly originalId: string }
  );

/** Finance has looked at a reversal of more than there was to reverse: the excess was never true. */
export type DisputeDismissed = Sourced & {
  readonly kind: 'coverage-dispute-dismissed' | 'write-off-dispute-dismissed';
  readonly transactionId: string;
  /** The reversal that was disputed. */
  readonly originalId: string;
  readonly registeredAt: Instant;
  readonly effectiveDate: CalendarDate;
  readonly correction: Correction;
};

export type LedgerEvent = ChargeRaised | ChargeLowered | Reported | DisputeDismissed;

const ENTRY_TYPES = {
  raised: 'creation',
  reduced: 'reduction',
  cancelled: 'cancellation',
  reimbursed: 'reimbursement',
  covered: 'payment',
  'coverage-reversed': 'payment_reduction',
  'written-off': 'write_off',
  'write-off-reversed': 'write_off_reduction',
  'coverage-dispute-dismissed': 'payment_reduction',
  'write-off-dispute-dismissed': 'write_off_reduction',
} as const satisfies Record<LedgerEvent['kind'], EntryType>;

/** The library system's word for what happened. */
export function entryTypeOf<Kind extends LedgerEvent['kind']>(event: {
  readonly kind: Kind;
}): (typeof ENTRY_TYPES)[Kind] {
  return ENTRY_TYPES[event.kind];
}

/** The id under which an event counts once, however often it is told. */
export function transactionIdOf(event: LedgerEvent): string {
  switch (event.kind) {
    case 'raised':
      return event.receivableId;
    case 'reduced':
    case 'cancelled':
    case 'reimbursed':
      return event.reductionId;
    default:
      return event.transactionId;
  }
}
