import { IsArray } from 'class-validator';
import { Event } from './event.js';
import { CodedReason } from './reason.js';
import {
  Agency,
  AnyAmount,
  Amount,
  Day,
  EventId,
  Id,
  OneOf,
  Optional,
  Required,
  Text,
  textLimits,
  Time,
} from './rules.js';
import { Nested } from './shape.js';

const ofBalance = {
  exchange: 'library.updates',
  kind: 'balance',
  key: 'feeId',
  routedBy: 'agencyId',
} as const;
const ofTask = {
  exchange: 'library.updates',
  kind: 'task',
  key: 'taskId',
  routedBy: 'agencyId',
} as const;

export const transfers = [
  'before-cut-off',
  'no-agreement',
  'awaiting-verification',
  'not-transferable',
  'queued',
  'sent',
  'accepted',
  'accepted-with-remarks',
  'rejected',
  'withdrawn',
  'left-out',
] as const;
export type Transfer = (typeof transfers)[number];

abstract class UpdateOfBalance {
  @Agency() agencyId!: string;
  @Id() feeId!: string;
}

@Event({ type: 'dk.debitorbro.balance.transfer-changed.v1', ...ofBalance })
export class BalanceTransferChanged extends UpdateOfBalance {
  @OneOf(transfers) transfer!: Transfer;
  @Optional() @Nested(() => CodedReason) reason?: CodedReason;
  @Optional() @IsArray() @Nested(() => CodedReason) warnings?: CodedReason[];
  @Time() at!: string;
}

@Event({ type: 'dk.debitorbro.balance.change-answered.v1', ...ofBalance })
export class BalanceChangeAnswered extends UpdateOfBalance {
  @Text(textLimits.name) changeType!: string;
  @EventId() changeId!: string;
  @OneOf(['sent', 'accepted', 'accepted-with-remarks', 'rejected']) state!:
    'sent' | 'accepted' | 'accepted-with-remarks' | 'rejected';
  @Optional() @Nested(() => CodedReason) reason?: CodedReason;
  @Time() at!: string;
}

@Event({ type: 'dk.debitorbro.balance.change-refused.v1', ...ofBalance })
export class BalanceChangeRefused extends UpdateOfBalance {
  @Text(textLimits.name) refusedType!: string;
  @EventId() refusedId!: string;
  @Required() @Nested(() => CodedReason) reason!: CodedReason;
}

@Event({ type: 'dk.debitorbro.balance.transaction-registered.v1', ...ofBalance })
export class BalanceTransactionRegistered extends UpdateOfBalance {
  @Text(textLimits.id) transactionId!: string;
  @Optional() @Text(textLimits.id) parentTransactionId?: string;
  @OneOf(['payment', 'payment_reduction', 'write_off', 'write_off_reduction']) type!:
    'payment' | 'payment_reduction' | 'write_off' | 'write_off_reduction';
  @AnyAmount() amount!: string;
  @Amount() remainingAmount!: string;
  @Day() effectiveDate!: string;
  @Time() registeredAt!: string;
  @Optional() @Text(textLimits.name) channel?: string;
}

@Event({
  type: 'dk.debitorbro.patron.replacement-assigned.v1',
  exchange: 'library.updates',
  kind: 'patron',
  key: 'patronId',
  routedBy: 'agencyId',
  personal: true,
})
export class PatronReplacementAssigned {
  @Agency() agencyId!: string;
  @Id() patronId!: string;
  @OneOf(['patron', 'guardian']) whose!: 'patron' | 'guardian';
  @Text(textLimits.identifier) personIdentifier!: string;
}

abstract class OfTask {
  @Agency() agencyId!: string;
  @Id() taskId!: string;
  @Text(textLimits.name) kind!: string;
  @Optional() @Id() feeId?: string;
  @Optional() @Id() patronId?: string;
  @Text(textLimits.text) text!: string;
}

@Event({ type: 'dk.debitorbro.task.raised.v1', ...ofTask })
export class TaskRaised extends OfTask {}

@Event({ type: 'dk.debitorbro.task.cleared.v1', ...ofTask })
export class TaskCleared extends OfTask {}
