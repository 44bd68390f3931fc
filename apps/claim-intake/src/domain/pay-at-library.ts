import type { Agreement } from './agreement.js';
import { admit } from './admit.js';
import { isRegistered, type Claim, type FollowedClaim } from './claim.js';
import type { BalancePaid } from './library-event.js';
import { answering, refused, type Decision } from './outcome.js';
import { enter } from './payments.js';
import { settle } from './settle.js';

/**
 * R03, R13: old balances are paid at the library, in whole or part, and payments are undone there. Intake keeps the books
 * of payment ids for every claim; whether one that has gone on may be paid at the library is verification's to say.
 */
export function payAtLibrary(
  claim: Claim | undefined,
  change: BalancePaid,
  agreement: Agreement | undefined,
): Decision {
  return admit(claim, change, agreement, (followed, inForce) => book(followed, change, inForce));
}

function book(claim: FollowedClaim, change: BalancePaid, agreement: Agreement): Decision {
  const entry = enter(claim.payments, change);
  if (entry.kind === 'refused') return refused(claim, change, entry.code);
  const booked = { ...claim, payments: entry.payments };
  if (!isRegistered(claim)) return settle(booked, agreement);
  const { paymentId, amount, undoes } = change;
  return {
    state: booked,
    outcomes: [{ kind: 'paidAtLibrary', ...answering(change), paymentId, amount, undoes }],
  };
}
