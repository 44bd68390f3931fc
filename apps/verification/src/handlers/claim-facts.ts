import {
  agreementNeed,
  ClaimChangeDeclined,
  ClaimDebtorChanged,
  ClaimHeld,
  ClaimPersonal,
  ClaimReimbursed,
  ClaimReleased,
  ClaimReplacementAssigned,
  ClaimTakenBack,
  ClaimTaskCleared,
  ClaimTaskRaised,
  ClaimWithdrawn,
  ClaimWrittenDown,
  PartiesPersonal,
  ReplacementPersonal,
  type OfClaim,
} from '@libs/contracts';
import type { Money } from '@libs/kernel';
import type { ClaimFacts } from '../domain/claim.js';
import type { Change } from '../domain/claim.js';
import type { DebtorChanged, Outcome, ReleasedClaim } from '../domain/outcome.js';
import { patronOf, readCard, toldGuardianOf } from './people.js';
import type { ClaimCard } from './registered-claim.js';

/** Which claim a fact is of, when it was decided, and by which number of claim-intake's stream. */
export type About = {
  readonly facts: Pick<ClaimFacts, 'agencyId' | 'feeId' | 'patronId'>;
  /** RFC 3339. */
  readonly at: string;
  /** The time of the library's event, where it is decided on for the first time. */
  readonly toldAt?: string | undefined;
  readonly intakeNumber: number;
};

type Tellers = {
  readonly [Kind in Outcome['kind']]: (
    outcome: Extract<Outcome, { kind: Kind }>,
    about: About,
  ) => OfClaim;
};

const tellers: Tellers = {
  held: ({ transfer, reason }, { at }) => Object.assign(new ClaimHeld(), { transfer, reason, at }),
  released: (outcome, about) => released(outcome, about),
  withdrawn: ({ reason }, { at }) => Object.assign(new ClaimWithdrawn(), { reason, at }),
  writtenDown: (outcome, { at }) => Object.assign(new ClaimWrittenDown(), ofChange(outcome, at)),
  takenBack: (outcome, { at }) => Object.assign(new ClaimTakenBack(), ofChange(outcome, at)),
  reimbursed: (outcome, { at }) => Object.assign(new ClaimReimbursed(), ofChange(outcome, at)),
  debtorChanged: (outcome, about) => debtorChanged(outcome, about),
  changeRefused: ({ changeId, changeType, reason }, { at }) =>
    Object.assign(new ClaimChangeDeclined(), {
      refusedType: changeType,
      refusedId: changeId,
      reason,
      at,
    }),
  taskRaised: ({ task, text }, { at, facts: { patronId } }) =>
    Object.assign(new ClaimTaskRaised(), { task, text, patronId, at }),
  taskCleared: ({ task }, { at }) => Object.assign(new ClaimTaskCleared(), { task, at }),
  replacementAssigned: ({ whose, number }, { at, facts: { patronId } }) => {
    // eslint-disable-next-line no-restricted-syntax -- the library is to know it (R25); the transport seals it
    const personIdentifier = number.reveal();
    const personal = Object.assign(new ReplacementPersonal(), { personIdentifier });
    return Object.assign(new ClaimReplacementAssigned(), { patronId, whose, personal, at });
  },
};

/** An outcome as the event that tells of it. */
export function factOf(outcome: Outcome, about: About): OfClaim {
  const { agencyId, feeId } = about.facts;
  const basis = { 'claim-intake': about.intakeNumber };
  // The compiler does not see that an outcome and the teller of its kind belong together.
  const tell = tellers[outcome.kind] as (outcome: Outcome, about: About) => OfClaim;
  return Object.assign(tell(outcome, about), { agencyId, feeId, basis });
}

function ofChange(
  { changeId, changeType, amount }: Change & { readonly amount: Money },
  at: string,
): Change & { readonly amount: string; readonly at: string } {
  return { changeId, changeType, amount: amount.toKroner(), at };
}

/** As of release; the guardian goes along only where liable (R18). */
function released(outcome: ReleasedClaim, { at, toldAt }: About): ClaimReleased {
  const { facts, agreementVersion, amount, claimType, liable, minor, borrower, guardian } = outcome;
  const { materials, reasonMessage } = readCard(outcome.card) as ClaimCard;
  const personal = Object.assign(new ClaimPersonal(), {
    patron: patronOf(borrower, facts.patronId),
    ...(guardian !== undefined && { guardian: toldGuardianOf(guardian) }),
    materials,
    ...(reasonMessage !== undefined && { reasonMessage }),
  });
  return Object.assign(new ClaimReleased(), {
    ...wireFacts(facts),
    agreementVersion,
    amount: amount.toKroner(),
    patronKind: borrower.kind,
    ...{ claimType, liable, minor, personal, at },
    ...(toldAt !== undefined && { toldAt }),
    needs: [agreementNeed(facts.agencyId, agreementVersion)],
  });
}

function debtorChanged(
  { changeId, changeType, liable, borrower, guardian }: DebtorChanged,
  { at, facts: { patronId } }: About,
): ClaimDebtorChanged {
  const personal = Object.assign(new PartiesPersonal(), {
    patron: patronOf(borrower, patronId),
    ...(guardian !== undefined && { guardian: toldGuardianOf(guardian) }),
  });
  return Object.assign(new ClaimDebtorChanged(), {
    ...{ changeId, changeType },
    ...{ liable, personal, at },
  });
}

type WireFacts = Pick<
  ClaimReleased,
  'municipalityCode' | 'type' | 'acknowledged' | 'creationDate' | 'billNumber' | 'loan' | 'patronId'
>;

function wireFacts(facts: ClaimFacts): WireFacts {
  const { municipalityCode, type, acknowledged, creationDate, billNumber, loan, patronId } = facts;
  return {
    municipalityCode,
    type,
    ...(acknowledged !== undefined && { acknowledged }),
    creationDate: creationDate.toString(),
    ...(billNumber !== undefined && { billNumber }),
    ...(loan !== undefined && { loan: wireLoan(loan) }),
    patronId,
  };
}

function wireLoan(loan: NonNullable<ClaimFacts['loan']>): NonNullable<ClaimReleased['loan']> {
  const { loanId, loanDate, renewalDate, returnDeadline, onHold } = loan;
  return {
    loanId,
    loanDate: loanDate.toString(),
    ...(renewalDate !== undefined && { renewalDate: renewalDate.toString() }),
    dueDate: returnDeadline.toString(),
    ...(onHold !== undefined && { onHold }),
  };
}
