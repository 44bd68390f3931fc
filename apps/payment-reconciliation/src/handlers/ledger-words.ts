import {
  ReceivableCancelled,
  ReceivableCovered,
  ReceivableCoverageReversed,
  ReceivableRaised,
  ReceivableReduced,
  ReceivableReimbursed,
  ReceivableWriteOffReversed,
  ReceivableWrittenOff,
  type ReceivableReport,
} from '@libs/contracts';
import { Money, parseDate, parseInstant } from '@libs/kernel';
import type { LedgerEvent, Reported } from '../domain/ledger/ledger-event.js';

type Told = { readonly id: string; readonly time: string };

/** What an event moves in the ledger, if anything. */
export function ledgerEventOf(event: object, { id, time }: Told): LedgerEvent | undefined {
  const at = parseInstant(time);
  if (event instanceof ReceivableRaised) {
    const { receivableId, municipalityCode, agencyId, feeId, amount, creationDate } = event;
    return {
      kind: 'raised',
      receivableId,
      sourceMessageId: id,
      municipalityCode,
      agencyId,
      feeId,
      amount: Money.fromKroner(amount),
      creationDate: parseDate(creationDate),
      at,
    };
  }
  for (const [kind, of] of writeDowns) {
    if (event instanceof of)
      return {
        kind,
        receivableId: event.receivableId,
        reductionId: event.reductionId,
        sourceMessageId: id,
        amount: Money.fromKroner(event.amount),
        at,
      };
  }
  return undefined;
}

const writeDowns = [
  ['reduced', ReceivableReduced],
  ['cancelled', ReceivableCancelled],
  ['reimbursed', ReceivableReimbursed],
] as const;

/** What a debtor system reports, in the ledger's words. */
export function reportOf(event: ReceivableReport, { id }: Told): Reported {
  const { receivableId, transactionId, amount, registeredAt, effectiveDate, channel } = event;
  const told = {
    receivableId,
    transactionId,
    sourceMessageId: id,
    amount: Money.fromKroner(amount),
    registeredAt: parseInstant(registeredAt),
    effectiveDate: parseDate(effectiveDate),
    ...(channel !== undefined && { channel }),
  };
  if (event instanceof ReceivableCoverageReversed)
    return { kind: 'coverage-reversed', originalId: event.originalId, ...told };
  if (event instanceof ReceivableWriteOffReversed)
    return { kind: 'write-off-reversed', originalId: event.originalId, ...told };
  return { kind: event instanceof ReceivableWrittenOff ? 'written-off' : 'covered', ...told };
}

export const reports = [
  ReceivableCovered,
  ReceivableCoverageReversed,
  ReceivableWrittenOff,
  ReceivableWriteOffReversed,
] as const;
