import type { Circumstances } from './circumstances.js';
import { identityObstacles } from './obstacles.js';
import type { Decision, Outcome } from './outcome.js';
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
  return {
    state,
    outcomes: readdressed === undefined ? outcomes : [debtorChanged(readdressed), ...outcomes],
  };
}

/** None where the debtor system knows them by these numbers already. */
function readdress(released: Released): Released | undefined {
  const { claim, sent } = released;
  const account = identificationOf(claim.borrower) ?? sent.account;
  const guardian = guardianIdentification(claim.guardian) ?? sent.liableParty;
  const liableParty = sent.liable === 'guardian' ? guardian : account;
  if (isSame(account, sent.account) && isSame(liableParty, sent.liableParty)) return undefined;
  return { ...released, sent: { ...sent, account, liableParty } };
}

function debtorChanged({ claim: { borrower, guardian }, sent: { liable } }: Released): Outcome {
  return {
    kind: 'debtorChanged',
    liable,
    borrower,
    guardian: liable === 'guardian' ? guardian : undefined,
  };
}

function isSame(one: Identification, other: Identification): boolean {
  if (one.kind === 'cvr') return other.kind === 'cvr' && one.number.equals(other.number);
  return one.kind === other.kind && one.number.equals(other.number);
}
