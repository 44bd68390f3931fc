import {
  agreementNeed,
  DebtorsPersonal,
  Party,
  ReceivableCancelled,
  ReceivableDebtorChanged,
  ReceivablePersonal,
  ReceivableRaised,
  ReceivableReduced,
  ReceivableReimbursed,
  type ReceivableStep,
} from '@libs/contracts';
import { PermanentFailure } from '@libs/kernel';
import type {
  DebtorChanged,
  NoEffect,
  Raised,
  ReceivableIdentity,
  Unmappable,
  WrittenDown,
} from '../domain/receivable.js';
import type { Party as DomainParty } from '../domain/party.js';

type Told = Raised | WrittenDown | DebtorChanged | NoEffect | Unmappable;

/**
 * What became of a claim, as the events that tell of it.
 * @throws PermanentFailure `receivable.<why>` for what verification should have held: it is parked, never sent wrong (R42).
 */
export function factsOf(told: Told, basis: Readonly<Record<string, number>>): ReceivableStep[] {
  switch (told.kind) {
    case 'no-effect':
      return [];
    case 'unmappable':
      throw new PermanentFailure(
        `receivable.${told.because}`,
        'The claim was released, yet it can not be made a receivable.',
      );
    case 'raised':
      return [Object.assign(new ReceivableRaised(), shared(told, basis), raised(told))];
    case 'debtor-changed':
      return [
        Object.assign(new ReceivableDebtorChanged(), shared(told, basis), debtorChanged(told)),
      ];
    default:
      return [Object.assign(new writeDowns[told.kind](), shared(told, basis), writtenDown(told))];
  }
}

const writeDowns = {
  reduced: ReceivableReduced,
  cancelled: ReceivableCancelled,
  reimbursed: ReceivableReimbursed,
} as const;

function shared(of: ReceivableIdentity, basis: Readonly<Record<string, number>>): object {
  const {
    receivableId,
    accountId,
    liabilityId,
    agencyId,
    feeId,
    municipalityCode,
    agreementVersion,
  } = of;
  return {
    receivableId,
    accountId,
    liabilityId,
    agencyId,
    feeId,
    municipalityCode,
    agreementVersion,
    basis,
    needs: [agreementNeed(agencyId, agreementVersion)],
  };
}

function raised({
  claimType,
  claimTypeCode,
  psrmType,
  amount,
  creationDate,
  foundationDate,
  dueDate,
  period,
  warnings,
  personal,
}: Raised): object {
  return {
    claimType,
    claimTypeCode,
    ...(psrmType !== undefined && { psrmType }),
    amount: amount.toKroner(),
    creationDate: creationDate.toString(),
    foundationDate: foundationDate.toString(),
    dueDate: dueDate.toString(),
    period: { from: period.from.toString(), to: period.to.toString() },
    warnings,
    personal: Object.assign(new ReceivablePersonal(), {
      account: partyOf(personal.account),
      liable: partyOf(personal.liable),
      specificationText: personal.specificationText,
      textLines: personal.textLines,
      ...(personal.glnNumber !== undefined && { glnNumber: personal.glnNumber }),
    }),
  };
}

function writtenDown({ reductionId, amount, changeId, changeType }: WrittenDown): object {
  return { reductionId, amount: amount.toKroner(), changeId, changeType };
}

function debtorChanged({
  formerAccountId,
  formerLiabilityId,
  changeId,
  changeType,
  personal,
}: DebtorChanged): object {
  const debtors = Object.assign(new DebtorsPersonal(), {
    account: partyOf(personal.account),
    liable: partyOf(personal.liable),
  });
  return { formerAccountId, formerLiabilityId, changeId, changeType, personal: debtors };
}

function partyOf(party: DomainParty): Party {
  return Object.assign(new Party(), party);
}
