import { isRegistered, type Claim } from './claim.js';
import type { IdentityChanged } from './library-event.js';
import { answering, unchanged, type Decision } from './outcome.js';
import { isBefore } from './patron.js';

/**
 * R06, R31: the newest identity by the library's `time` is the one used. A claim that has not gone on keeps it for the day
 * that it does; one that has, passes it on. Nothing of who is liable changes with it (R23).
 */
export function changeIdentity(claim: Claim | undefined, change: IdentityChanged): Decision {
  if (claim?.kind !== 'followed' || claim.status.kind === 'cancelled') return unchanged(claim);
  if (isBefore(change.time, claim.identityAt)) return unchanged(claim);
  const { time: at, patronKind, personal } = change;
  return {
    state: { ...claim, patronKind, identityAt: at, newerIdentity: personal },
    outcomes: isRegistered(claim)
      ? [{ kind: 'identityChanged', ...answering(change), at, patronKind, personal }]
      : [],
  };
}
