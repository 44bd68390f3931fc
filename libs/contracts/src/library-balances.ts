import { ArrayMaxSize, IsArray } from 'class-validator';
import { Event } from './event.js';
import { Guardian, Material, materialsMax, Patron } from './people.js';
import { RequiredWhen } from './required-when.js';
import {
  Agency,
  AnyAmount,
  Day,
  Flag,
  Id,
  OneOf,
  Optional,
  Required,
  Text,
  textLimits,
} from './rules.js';
import { Nested } from './shape.js';

export type BalanceType = 'fee' | 'compensation';

/** `dueDate` is the return deadline, by FBS's name for it. */
export class Loan {
  @Id() loanId!: string;
  @Day() loanDate!: string;
  @Optional() @Day() renewalDate?: string;
  @Day() dueDate!: string;
  @Optional() @Flag() onHold?: boolean;
}

/** What every event about a balance names. */
export abstract class OfBalance {
  @Agency() agencyId!: string;
  @Id() feeId!: string;
}

const ofBalance = {
  exchange: 'library.balances',
  kind: 'balance',
  key: 'feeId',
  routedBy: 'agencyId',
} as const;
const ofPatron = {
  exchange: 'library.balances',
  kind: 'patron',
  key: 'patronId',
  routedBy: 'agencyId',
} as const;

@Event({ type: 'dk.debitorbro.balance.created.v1', ...ofBalance })
export class BalanceCreated extends OfBalance {
  @OneOf(['fee', 'compensation']) type!: BalanceType;
  /** Required for a compensation. */
  @RequiredWhen('type', 'compensation') @Flag() acknowledged?: boolean;
  @AnyAmount() amount!: string;
  @Optional() @AnyAmount() remainingAmount?: string;
  @Day() creationDate!: string;
  @Optional() @Text(textLimits.text) reasonMessage?: string;
  @Optional() @Text(textLimits.id) billNumber?: string;
  @Optional() @Nested(() => Loan) loan?: Loan;
  @IsArray() @ArrayMaxSize(materialsMax) @Nested(() => Material) materials!: Material[];
  @Required() @Nested(() => Patron) patron!: Patron;
  @Optional() @Nested(() => Guardian) guardian?: Guardian;
  @Optional() @Flag() verified?: boolean;
  @Optional() @OneOf(['open', 'closed', 'sent-to-collection']) status?:
    'open' | 'closed' | 'sent-to-collection';
}

@Event({ type: 'dk.debitorbro.balance.amount-changed.v1', ...ofBalance })
export class BalanceAmountChanged extends OfBalance {
  /** The whole charge; `"0.00"` counts as a cancellation. */
  @AnyAmount() newAmount!: string;
  @Optional() @Text(textLimits.text) reason?: string;
}

@Event({ type: 'dk.debitorbro.balance.verified.v1', ...ofBalance })
export class BalanceVerified extends OfBalance {
  @OneOf(['manual', 'automatic']) verifiedBy!: 'manual' | 'automatic';
}

@Event({ type: 'dk.debitorbro.balance.cancelled.v1', ...ofBalance })
export class BalanceCancelled extends OfBalance {
  @Optional() @Text(textLimits.text) reason?: string;
}

@Event({ type: 'dk.debitorbro.balance.reimbursement-requested.v1', ...ofBalance })
export class BalanceReimbursementRequested extends OfBalance {
  @Optional() @AnyAmount() amount?: string;
  @Optional() @Text(textLimits.text) reason?: string;
}

@Event({ type: 'dk.debitorbro.balance.paid.v1', ...ofBalance })
export class BalancePaid extends OfBalance {
  @Id() paymentId!: string;
  @AnyAmount() amount!: string;
  /** The `paymentId` that this one takes back. */
  @Optional() @Id() undoes?: string;
}

@Event({ type: 'dk.debitorbro.balance.reopened.v1', ...ofBalance })
export class BalanceReopened extends OfBalance {}

export type ClosedStatus = 'paid' | 'written-off' | 'cancelled' | 'collection-ended';

@Event({ type: 'dk.debitorbro.balance.closed.v1', ...ofBalance })
export class BalanceClosed extends OfBalance {
  @OneOf(['paid', 'written-off', 'cancelled', 'collection-ended']) status!: ClosedStatus;
}

@Event({ type: 'dk.debitorbro.balance.sent-to-collection.v1', ...ofBalance })
export class BalanceSentToCollection extends OfBalance {}

@Event({ type: 'dk.debitorbro.patron.identity-changed.v1', ...ofPatron })
export class PatronIdentityChanged {
  @Agency() agencyId!: string;
  @Id() patronId!: string;
  @Required() @Nested(() => Patron) patron!: Patron;
}

export type GuardianChange = 'another-person' | 'number-changed' | 'removed';

@Event({ type: 'dk.debitorbro.patron.guardian-changed.v1', ...ofPatron })
export class PatronGuardianChanged {
  @Agency() agencyId!: string;
  @Id() patronId!: string;
  @Optional() @Nested(() => Guardian) guardian?: Guardian;
  @OneOf(['another-person', 'number-changed', 'removed']) change!: GuardianChange;
}
