import {
  BalanceAmountChanged,
  BalanceCancelled,
  BalanceClosed,
  BalanceCreated,
  BalancePaid,
  BalanceReimbursementRequested,
  BalanceReopened,
  BalanceSentToCollection,
  BalanceVerified,
  type Patron,
} from '@libs/contracts';
import { Money, parseDate, parseInstant, PersonNumber, type CalendarDate } from '@libs/kernel';
import type { Message } from '@libs/messaging';
import type { Loan } from '../domain/balance.js';
import type { BalanceCreated as Created, BalanceEvent } from '../domain/library-event.js';

export const balanceEvents = [
  BalanceCreated,
  BalanceAmountChanged,
  BalanceVerified,
  BalanceCancelled,
  BalanceReimbursementRequested,
  BalancePaid,
  BalanceReopened,
  BalanceClosed,
  BalanceSentToCollection,
] as const;

export type BalanceMessage = Message<InstanceType<(typeof balanceEvents)[number]>>;

/** The library's message in the domain's words. */
export function wordOf({ event, id, time, sealed }: BalanceMessage): BalanceEvent {
  const { agencyId, feeId } = event;
  const word = { id, time: parseInstant(time), agencyId, feeId };
  return event instanceof BalanceCreated
    ? { kind: 'balance.created', ...word, ...creationOf(event, sealed['personal'] ?? '') }
    : { ...word, ...changeOf(event) };
}

type Change = Exclude<BalanceEvent, Created>;
type Bare<Each> = Each extends unknown ? Omit<Each, 'id' | 'time' | 'agencyId' | 'feeId'> : never;

function changeOf(event: Exclude<BalanceMessage['event'], BalanceCreated>): Bare<Change> {
  if (event instanceof BalanceAmountChanged)
    return { kind: 'balance.amount-changed', newAmount: Money.fromKroner(event.newAmount) };
  if (event instanceof BalanceVerified)
    return { kind: 'balance.verified', verifiedBy: event.verifiedBy };
  if (event instanceof BalancePaid)
    return {
      kind: 'balance.paid',
      paymentId: event.paymentId,
      amount: Money.fromKroner(event.amount),
      undoes: event.undoes,
    };
  if (event instanceof BalanceReimbursementRequested)
    return { kind: 'balance.reimbursement-requested', amount: moneyIn(event.amount) };
  if (event instanceof BalanceClosed) return { kind: 'balance.closed', status: event.status };
  return { kind: kinds.find(([of]) => event instanceof of)?.[1] ?? 'balance.cancelled' };
}

function moneyIn(amount: string | undefined): Money | undefined {
  return amount === undefined ? undefined : Money.fromKroner(amount);
}

/** The changes that say nothing but that they happened. */
const kinds = [
  [BalanceReopened, 'balance.reopened'],
  [BalanceSentToCollection, 'balance.sent-to-collection'],
  [BalanceCancelled, 'balance.cancelled'],
] as const;

function creationOf(
  event: BalanceCreated,
  personal: string,
): Omit<Created, 'kind' | 'id' | 'time' | 'agencyId' | 'feeId'> {
  const { guardian, patron } = event;
  return {
    type: event.type,
    acknowledged: event.acknowledged,
    amount: Money.fromKroner(event.amount),
    remainingAmount: Money.fromKroner(event.remainingAmount ?? event.amount),
    creationDate: parseDate(event.creationDate),
    billNumber: event.billNumber,
    loan: event.loan && loanOf(event.loan),
    patronId: patron.patronId,
    patronKind: patron.kind,
    borrower: {
      bornOn: bornOn(patron),
      guardian: guardian && {
        since: guardian.since === undefined ? undefined : parseDate(guardian.since),
      },
    },
    personal,
    verified: event.verified ?? false,
    status: event.status ?? 'open',
  };
}

function loanOf({
  loanId,
  loanDate,
  renewalDate,
  dueDate,
  onHold,
}: NonNullable<BalanceCreated['loan']>): Loan {
  return {
    loanId,
    loanDate: parseDate(loanDate),
    renewalDate: renewalDate === undefined ? undefined : parseDate(renewalDate),
    returnDeadline: parseDate(dueDate),
    onHold,
  };
}

/** R21: from the birth date, else from the number. */
function bornOn({ kind, birthDate, personIdentifier }: Patron): CalendarDate | undefined {
  if (kind !== 'person') return undefined;
  if (birthDate !== undefined) return parseDate(birthDate);
  return personIdentifier === undefined
    ? undefined
    : PersonNumber.parse(personIdentifier).birthDate();
}
