import { Event } from './event.js';
import {
  Loan,
  type BalanceType,
  type ClosedStatus,
  type GuardianChange,
} from './library-balances.js';
import { Placed } from './order.js';
import { ClaimPersonal, Guardian, Patron, patronKinds, type PatronKind } from './people.js';
import { CodedReason } from './reason.js';
import {
  Agency,
  Amount,
  Counted,
  Day,
  EventId,
  Flag,
  Id,
  Municipality,
  OneOf,
  Optional,
  Required,
  Text,
  textLimits,
  Time,
} from './rules.js';
import { Nested, Sealed } from './shape.js';

export const ofClaim = {
  exchange: 'claims',
  kind: 'balance',
  key: 'feeId',
  routedBy: 'agencyId',
} as const;

export abstract class OfClaim extends Placed {
  @Agency() agencyId!: string;
  @Id() feeId!: string;
}

/** What is known of a claim all along the line. */
export abstract class ClaimFacts extends OfClaim {
  @Municipality() municipalityCode!: string;
  @Counted() agreementVersion!: number;
  @OneOf(['fee', 'compensation']) type!: BalanceType;
  @Optional() @Flag() acknowledged?: boolean;
  @Amount() amount!: string;
  @Day() creationDate!: string;
  @Optional() @Text(textLimits.id) billNumber?: string;
  @Optional() @Nested(() => Loan) loan?: Loan;
  @Id() patronId!: string;
  @OneOf(patronKinds) patronKind!: PatronKind;
}

export type GuardianNow = 'as-created' | 'another-person' | 'nobody';

/** A balance that is to be transferred goes on. */
@Event({ type: 'dk.debitorbro.claim.registered.v1', ...ofClaim })
export class ClaimRegistered extends ClaimFacts {
  @Amount() remainingAmount!: string;
  @Flag() verified!: boolean;
  /** As told at creation: liability is settled by it (R23). */
  @Required() @Sealed(() => ClaimPersonal) personal!: ClaimPersonal | string;
  /** The newest word on who the borrower is, where newer (R06, R31). */
  @Optional() @Sealed(() => Patron, 'patron') newerPatron?: Patron | string;
  /** The newest number of the guardian of the day of creation (R31). */
  @Optional() @Sealed(() => Guardian, 'patron') newerGuardian?: Guardian | string;
  @OneOf(['as-created', 'another-person', 'nobody']) guardianNow!: GuardianNow;
  /** The time of the library's own event, where the claim goes on at once: never kept. */
  @Optional() @Time() toldAt?: string;
}

export type KeptTransfer = 'before-cut-off' | 'no-agreement' | 'left-out';

/** A balance that stays at the library, and why. */
@Event({ type: 'dk.debitorbro.claim.kept.v1', ...ofClaim })
export class ClaimKept extends OfClaim {
  @OneOf(['before-cut-off', 'no-agreement', 'left-out']) transfer!: KeptTransfer;
  @Optional() @Nested(() => CodedReason) reason?: CodedReason;
  @Time() at!: string;
}

/** A change of a claim that has gone on; names the library's event, so that an answer can. */
export abstract class ClaimChange extends OfClaim {
  @EventId() changeId!: string;
  @Text(textLimits.name) changeType!: string;
  @Time() at!: string;
}

@Event({ type: 'dk.debitorbro.claim.amount-changed.v1', ...ofClaim })
export class ClaimAmountChanged extends ClaimChange {
  @Amount() newAmount!: string;
}

@Event({ type: 'dk.debitorbro.claim.verified.v1', ...ofClaim })
export class ClaimVerified extends ClaimChange {
  @OneOf(['manual', 'automatic']) verifiedBy!: 'manual' | 'automatic';
}

@Event({ type: 'dk.debitorbro.claim.cancelled.v1', ...ofClaim })
export class ClaimCancelled extends ClaimChange {}

@Event({ type: 'dk.debitorbro.claim.closed.v1', ...ofClaim })
export class ClaimClosed extends ClaimChange {
  @OneOf(['paid', 'written-off', 'cancelled', 'collection-ended']) status!: ClosedStatus;
}

@Event({ type: 'dk.debitorbro.claim.sent-to-collection.v1', ...ofClaim })
export class ClaimSentToCollection extends ClaimChange {}

@Event({ type: 'dk.debitorbro.claim.reopened.v1', ...ofClaim })
export class ClaimReopened extends ClaimChange {}

@Event({ type: 'dk.debitorbro.claim.paid-at-library.v1', ...ofClaim })
export class ClaimPaidAtLibrary extends ClaimChange {
  @Id() paymentId!: string;
  @Amount() amount!: string;
  @Optional() @Id() undoes?: string;
}

@Event({ type: 'dk.debitorbro.claim.reimbursement-requested.v1', ...ofClaim })
export class ClaimReimbursementRequested extends ClaimChange {
  @Optional() @Amount() amount?: string;
}

@Event({ type: 'dk.debitorbro.claim.identity-changed.v1', ...ofClaim })
export class ClaimIdentityChanged extends ClaimChange {
  @Id() patronId!: string;
  @OneOf(patronKinds) patronKind!: PatronKind;
  @Required() @Sealed(() => Patron, 'patron') newerPatron!: Patron | string;
}

@Event({ type: 'dk.debitorbro.claim.guardian-changed.v1', ...ofClaim })
export class ClaimGuardianChanged extends ClaimChange {
  @Id() patronId!: string;
  @OneOf(['another-person', 'number-changed', 'removed']) change!: GuardianChange;
  @Optional() @Sealed(() => Guardian, 'patron') newerGuardian?: Guardian | string;
}

/** Intake refuses a change. */
@Event({ type: 'dk.debitorbro.claim.change-refused.v1', ...ofClaim })
export class ClaimChangeRefused extends OfClaim {
  @Text(textLimits.name) refusedType!: string;
  @EventId() refusedId!: string;
  @Required() @Nested(() => CodedReason) reason!: CodedReason;
  @Time() at!: string;
}
