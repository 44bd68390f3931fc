import type { Agreement } from './agreement.js';
import { admit } from './admit.js';
import { isRegistered, type Claim, type FollowedClaim } from './claim.js';
import type { BalanceVerified } from './library-event.js';
import { answering, unchanged, type Decision } from './outcome.js';
import { settle } from './settle.js';

/** R09: only compensations are verified, and once. Kept with a claim that has not gone on, and handed on when it does. */
export function verify(
  claim: Claim | undefined,
  change: BalanceVerified,
  agreement: Agreement | undefined,
): Decision {
  return admit(claim, change, agreement, (followed, inForce) => approve(followed, change, inForce));
}

function approve(claim: FollowedClaim, change: BalanceVerified, agreement: Agreement): Decision {
  if (claim.facts.type === 'fee' || claim.verified) return unchanged(claim);
  const verified = { ...claim, verified: true };
  if (!isRegistered(claim)) return settle(verified, agreement);
  return {
    state: verified,
    outcomes: [{ kind: 'verified', ...answering(change), verifiedBy: change.verifiedBy }],
  };
}
