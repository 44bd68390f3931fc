import type { Agreement } from './agreement.js';
import { admit } from './admit.js';
import { isRegistered, type Claim } from './claim.js';
import type { BalanceClosed } from './library-event.js';
import { answering, type Decision } from './outcome.js';
import { settle } from './settle.js';

/** R03: a closing at the library is followed until the claim goes on; after that verification answers it (R13). */
export function close(
  claim: Claim | undefined,
  change: BalanceClosed,
  agreement: Agreement | undefined,
): Decision {
  return admit(claim, change, agreement, (followed, inForce) => {
    const { status } = change;
    if (!isRegistered(followed))
      return settle({ ...followed, status: { kind: 'closed', as: status } }, inForce);
    return { state: followed, outcomes: [{ kind: 'closed', ...answering(change), status }] };
  });
}
