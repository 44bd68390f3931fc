import type { Agreement } from './agreement.js';
import { admit } from './admit.js';
import { isRegistered, type Claim, type FollowedClaim } from './claim.js';
import type { SentToCollection } from './library-event.js';
import { answering, refused, type Decision } from './outcome.js';
import { settle } from './settle.js';

/** R03: the collection mark is followed until the claim goes on; after that verification answers it (R13). */
export function sendToCollection(
  claim: Claim | undefined,
  change: SentToCollection,
  agreement: Agreement | undefined,
): Decision {
  return admit(claim, change, agreement, (followed, inForce) => mark(followed, change, inForce));
}

function mark(claim: FollowedClaim, change: SentToCollection, agreement: Agreement): Decision {
  if (isRegistered(claim))
    return { state: claim, outcomes: [{ kind: 'sentToCollection', ...answering(change) }] };
  if (claim.status.kind === 'closed') return refused(claim, change, 'balance-closed');
  return settle({ ...claim, status: { kind: 'sent-to-collection' } }, agreement);
}
