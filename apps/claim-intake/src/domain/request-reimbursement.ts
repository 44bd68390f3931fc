import type { Agreement } from './agreement.js';
import { admit } from './admit.js';
import { isRegistered, type Claim, type FollowedClaim } from './claim.js';
import type { ReimbursementRequested } from './library-event.js';
import { answering, refused, type Decision } from './outcome.js';
import type { ReasonCode } from './reasons.js';

/** R46: compensations that have gone on are reimbursed through the debtor system; what was paid here is paid back here. */
export function requestReimbursement(
  claim: Claim | undefined,
  change: ReimbursementRequested,
  agreement: Agreement | undefined,
): Decision {
  return admit(claim, change, agreement, (followed) => {
    const fault = faultOf(followed, change);
    if (fault !== undefined) return refused(followed, change, fault);
    return {
      state: followed,
      outcomes: [{ kind: 'reimbursementRequested', ...answering(change), amount: change.amount }],
    };
  });
}

function faultOf(claim: FollowedClaim, { amount }: ReimbursementRequested): ReasonCode | undefined {
  if (claim.facts.type === 'fee') return 'only-compensations-are-reimbursed';
  if (!isRegistered(claim)) return 'reimbursed-at-library';
  return amount === undefined || amount.isPositive() ? undefined : 'reimbursement-not-positive';
}
