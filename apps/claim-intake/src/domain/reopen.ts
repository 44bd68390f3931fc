import type { Agreement } from './agreement.js';
import { admit } from './admit.js';
import { isRegistered, type Claim } from './claim.js';
import type { BalanceReopened } from './library-event.js';
import { answering, type Decision } from './outcome.js';
import { settle } from './settle.js';

/**
 * R03: a closing or a collection mark was a mistake. A claim that the cut-off move left out for it goes on now, for it is
 * open and there is no choosing (R02, R07).
 */
export function reopen(
  claim: Claim | undefined,
  change: BalanceReopened,
  agreement: Agreement | undefined,
): Decision {
  return admit(claim, change, agreement, (followed, inForce) => {
    if (!isRegistered(followed)) return settle({ ...followed, status: { kind: 'open' } }, inForce);
    return { state: followed, outcomes: [{ kind: 'reopened', ...answering(change) }] };
  });
}
