import {
  agreementNeed,
  ClaimAmountChanged,
  ClaimCancelled,
  ClaimChangeRefused,
  ClaimClosed,
  ClaimGuardianChanged,
  ClaimIdentityChanged,
  ClaimKept,
  ClaimPaidAtLibrary,
  ClaimRegistered,
  ClaimReimbursementRequested,
  ClaimReopened,
  ClaimSentToCollection,
  ClaimVerified,
  type OfClaim,
} from '@libs/contracts';
import type { Loan } from '../domain/balance.js';
import type { Outcome, Registered } from '../domain/outcome.js';

/** Which claim a fact is of, when it was decided, and by which number of the library's stream. */
export type About = {
  readonly agencyId: string;
  readonly feeId: string;
  readonly patronId: string | undefined;
  readonly at: string;
  /** The time of the library's event that charged it, where that is what was decided on. */
  readonly toldAt?: string | undefined;
  readonly basis: Readonly<Record<string, number>>;
};

type Facts = {
  readonly [Kind in Outcome['kind']]: (
    outcome: Extract<Outcome, { kind: Kind }>,
    about: About,
  ) => OfClaim;
};

const facts: Facts = {
  registered: (outcome, about) => registered(outcome, about),
  kept: ({ transfer, reason }, { at }) => Object.assign(new ClaimKept(), { transfer, reason, at }),
  amountChanged: ({ newAmount, ...of }, { at }) =>
    Object.assign(new ClaimAmountChanged(), { ...change(of), newAmount: newAmount.toKroner(), at }),
  verified: ({ verifiedBy, ...of }, { at }) =>
    Object.assign(new ClaimVerified(), { ...change(of), verifiedBy, at }),
  cancelled: (of, { at }) => Object.assign(new ClaimCancelled(), { ...change(of), at }),
  closed: ({ status, ...of }, { at }) =>
    Object.assign(new ClaimClosed(), { ...change(of), status, at }),
  sentToCollection: (of, { at }) =>
    Object.assign(new ClaimSentToCollection(), { ...change(of), at }),
  reopened: (of, { at }) => Object.assign(new ClaimReopened(), { ...change(of), at }),
  paidAtLibrary: ({ paymentId, amount, undoes, ...of }, { at }) =>
    Object.assign(new ClaimPaidAtLibrary(), {
      ...change(of),
      paymentId,
      amount: amount.toKroner(),
      ...(undoes !== undefined && { undoes }),
      at,
    }),
  reimbursementRequested: ({ amount, ...of }, { at }) =>
    Object.assign(new ClaimReimbursementRequested(), {
      ...change(of),
      ...(amount !== undefined && { amount: amount.toKroner() }),
      at,
    }),
  identityChanged: ({ at, patronKind, personal, ...of }, { patronId }) =>
    Object.assign(new ClaimIdentityChanged(), {
      ...change(of),
      patronId,
      patronKind,
      newerPatron: personal,
      at: at.toString(),
    }),
  guardianChanged: ({ at, change: kind, personal, ...of }, { patronId }) =>
    Object.assign(new ClaimGuardianChanged(), {
      ...change(of),
      patronId,
      change: kind,
      ...(personal !== undefined && { newerGuardian: personal }),
      at: at.toString(),
    }),
  changeRefused: ({ refusedType, refusedId, reason }, { at }) =>
    Object.assign(new ClaimChangeRefused(), {
      refusedType: `dk.debitorbro.${refusedType}.v1`,
      refusedId,
      reason,
      at,
    }),
};

/** An outcome as the event that tells of it. */
export function factOf(outcome: Outcome, about: About): OfClaim {
  const { agencyId, feeId, basis } = about;
  const tell = facts[outcome.kind] as (outcome: Outcome, about: About) => OfClaim; // the table pairs each kind with its outcome
  return Object.assign(tell(outcome, about), { agencyId, feeId, basis });
}

function change({ changeId, changeType }: { changeId: string; changeType: string }): {
  changeId: string;
  changeType: string;
} {
  return { changeId, changeType: `dk.debitorbro.${changeType}.v1` };
}

function registered(outcome: Registered, { agencyId, toldAt }: About): ClaimRegistered {
  const { facts: told, guardian, newerIdentity } = outcome;
  return Object.assign(new ClaimRegistered(), {
    municipalityCode: outcome.municipalityCode,
    agreementVersion: outcome.agreementVersion,
    type: told.type,
    ...(told.acknowledged !== undefined && { acknowledged: told.acknowledged }),
    amount: outcome.amount.toKroner(),
    remainingAmount: outcome.remainingAmount.toKroner(),
    creationDate: told.creationDate.toString(),
    ...(told.billNumber !== undefined && { billNumber: told.billNumber }),
    ...(told.loan !== undefined && { loan: loanOf(told.loan) }),
    patronId: told.patronId,
    patronKind: outcome.patronKind,
    verified: outcome.verified,
    personal: outcome.personal,
    ...(newerIdentity !== undefined && { newerPatron: newerIdentity }),
    ...(guardian.number !== undefined && { newerGuardian: guardian.number.personal }),
    guardianNow: guardian.now,
    ...(toldAt !== undefined && { toldAt }),
    needs: [agreementNeed(agencyId, outcome.agreementVersion)],
  });
}

function loanOf({
  loanId,
  loanDate,
  renewalDate,
  returnDeadline,
  onHold,
}: Loan): ClaimRegistered['loan'] {
  return {
    loanId,
    loanDate: loanDate.toString(),
    dueDate: returnDeadline.toString(),
    ...(renewalDate !== undefined && { renewalDate: renewalDate.toString() }),
    ...(onHold !== undefined && { onHold }),
  };
}
