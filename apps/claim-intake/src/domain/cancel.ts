import type { Agreement } from './agreement.js';
import { admit } from './admit.js';
import { isRegistered, type Claim, type FollowedClaim } from './claim.js';
import type { AmountChanged, BalanceCancelled } from './library-event.js';
import { answering, type Decision } from './outcome.js';
import { settle } from './settle.js';

/** R10, R45: a cancelled balance never goes on; one that has gone on is cancelled where it is now. */
export function cancel(
  claim: Claim | undefined,
  change: BalanceCancelled,
  agreement: Agreement | undefined,
): Decision {
  return admit(claim, change, agreement, (followed, inForce) =>
    cancelClaim(followed, change, inForce),
  );
}

/** For every word that amounts to a cancellation. */
export function cancelClaim(
  claim: FollowedClaim,
  change: BalanceCancelled | AmountChanged,
  agreement: Agreement,
): Decision {
  const cancelled: FollowedClaim = { ...claim, status: { kind: 'cancelled' } };
  if (!isRegistered(claim)) return settle(cancelled, agreement);
  return { state: cancelled, outcomes: [{ kind: 'cancelled', ...answering(change) }] };
}
