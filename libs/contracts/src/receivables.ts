import { ArrayMaxSize, IsArray } from 'class-validator';
import { claimTypes, type ClaimType } from './claims-of-verification.js';
import { Event } from './event.js';
import { Placed } from './order.js';
import { DebtorsPersonal, ReceiptPersonal, ReceivablePersonal } from './people.js';
import { CodedReason } from './reason.js';
import {
  Agency,
  Amount,
  Counted,
  Day,
  EventId,
  Id,
  LowerUuid,
  Municipality,
  OneOf,
  Optional,
  PositiveAmount,
  Required,
  Text,
  textLimits,
  Time,
} from './rules.js';
import { Nested, Sealed } from './shape.js';

const ofReceivable = {
  exchange: 'receivables',
  kind: 'receivable',
  key: 'receivableId',
  routedBy: 'municipalityCode',
} as const;

export abstract class OfReceivable extends Placed {
  @LowerUuid() receivableId!: string;
  @Agency() agencyId!: string;
  @Id() feeId!: string;
  @Municipality() municipalityCode!: string;
}

export abstract class ReceivableStep extends OfReceivable {
  @LowerUuid() accountId!: string;
  @LowerUuid() liabilityId!: string;
  @Counted() agreementVersion!: number;
}

/** From the first to the last day of the period (R38). */
export class Period {
  @Day() from!: string;
  @Day() to!: string;
}

@Event({ type: 'dk.debitorbro.receivable.raised.v1', ...ofReceivable })
export class ReceivableRaised extends ReceivableStep {
  @OneOf(claimTypes) claimType!: ClaimType;
  @LowerUuid() claimTypeCode!: string;
  @Optional() @Text(10) psrmType?: string;
  @PositiveAmount() amount!: string;
  @Day() creationDate!: string;
  @Day() foundationDate!: string;
  @Day() dueDate!: string;
  @Required() @Nested(() => Period) period!: Period;
  @IsArray() @ArrayMaxSize(50) @Nested(() => CodedReason) warnings!: CodedReason[];
  @Required() @Sealed(() => ReceivablePersonal) personal!: ReceivablePersonal | string;
}

/** A write-down of whatever origin: `reductionId` is its UUID at the debtor system. */
export abstract class ReceivableWriteDown extends ReceivableStep {
  @LowerUuid() reductionId!: string;
  @PositiveAmount() amount!: string;
  @EventId() changeId!: string;
  @Text(textLimits.name) changeType!: string;
}

@Event({ type: 'dk.debitorbro.receivable.reduced.v1', ...ofReceivable })
export class ReceivableReduced extends ReceivableWriteDown {}

@Event({ type: 'dk.debitorbro.receivable.cancelled.v1', ...ofReceivable })
export class ReceivableCancelled extends ReceivableWriteDown {}

@Event({ type: 'dk.debitorbro.receivable.reimbursed.v1', ...ofReceivable })
export class ReceivableReimbursed extends ReceivableWriteDown {}

@Event({ type: 'dk.debitorbro.receivable.debtor-changed.v1', ...ofReceivable })
export class ReceivableDebtorChanged extends ReceivableStep {
  @LowerUuid() formerAccountId!: string;
  @LowerUuid() formerLiabilityId!: string;
  @EventId() changeId!: string;
  @Text(textLimits.name) changeType!: string;
  @Required() @Sealed(() => DebtorsPersonal) personal!: DebtorsPersonal | string;
}

/** Which message to the debtor system is answered: the charge itself, or a later change. */
export class Answers {
  @OneOf(['charge', 'change']) kind!: 'charge' | 'change';
  @Optional() @EventId() changeId?: string;
  @Optional() @Text(textLimits.name) changeType?: string;
}

/** The debtor system's reason, and the element that it points at. */
export class ReceiptReason {
  @Text(textLimits.name) code!: string;
  @Text(textLimits.text) title!: string;
  @Optional() @Text(textLimits.name) pointer?: string;
}

export abstract class ReceivableAnswer extends OfReceivable {
  @Required() @Nested(() => Answers) answers!: Answers;
  @Time() at!: string;
  @Optional() @Nested(() => ReceiptReason) reason?: ReceiptReason;
  @Optional() @Sealed(() => ReceiptPersonal) personal?: ReceiptPersonal | string;
}

@Event({ type: 'dk.debitorbro.receivable.sent.v1', ...ofReceivable })
export class ReceivableSent extends ReceivableAnswer {}

@Event({ type: 'dk.debitorbro.receivable.accepted.v1', ...ofReceivable })
export class ReceivableAccepted extends ReceivableAnswer {}

@Event({ type: 'dk.debitorbro.receivable.accepted-with-remarks.v1', ...ofReceivable })
export class ReceivableAcceptedWithRemarks extends ReceivableAnswer {}

@Event({ type: 'dk.debitorbro.receivable.rejected.v1', ...ofReceivable })
export class ReceivableRejected extends ReceivableAnswer {}

/** A change that is never sent: the library took the balance back, and the debtor system had never accepted the charge (R45). */
@Event({ type: 'dk.debitorbro.receivable.not-needed.v1', ...ofReceivable })
export class ReceivableNotNeeded extends OfReceivable {
  @Required() @Nested(() => Answers) answers!: Answers;
  @Time() at!: string;
}

const ofPayment = {
  exchange: 'payments',
  key: 'transactionId',
  routedBy: 'municipalityCode',
} as const;

/** What a debtor system reports of a receivable. Not numbered: the UUID makes it count once. */
export abstract class ReceivableReport {
  @LowerUuid() receivableId!: string;
  @LowerUuid() transactionId!: string;
  @Municipality() municipalityCode!: string;
  @Amount() amount!: string;
  @Time() registeredAt!: string;
  @Day() effectiveDate!: string;
  @Optional() @Text(textLimits.name) channel?: string;
}

export abstract class ReceivableReversal extends ReceivableReport {
  /** The coverage or write-off that is taken back. */
  @LowerUuid() originalId!: string;
}

@Event({ type: 'dk.debitorbro.receivable.covered.v1', ...ofPayment })
export class ReceivableCovered extends ReceivableReport {}

@Event({ type: 'dk.debitorbro.receivable.coverage-reversed.v1', ...ofPayment })
export class ReceivableCoverageReversed extends ReceivableReversal {}

@Event({ type: 'dk.debitorbro.receivable.written-off.v1', ...ofPayment })
export class ReceivableWrittenOff extends ReceivableReport {}

@Event({ type: 'dk.debitorbro.receivable.write-off-reversed.v1', ...ofPayment })
export class ReceivableWriteOffReversed extends ReceivableReversal {}
