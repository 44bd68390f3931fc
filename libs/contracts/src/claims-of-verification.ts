import { PersonalPart } from '@libs/kernel';
import { Event } from './event.js';
import { ClaimChange, ClaimFacts, ofClaim, OfClaim } from './claims-of-intake.js';
import { ClaimPersonal, Guardian, Patron } from './people.js';
import { CodedReason } from './reason.js';
import {
  Amount,
  EventId,
  Flag,
  Id,
  OneOf,
  Optional,
  Required,
  Text,
  textLimits,
  Time,
} from './rules.js';
import { Nested, Sealed } from './shape.js';

export class PartiesPersonal extends PersonalPart {
  @Required() @Nested(() => Patron) patron!: Patron;
  @Optional() @Nested(() => Guardian) guardian?: Guardian;
}

export class ReplacementPersonal extends PersonalPart {
  @Text(textLimits.identifier) personIdentifier!: string;
}

/** The six kinds of claim that a municipality tells apart (R19, R35). */
export const claimTypes = [
  'fee',
  'compensation-acknowledged',
  'compensation-unacknowledged',
  'fee-minor-unguarded',
  'compensation-acknowledged-minor-unguarded',
  'compensation-unacknowledged-minor-unguarded',
] as const;
export type ClaimType = (typeof claimTypes)[number];

@Event({ type: 'dk.debitorbro.claim.held.v1', ...ofClaim })
export class ClaimHeld extends OfClaim {
  @OneOf(['awaiting-verification', 'not-transferable']) transfer!:
    'awaiting-verification' | 'not-transferable';
  @Required() @Nested(() => CodedReason) reason!: CodedReason;
  @Time() at!: string;
}

/** The claim may be sent: `amount` is what is left of it now (R34). */
@Event({ type: 'dk.debitorbro.claim.released.v1', ...ofClaim })
export class ClaimReleased extends ClaimFacts {
  @OneOf(claimTypes) claimType!: ClaimType;
  @OneOf(['borrower', 'guardian']) liable!: 'borrower' | 'guardian';
  @Flag() minor!: boolean;
  /** As of release; the guardian goes along only where liable (R18). */
  @Required() @Sealed(() => ClaimPersonal) personal!: ClaimPersonal | string;
  @Time() at!: string;
  /** The time of the library's own event, where the claim was released at once: never kept nor held. */
  @Optional() @Time() toldAt?: string;
}

@Event({ type: 'dk.debitorbro.claim.withdrawn.v1', ...ofClaim })
export class ClaimWithdrawn extends OfClaim {
  @Required() @Nested(() => CodedReason) reason!: CodedReason;
  @Time() at!: string;
}

@Event({ type: 'dk.debitorbro.claim.written-down.v1', ...ofClaim })
export class ClaimWrittenDown extends ClaimChange {
  @Amount() amount!: string;
}

@Event({ type: 'dk.debitorbro.claim.taken-back.v1', ...ofClaim })
export class ClaimTakenBack extends ClaimChange {
  @Amount() amount!: string;
}

@Event({ type: 'dk.debitorbro.claim.reimbursed.v1', ...ofClaim })
export class ClaimReimbursed extends ClaimChange {
  @Amount() amount!: string;
}

/** R31: the borrower or the liable person has another number. */
/** `changeId` is the library's word on the patron that the newest numbers come from. */
@Event({ type: 'dk.debitorbro.claim.debtor-changed.v1', ...ofClaim })
export class ClaimDebtorChanged extends ClaimChange {
  @OneOf(['borrower', 'guardian']) liable!: 'borrower' | 'guardian';
  @Required() @Sealed(() => PartiesPersonal) personal!: PartiesPersonal | string;
}

/** Something that staff must do, or no longer must. The library hears of it through reconciliation. */
@Event({ type: 'dk.debitorbro.claim.task-raised.v1', ...ofClaim })
export class ClaimTaskRaised extends OfClaim {
  @Text(textLimits.name) task!: string;
  @Text(textLimits.text) text!: string;
  @Optional() @Id() patronId?: string;
  @Time() at!: string;
}

@Event({ type: 'dk.debitorbro.claim.task-cleared.v1', ...ofClaim })
export class ClaimTaskCleared extends OfClaim {
  @Text(textLimits.name) task!: string;
  @Time() at!: string;
}

/** R25: a replacement CPR number was made here, and the library is to be told. */
@Event({ type: 'dk.debitorbro.claim.replacement-assigned.v1', ...ofClaim })
export class ClaimReplacementAssigned extends OfClaim {
  @Id() patronId!: string;
  @OneOf(['patron', 'guardian']) whose!: 'patron' | 'guardian';
  @Required() @Sealed(() => ReplacementPersonal) personal!: ReplacementPersonal | string;
  @Time() at!: string;
}

/** Verification refuses a change. Another type than intake's, so that each stream is taken whole by whoever takes it. */
@Event({ type: 'dk.debitorbro.claim.change-declined.v1', ...ofClaim })
export class ClaimChangeDeclined extends OfClaim {
  @Text(textLimits.name) refusedType!: string;
  @EventId() refusedId!: string;
  @Required() @Nested(() => CodedReason) reason!: CodedReason;
  @Time() at!: string;
}
