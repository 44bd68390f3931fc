import type { CalendarDate, Instant, Money } from '@libs/kernel';
import { danishDay, Temporal } from '@libs/kernel';
import type { EntryFlag, LedgerEntry } from './ledger-entry.js';
import type { LedgerEvent } from './ledger-event.js';
import { entryTypeOf, transactionIdOf } from './ledger-event.js';
import type { LedgerSums, ReceivableLedger } from './receivable-ledger.js';
import { accountBalance, LEDGER_ACCOUNTS } from './receivable-ledger.js';

type Counted = {
  readonly event: LedgerEvent;
  /** What of the event's amount moved the balance. */
  readonly applied: Money;
  readonly today: CalendarDate;
};

/** The entries that take every account from where it stood to where it stands: they sum to zero. */
export function entriesBetween(
  before: ReceivableLedger,
  after: LedgerSums,
  counted: Counted,
): readonly LedgerEntry[] {
  const { event } = counted;
  const heading = {
    municipalityCode: before.municipalityCode,
    receivableId: before.receivableId,
    transactionId: transactionIdOf(event),
    ...('originalId' in event && { parentTransactionId: event.originalId }),
    type: entryTypeOf(event),
    sourceMessageId: event.sourceMessageId,
    ...datesOf(event),
    flags: flagsOf(before, counted),
    ...('correction' in event && { correction: event.correction }),
  };
  return LEDGER_ACCOUNTS.map((account) => ({
    ...heading,
    account,
    amount: accountBalance(after, account).minus(accountBalance(before.sums, account)),
  })).filter(({ amount }) => !amount.isZero());
}

/** When it counts, and when it was registered. What we sent ourselves counts from its own Danish day. */
function datesOf(event: LedgerEvent): {
  readonly effectiveDate: CalendarDate;
  readonly registeredAt: Instant;
} {
  if ('effectiveDate' in event) {
    return { effectiveDate: event.effectiveDate, registeredAt: event.registeredAt };
  }
  const effectiveDate = event.kind === 'raised' ? event.creationDate : danishDay(event.at);
  return { effectiveDate, registeredAt: event.at };
}

function flagsOf(
  before: ReceivableLedger,
  { event, applied, today }: Counted,
): readonly EntryFlag[] {
  const { effectiveDate } = datesOf(event);
  const flags: EntryFlag[] = [];
  if (Temporal.PlainDate.compare(effectiveDate, today) > 0) flags.push('dated-in-the-future');
  if (Temporal.PlainDate.compare(effectiveDate, before.creationDate) < 0) {
    flags.push('dated-before-the-receivable');
  }
  if (!applied.equals(event.amount)) flags.push('exceeds-its-original');
  return flags;
}
