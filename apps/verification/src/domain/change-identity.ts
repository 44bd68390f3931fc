import { birthOf, learnBirth } from './birth.js';
import type { Circumstances } from './circumstances.js';
import type { Change, Claim } from './claim.js';
import { named, unchanged, type Decision } from './outcome.js';
import type { Borrower, Numbering } from './parties.js';
import { reconsider } from './reconsider.js';
import { isCancelled, type State } from './state.js';

export type IdentityChange = Change & { readonly borrower: Borrower };

/**
 * R31: the borrower as they are now; intake lets only the newest word through. What was held for the number may go, what
 * has been sent gets the new number. Nothing moves who is liable (R23).
 */
export function changeIdentity(
  state: State,
  { borrower, ...change }: IdentityChange,
  circumstances: Circumstances,
): Decision {
  if (isCancelled(state)) return unchanged(state);
  return reconsider(
    { ...state, claim: { ...withBorrower(state, borrower), numbersFrom: named(change) } },
    circumstances,
  );
}

function withBorrower({ kind, claim }: State, told: Borrower): Claim {
  const number = kind === 'released' ? keepKnown(claim.borrower.number, told.number) : told.number;
  return { ...claim, borrower: { ...told, number }, birth: learnBirth(claim.birth, birthOf(told)) };
}

/** A number that has been sent, one that we made among them (R25), stays until the library has another. */
export function keepKnown(ours: Numbering, told: Numbering): Numbering {
  return told.kind === 'missing' ? ours : told;
}
