import { Money } from '@libs/kernel';
import { assignNumbers } from './assign-numbers.js';
import type { Circumstances } from './circumstances.js';
import { leftOf, type Claim } from './claim.js';
import { liabilityOf, type Liability } from './liability.js';
import type { Decision, Outcome } from './outcome.js';
import { guardianIdentification, identificationOf, type Identification } from './parties.js';
import type { Released } from './state.js';
import { tasksAtSending, withTasks } from './tasks.js';

/**
 * Sends a claim that nothing is in the way of (R34): says who owes, gives a number to whom has none (R25), and asks staff
 * for what they can still put right (R24).
 */
export function release(claim: Claim, circumstances: Circumstances): Decision {
  const { terms } = circumstances;
  const liability = liabilityOf(claim, terms);
  const numbered = assignNumbers(claim, liability, circumstances);
  const sending = sendingOf(numbered.claim, liability, terms.version);
  const { state, outcomes } = withTasks(sending, tasksAtSending(sending));
  return { state, outcomes: [...numbered.outcomes, announcement(state), ...outcomes] };
}

function sendingOf(claim: Claim, liability: Liability, agreementVersion: number): Released {
  const amount = leftOf(claim);
  const account = identified(identificationOf(claim.borrower));
  const guardian = guardianIdentification(claim.guardian);
  const liableParty = liability.liable === 'guardian' ? identified(guardian) : account;
  const money = { amount, standing: amount, reimbursed: Money.zero };
  const books = { closed: false, refusedPayments: [] };
  return {
    kind: 'released',
    claim,
    sent: { agreementVersion, ...money, ...liability, account, liableParty, ...books },
  };
}

function announcement({ claim, sent }: Released): Outcome {
  const { facts, borrower, guardian, card } = claim;
  const { agreementVersion, amount, claimType, liable, minor } = sent;
  const parties = { borrower, guardian: liable === 'guardian' ? guardian : undefined };
  return {
    kind: 'released',
    facts,
    agreementVersion,
    amount,
    claimType,
    liable,
    minor,
    ...parties,
    card,
  };
}

/** Nothing is in the way of a claim that is released; one whose debtor has no number is our mistake. */
function identified(identification: Identification | undefined): Identification {
  if (identification === undefined)
    throw new Error('A claim was to be released without a number for who owes it.');
  return identification;
}
