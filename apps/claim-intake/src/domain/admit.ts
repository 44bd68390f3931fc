import type { Agreement } from './agreement.js';
import type { Claim, FollowedClaim } from './claim.js';
import type { BalanceChange } from './library-event.js';
import { refused, unchanged, type Decision } from './outcome.js';
import { answerUnserved } from './register.js';

/**
 * Answers the changes that no claim can take: of an agency without an agreement (R11), of a balance that was never
 * loaded, of one that was cancelled. All others go to `decide`.
 */
export function admit(
  claim: Claim | undefined,
  change: BalanceChange,
  agreement: Agreement | undefined,
  decide: (claim: FollowedClaim, agreement: Agreement) => Decision,
): Decision {
  if (agreement === undefined) return answerUnserved(change);
  if (claim?.kind !== 'followed') return refused(claim, change, 'balance-unknown');
  if (claim.status.kind === 'cancelled') return afterCancellation(claim, change);
  return decide(claim, agreement);
}

/** Saying again that it is cancelled is no fault; everything else comes too late (R47). */
function afterCancellation(claim: FollowedClaim, change: BalanceChange): Decision {
  const repeats =
    change.kind === 'balance.cancelled' ||
    (change.kind === 'balance.closed' && change.status === 'cancelled');
  return repeats ? unchanged(claim) : refused(claim, change, 'balance-cancelled');
}
