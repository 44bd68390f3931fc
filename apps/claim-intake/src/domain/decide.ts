import type { Agreement } from './agreement.js';
import { cancel } from './cancel.js';
import { changeAmount } from './change-amount.js';
import type { Claim } from './claim.js';
import { close } from './close.js';
import type { BalanceChange, BalanceEvent } from './library-event.js';
import type { Decision } from './outcome.js';
import { payAtLibrary } from './pay-at-library.js';
import { register, type Surroundings } from './register.js';
import { reopen } from './reopen.js';
import { requestReimbursement } from './request-reimbursement.js';
import { sendToCollection } from './send-to-collection.js';
import { verify } from './verify.js';

/** Finds the verb for what the library says of a balance. */
export function decide(
  claim: Claim | undefined,
  event: BalanceEvent,
  surroundings: Surroundings,
): Decision {
  if (event.kind === 'balance.created') return register(claim, event, surroundings);
  return apply(claim, event.kind, { change: event, agreement: surroundings.agreement });
}

type Changes = { readonly [Kind in BalanceChange['kind']]: Extract<BalanceChange, { kind: Kind }> };
type Verb<Kind extends keyof Changes> = (
  claim: Claim | undefined,
  change: Changes[Kind],
  agreement: Agreement | undefined,
) => Decision;

const verbs: { readonly [Kind in keyof Changes]: Verb<Kind> } = {
  'balance.amount-changed': changeAmount,
  'balance.verified': verify,
  'balance.cancelled': cancel,
  'balance.reimbursement-requested': requestReimbursement,
  'balance.paid': payAtLibrary,
  'balance.reopened': reopen,
  'balance.closed': close,
  'balance.sent-to-collection': sendToCollection,
};

/** Kind and change share a type parameter, so that the compiler sees that they belong together. */
function apply<Kind extends keyof Changes>(
  claim: Claim | undefined,
  kind: Kind,
  { change, agreement }: { change: Changes[Kind]; agreement: Agreement | undefined },
): Decision {
  return verbs[kind](claim, change, agreement);
}
