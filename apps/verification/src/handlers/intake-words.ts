import {
  ClaimAmountChanged,
  ClaimCancelled,
  ClaimClosed,
  ClaimGuardianChanged,
  ClaimIdentityChanged,
  ClaimPaidAtLibrary,
  ClaimRegistered,
  ClaimReimbursementRequested,
  ClaimReopened,
  ClaimSentToCollection,
  ClaimVerified,
  type ClaimChange,
} from '@libs/contracts';
import { Money, PermanentFailure } from '@libs/kernel';
import { cancel } from '../domain/cancel.js';
import { changeGuardian } from '../domain/change-guardian.js';
import { changeIdentity } from '../domain/change-identity.js';
import type { Circumstances } from '../domain/circumstances.js';
import { close } from '../domain/close.js';
import { lowerAmount } from '../domain/lower-amount.js';
import type { Change } from '../domain/claim.js';
import type { Decision } from '../domain/outcome.js';
import { payAtLibrary } from '../domain/pay-at-library.js';
import { receive } from '../domain/receive.js';
import { reopen } from '../domain/reopen.js';
import { requestReimbursement } from '../domain/request-reimbursement.js';
import { sendToCollection } from '../domain/send-to-collection.js';
import type { State } from '../domain/state.js';
import { verify } from '../domain/verify.js';
import { openedBorrower, openedGuardian, registeredOf } from './registered-claim.js';

/** What claim-intake tells of a claim that goes on. */
export const intakeEvents = [
  ClaimRegistered,
  ClaimAmountChanged,
  ClaimVerified,
  ClaimCancelled,
  ClaimClosed,
  ClaimSentToCollection,
  ClaimReopened,
  ClaimPaidAtLibrary,
  ClaimReimbursementRequested,
  ClaimIdentityChanged,
  ClaimGuardianChanged,
] as const;

export type IntakeEvent = InstanceType<(typeof intakeEvents)[number]>;

/** One word to the domain. */
export type Word = (state: State | undefined, circumstances: Circumstances) => Decision;

/** What claim-intake's event says. @throws PermanentFailure `claim.unknown` from the word for a claim never registered. */
export function wordOf(event: IntakeEvent): Word {
  if (event instanceof ClaimRegistered) {
    const registered = registeredOf(event);
    return (state, circumstances) => receive(state, registered, circumstances);
  }
  const change = changeOf(event);
  return (state, circumstances) => change(known(state), circumstances);
}

type LaterWord = (state: State, circumstances: Circumstances) => Decision;

function changeOf(event: Exclude<IntakeEvent, ClaimRegistered>): LaterWord {
  if (event instanceof ClaimIdentityChanged) {
    const change = { ...nameOf(event), borrower: openedBorrower(event.newerPatron) };
    return (state, circumstances) => changeIdentity(state, change, circumstances);
  }
  if (event instanceof ClaimGuardianChanged) return guardianWord(event);
  if (event instanceof ClaimVerified) return verify;
  return namedChangeOf(event);
}

function guardianWord(event: ClaimGuardianChanged): LaterWord {
  const { change, newerGuardian } = event;
  const of = nameOf(event);
  if (change !== 'number-changed')
    return (state, circumstances) => changeGuardian(state, { ...of, change }, circumstances);
  if (newerGuardian === undefined)
    throw new PermanentFailure('claim.no-guardian', 'A changed number needs the guardian.');
  const guardian = openedGuardian(newerGuardian);
  return (state, circumstances) =>
    changeGuardian(state, { ...of, change, guardian }, circumstances);
}

type NamedChange =
  | ClaimAmountChanged
  | ClaimCancelled
  | ClaimClosed
  | ClaimSentToCollection
  | ClaimReopened
  | ClaimPaidAtLibrary
  | ClaimReimbursementRequested;

/** Changes that the library asks for, and is answered by name. */
function namedChangeOf(event: NamedChange): LaterWord {
  const change = nameOf(event);
  if (event instanceof ClaimAmountChanged) {
    const newAmount = Money.fromKroner(event.newAmount);
    return (state, c) => lowerAmount(state, { ...change, newAmount }, c);
  }
  if (event instanceof ClaimPaidAtLibrary) {
    const { paymentId, undoes } = event;
    const amount = Money.fromKroner(event.amount);
    return (state, c) =>
      payAtLibrary(state, { ...change, paymentId, amount, undoes: undoes ?? undefined }, c);
  }
  if (event instanceof ClaimReimbursementRequested) {
    const amount = event.amount == null ? undefined : Money.fromKroner(event.amount);
    return (state, c) => requestReimbursement(state, { ...change, amount }, c);
  }
  if (event instanceof ClaimClosed) {
    const { status } = event;
    return (state, c) => close(state, { ...change, status }, c);
  }
  if (event instanceof ClaimSentToCollection)
    return (state, c) => sendToCollection(state, change, c);
  if (event instanceof ClaimReopened) return (state, c) => reopen(state, change, c);
  return (state, c) => cancel(state, change, c);
}

function nameOf({ changeId, changeType }: ClaimChange): Change {
  return { changeId, changeType };
}

function known(state: State | undefined): State {
  if (state === undefined)
    throw new PermanentFailure('claim.unknown', 'The claim was changed before it was registered.');
  return state;
}
