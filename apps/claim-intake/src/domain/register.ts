import type { Agreement } from './agreement.js';
import type { Claim, FollowedClaim, Status } from './claim.js';
import type { BalanceCreated } from './library-event.js';
import { minorCircumstances } from './minor-circumstances.js';
import { refused, type Decision } from './outcome.js';
import { guardianStorySince, isBefore, unknownPatron, type KnownPatron } from './patron.js';
import { reason, type ReasonCode } from './reasons.js';
import { announced, standingUnder, type Unsettled } from './settle.js';

/** What a decision looks at beside the claim: both as they are now. */
export type Surroundings = {
  /** The newest version of the agency's agreement; none where it never had one (R11). */
  readonly agreement: Agreement | undefined;
  /** What was heard of the borrower before or beside this balance (R31). */
  readonly known?: KnownPatron | undefined;
};

/**
 * Takes a balance in. R01 lets it go on, R03 keeps it, R11 answers it without keeping anything. A balance that was
 * answered without an agreement may be told again: that is how an agency joins with a load of what is open.
 */
export function register(
  claim: Claim | undefined,
  created: BalanceCreated,
  { agreement, known }: Surroundings,
): Decision {
  if (claim?.kind === 'followed') return refused(claim, created, 'balance-already-known');
  if (agreement === undefined) return answerUnserved(created);
  const fault = faultOf(created);
  if (fault !== undefined) return refused(claim, created, fault);
  const heard = hear(created, known ?? unknownPatron);
  const state: FollowedClaim = { ...heard, standing: standingUnder(agreement, heard) };
  return { state, outcomes: [announced(state, agreement)] };
}

/** R11: an agency without an agreement gets an answer, and nothing of the balance is kept. */
export function answerUnserved({ agencyId, feeId }: { agencyId: string; feeId: string }): Decision {
  return {
    state: { kind: 'unserved', agencyId, feeId },
    outcomes: [{ kind: 'kept', transfer: 'no-agreement', reason: reason('no-agreement') }],
  };
}

/** R07: an amount of 0 or less is no balance. */
function faultOf({ amount, remainingAmount }: BalanceCreated): ReasonCode | undefined {
  if (!amount.isPositive()) return 'amount-not-positive';
  const outOfRange = remainingAmount.isNegative() || remainingAmount.compare(amount) > 0;
  return outOfRange ? 'remaining-out-of-range' : undefined;
}

function hear(created: BalanceCreated, known: KnownPatron): Unsettled {
  const { agencyId, feeId, type, acknowledged, creationDate, billNumber, loan, patronId } = created;
  const minor = minorCircumstances(created.borrower, creationDate, created.time);
  const newer =
    known.identity === undefined || isBefore(known.identity.at, created.time)
      ? undefined
      : known.identity;
  return {
    kind: 'followed',
    facts: { agencyId, feeId, type, acknowledged, creationDate, billNumber, loan, patronId, minor },
    personal: created.personal,
    patronKind: newer?.patronKind ?? created.patronKind,
    identityAt: newer?.at ?? created.time,
    newerIdentity: newer?.personal,
    toldAt: created.time,
    guardian: guardianStorySince(known, created.time),
    charged: created.amount,
    paidBefore: created.amount.minus(created.remainingAmount),
    payments: [],
    status: statusOf(created),
    verified: created.verified,
  };
}

function statusOf({ status }: BalanceCreated): Status {
  return status === 'closed' ? { kind: 'closed', as: 'not-told' } : { kind: status };
}
