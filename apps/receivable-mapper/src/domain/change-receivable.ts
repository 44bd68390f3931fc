import type { Money } from '@libs/kernel';
import type { AgreementSettings } from './agreement-settings.js';
import type { ReleasedClaim } from './claim.js';
import { debtorsOf } from './map-receivable.js';
import type {
  ChangeAsked,
  DebtorChanged,
  NoEffect,
  Receivable,
  ReceivableIdentity,
  Step,
  WrittenDown,
} from './receivable.js';
import { Debtors, standing } from './receivable.js';

/** A change that lowers the charge, with the UUID minted for it. */
export type WriteDownAsked = ChangeAsked & { readonly reductionId: string };

/** Another number for borrower or guardian: who they are now, and the ids that go with it. */
export type DebtorChangeAsked = ChangeAsked &
  Pick<ReceivableIdentity, 'accountId' | 'liabilityId'> &
  Pick<ReleasedClaim, 'persons' | 'liable'>;

/**
 * R43: the library lowered the charge; the difference is written down, no more than is still charged.
 * @param amount the difference, in øre above zero
 */
export function reduce(
  known: Receivable | undefined,
  asked: WriteDownAsked & { readonly amount: Money },
): Step<WrittenDown> {
  return writeDown(known, 'reduced', asked);
}

/** R45: takes back the whole charge as it stands, paid or not. The end of the receivable. */
export function cancel(known: Receivable | undefined, asked: WriteDownAsked): Step<WrittenDown> {
  if (known === undefined) return writeDown(known, 'cancelled', asked);
  const step = writeDown(known, 'cancelled', { ...asked, amount: standing(known) });
  return { ...step, receivable: { ...(step.receivable ?? known), kind: 'cancelled' } };
}

/**
 * R46: paid money goes back through the debtor system, which sees it as a write-down of what was paid.
 * @param amount what verification found payable, in øre above zero
 */
export function reimburse(
  known: Receivable | undefined,
  asked: WriteDownAsked & { readonly amount: Money },
): Step<WrittenDown> {
  return writeDown(known, 'reimbursed', asked);
}

/** R31: another number of the borrower or of the liable person reaches every receivable that still stands. */
export function changeDebtor(
  known: Receivable | undefined,
  asked: DebtorChangeAsked,
  settings: Pick<AgreementSettings, 'sendPNumber'>,
): Step<DebtorChanged> {
  if (known === undefined) return unmoved(known, 'never-raised');
  const ended = endOf(known);
  if (ended !== undefined) return unmoved(known, ended);
  const personal = debtorsOf(asked, settings.sendPNumber);
  if (!(personal instanceof Debtors)) return { receivable: known, outcome: personal };
  const { accountId, liabilityId, changeId, changeType } = asked;
  const receivable = { ...known, accountId, liabilityId };
  const former = { formerAccountId: known.accountId, formerLiabilityId: known.liabilityId };
  const told = { ...identityOf(receivable), changeId, changeType, ...former };
  return { receivable, outcome: { kind: 'debtor-changed', ...told, personal } };
}

function writeDown(
  known: Receivable | undefined,
  kind: WrittenDown['kind'],
  asked: WriteDownAsked & { readonly amount?: Money },
): Step<WrittenDown> {
  if (known === undefined) return unmoved(known, 'never-raised');
  const ended = endOf(known);
  if (ended !== undefined) return unmoved(known, ended);
  const amount = (asked.amount ?? standing(known)).min(standing(known));
  if (!amount.isPositive()) return unmoved(known, 'nothing-left');
  const { reductionId, changeId, changeType } = asked;
  return {
    receivable: { ...known, writtenDown: known.writtenDown.plus(amount) },
    outcome: { kind, ...identityOf(known), reductionId, changeId, changeType, amount },
  };
}

/** R47: what comes after the end has no effect. */
function endOf(known: Receivable): NoEffect['because'] | undefined {
  if (known.kind === 'cancelled') return 'cancelled-already';
  return standing(known).isPositive() ? undefined : 'nothing-left';
}

function unmoved(
  receivable: Receivable | undefined,
  because: NoEffect['because'],
): { readonly receivable: Receivable | undefined; readonly outcome: NoEffect } {
  return { receivable, outcome: { kind: 'no-effect', because } };
}

function identityOf(known: Receivable): ReceivableIdentity {
  const {
    receivableId,
    accountId,
    liabilityId,
    agencyId,
    feeId,
    municipalityCode,
    agreementVersion,
  } = known;
  return {
    receivableId,
    accountId,
    liabilityId,
    agencyId,
    feeId,
    municipalityCode,
    agreementVersion,
  };
}
