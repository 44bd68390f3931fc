import type { CalendarDate } from '@libs/kernel';
import { Money } from '@libs/kernel';
import type { AgreementSettings } from './agreement-settings.js';
import type { ReleasedClaim } from './claim.js';
import { checkEntryRules } from './entry-rules.js';
import { borrowerParty, personParty } from './party.js';
import type { ReceivableDates } from './receivable-dates.js';
import { inOrder, receivableDates } from './receivable-dates.js';
import type { Raised, Receivable, ReceivableIdentity, Step, Unmappable } from './receivable.js';
import { Debtors, ReceivablePersons } from './receivable.js';
import { specificationText } from './specification-text.js';
import { textLines } from './text-lines.js';

/** UUIDs minted before anything is sent, so that a repeat can't double anything. */
export type ReceivableIds = Pick<ReceivableIdentity, 'receivableId' | 'accountId' | 'liabilityId'>;

/**
 * Raises a claim's receivable, once: a claim that is released again stays as it was sent (R48).
 * @param known what is remembered of the claim's receivable, if it has one
 */
export function raise(
  known: Receivable | undefined,
  claim: ReleasedClaim,
  settings: AgreementSettings,
  moment: { readonly ids: ReceivableIds; readonly today: CalendarDate },
): Step<Raised> {
  if (known !== undefined) {
    return { receivable: known, outcome: { kind: 'no-effect', because: 'raised-already' } };
  }
  const outcome = mapReceivable(claim, settings, moment.ids, moment.today);
  if (outcome.kind === 'unmappable') return { receivable: undefined, outcome };
  const charged = outcome.amount;
  const receivable = {
    ...identityOf(claim, moment.ids),
    charged,
    writtenDown: Money.zero,
  };
  return { receivable: { ...receivable, kind: 'raised' }, outcome };
}

/**
 * Works out who owes what, since when and why (R16–R19, R32–R42).
 * @param today the Danish calendar day, for the entry rules that depend on it
 * @returns the content of `receivable.raised`; or what verification should have held, which is never sent
 */
export function mapReceivable(
  claim: ReleasedClaim,
  settings: AgreementSettings,
  ids: ReceivableIds,
  today: CalendarDate,
): Raised | Unmappable {
  const dates = receivableDates(claim, settings.feeDueDays);
  const codes = settings.claimTypes[claim.claimType];
  if (codes === undefined) return unmappable('claim-type-not-agreed');
  if (!claim.amount.isPositive()) return unmappable('no-amount');
  if (!inOrder(dates)) return unmappable('dates-out-of-order');
  const debtors = debtorsOf(claim, settings.sendPNumber);
  if (!(debtors instanceof Debtors)) return debtors;
  return {
    ...{ kind: 'raised', ...identityOf(claim, ids), ...dates },
    ...collection(claim, settings, dates, { ...codes, today }),
    claimType: claim.claimType,
    claimTypeCode: codes.code,
    amount: claim.amount,
    creationDate: claim.creationDate,
    personal: personsOf(claim, settings, debtors, dates),
  };
}

/** On whose account it stands and who is liable: the borrower, or for a guarded minor the guardian (R16–R19). */
export function debtorsOf(
  { persons, liable }: Pick<ReleasedClaim, 'persons' | 'liable'>,
  sendPNumber: boolean,
): Debtors | Unmappable {
  const account = borrowerParty(persons.borrower, sendPNumber);
  if (account === undefined) return unmappable('no-account-identifier');
  if (liable === 'borrower') return new Debtors(account, account);
  const guardian = persons.guardian && personParty(persons.guardian);
  return guardian === undefined
    ? unmappable('no-liable-identifier')
    : new Debtors(account, guardian);
}

/** R41: what the state wants to know, and what it would refuse. A minor alone has no part in it (R19). */
function collection(
  claim: ReleasedClaim,
  settings: AgreementSettings,
  dates: ReceivableDates,
  { psrmType, today }: { readonly psrmType?: string; readonly today: CalendarDate },
): Pick<Raised, 'psrmType' | 'warnings'> {
  if (claim.claimType.endsWith('-minor-unguarded')) return { warnings: [] };
  const namesAnother =
    claim.minor && claim.liable === 'guardian' && settings.specificationText === 'full';
  const warnings = checkEntryRules({ dates, psrmType, namesAnother, today });
  return { ...(psrmType !== undefined && { psrmType }), warnings };
}

function personsOf(
  claim: ReleasedClaim,
  settings: AgreementSettings,
  debtors: Debtors,
  dates: ReceivableDates,
): ReceivablePersons {
  return new ReceivablePersons(
    debtors,
    specificationText(claim, settings.specificationText),
    textLines(claim, dates.foundationDate),
    claim.persons.borrower.told.glnNumber?.value,
  );
}

function identityOf(claim: ReleasedClaim, ids: ReceivableIds): ReceivableIdentity {
  return {
    receivableId: ids.receivableId,
    accountId: ids.accountId,
    liabilityId: ids.liabilityId,
    agencyId: claim.agencyId,
    feeId: claim.feeId,
    municipalityCode: claim.municipalityCode,
    agreementVersion: claim.agreementVersion,
  };
}

function unmappable(because: Unmappable['because']): Unmappable {
  return { kind: 'unmappable', because };
}
