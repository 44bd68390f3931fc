import type { Circumstances } from './circumstances.js';
import { identityObstacles } from './obstacles.js';
import type { Change } from './claim.js';
import { named, type Decision, type Outcome } from './outcome.js';
import { guardianIdentification, identificationOf, type Identification } from './parties.js';
import { hasNothingLeft } from './settlement.js';
import type { Released } from './state.js';
import { tasksAfterSending, withTasks } from './tasks.js';

/**
 * R31: sends a changed number on for a claim that is still open at the debtor system. A number that could not have been
 * sent in the first place is not sent now either, and staff get the task; who is liable stays (R23).
 */
export function redirect(released: Released, { terms, settled }: Circumstances): Decision {
  const { claim, sent } = released;
  const isOver = sent.closed || hasNothingLeft(sent, settled);
  const isBlocked = identityObstacles(claim, terms, sent.liable).length > 0;
  const readdressed = isOver || isBlocked ? undefined : readdress(released);
  const redirected = readdressed ?? released;
  const { state, outcomes } = withTasks(redirected, tasksAfterSending(redirected, terms));
  const told = readdressed?.claim.numbersFrom;
  return {
    state,
    outcomes: told === undefined ? outcomes : [debtorChanged(redirected, told), ...outcomes],
  };
}

/** None where the debtor system knows them by these numbers already: those of the creation, or the same ones told again. */
function readdress(released: Released): Released | undefined {
  const { claim, sent } = released;
  if (claim.numbersFrom === undefined) return undefined;
  const account = identificationOf(claim.borrower) ?? sent.account;
  const guardian = guardianIdentification(claim.guardian) ?? sent.liableParty;
  const liableParty = sent.liable === 'guardian' ? guardian : account;
  if (isSame(account, sent.account) && isSame(liableParty, sent.liableParty)) return undefined;
  return { ...released, sent: { ...sent, account, liableParty } };
}

function debtorChanged(
  { claim: { borrower, guardian }, sent: { liable } }: Released,
  change: Change,
): Outcome {
  return {
    kind: 'debtorChanged',
    ...named(change),
    liable,
    borrower,
    guardian: liable === 'guardian' ? guardian : undefined,
  };
}

function isSame(one: Identification, other: Identification): boolean {
  if (one.kind === 'cvr') return other.kind === 'cvr' && one.number.equals(other.number);
  return one.kind === other.kind && one.number.equals(other.number);
}
