import type { Agreement } from './agreement.js';
import { admit } from './admit.js';
import { cancelClaim } from './cancel.js';
import { isRegistered, type Claim, type FollowedClaim } from './claim.js';
import type { AmountChanged } from './library-event.js';
import { answering, refused, unchanged, type Decision } from './outcome.js';
import { settle } from './settle.js';

/** R43 lowers the charge, R44 never raises it, and nothing at all is a cancellation (R45). */
export function changeAmount(
  claim: Claim | undefined,
  change: AmountChanged,
  agreement: Agreement | undefined,
): Decision {
  return admit(claim, change, agreement, (followed, inForce) => lower(followed, change, inForce));
}

function lower(claim: FollowedClaim, change: AmountChanged, agreement: Agreement): Decision {
  const { newAmount } = change;
  if (newAmount.isNegative()) return refused(claim, change, 'amount-below-zero');
  if (newAmount.compare(claim.charged) > 0) return refused(claim, change, 'amount-raised');
  if (newAmount.isZero()) return cancelClaim(claim, change, agreement);
  if (newAmount.equals(claim.charged)) return unchanged(claim);
  if (claim.status.kind === 'closed') return refused(claim, change, 'balance-closed');
  const lowered = { ...claim, charged: newAmount };
  if (!isRegistered(claim)) return settle(lowered, agreement);
  return { state: lowered, outcomes: [{ kind: 'amountChanged', ...answering(change), newAmount }] };
}
