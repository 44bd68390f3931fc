import type { Agreement } from './agreement.js';
import type { Claim } from './claim.js';
import { unchanged, type Decision } from './outcome.js';
import { settle } from './settle.js';

/**
 * What a new version of the agreement does to one kept claim: after a cut-off move (R02) it goes on, is left out with a
 * reason, or stays. What has gone on is untouched, so a sweep can be taken up again anywhere after a crash.
 */
export function sweep(claim: Claim, agreement: Agreement): Decision<Claim> {
  return claim.kind === 'followed' ? settle(claim, agreement) : unchanged(claim);
}
