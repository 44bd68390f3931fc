import { Money } from '@libs/kernel';
import type { Branch } from '@libs/soap';
import type {
  Charge,
  Liability,
  LiabilityClosing,
  Party,
  RegistrationPersonal,
  RegistrationRequest,
  WriteDown,
} from '../../ports/debtor-system.js';
import { m, names } from './contract.js';

type Contexts = readonly (Branch | undefined)[];

/** OpretDebitorkontoRegistrering: a charge, a liability and write-downs on one account, in the order of the model. */
export function registrationBranch(request: RegistrationRequest, contexts: Contexts): Branch {
  const { charge, liability, personal, registeredAt } = request;
  return m(`${names.operations.register}_I`, [
    ...contexts,
    request.takesOver === true ? m(names.account.takenOver, 'true') : undefined,
    m(names.account.element, [
      m(names.account.id, request.accountId),
      m(names.account.registeredAt, registeredAt),
    ]),
    charge && chargeBranch(charge, personal, registeredAt),
    liability && liabilityBranch(liability, registeredAt),
    ...request.writeDowns.map((writeDown) => writeDownBranch(writeDown, registeredAt)),
    personal.account && partyBranch(names.party.account, personal.account),
    personal.liable && partyBranch(names.party.liable, personal.liable),
  ]);
}

/** AfslutHæftelse: the last day of a liability. */
export function closingBranch(closing: LiabilityClosing, contexts: Contexts): Branch {
  return m(`${names.operations.closeLiability}_I`, [
    ...contexts,
    m(names.account.element, [m(names.account.id, closing.accountId)]),
    m(names.liability.element, [
      m(names.liability.id, closing.liabilityId),
      m(names.liability.to, closing.to),
    ]),
  ]);
}

export function pingBranch(contexts: Contexts): Branch {
  return m(`${names.operations.ping}_I`, contexts);
}

function chargeBranch(
  charge: Charge,
  personal: RegistrationPersonal,
  registeredAt: string,
): Branch {
  const { receivable } = names;
  return m(receivable.element, [
    m(receivable.id, charge.receivableId),
    m(receivable.registeredAt, registeredAt),
    m(receivable.claimType, charge.claimTypeCode),
    m(receivable.amount, kroner(charge.amountOre)),
    m(receivable.foundationDate, charge.foundationDate),
    m.maybe(receivable.periodFrom, charge.period?.from),
    m.maybe(receivable.periodTo, charge.period?.to),
    m(receivable.dueDate, charge.dueDate),
    m.maybe(receivable.psrmType, charge.psrmType),
    ...personal.textLines.map(textLineBranch),
    specificationBranch(charge, personal),
    contactBranch(personal),
    m(receivable.creationDate, charge.creationDate),
  ]);
}

function textLineBranch(text: string, index: number): Branch {
  const { textLine } = names;
  return m(textLine.element, [m(textLine.number, String(index + 1)), m(textLine.text, text)]);
}

function specificationBranch(charge: Charge, personal: RegistrationPersonal): Branch | undefined {
  const { specification } = names;
  if (personal.specificationText === undefined) return undefined;
  return m(specification.element, [
    m(specification.id, charge.specificationId),
    m(specification.text, personal.specificationText),
  ]);
}

function contactBranch({ glnNumber }: RegistrationPersonal): Branch | undefined {
  const { contact } = names;
  return glnNumber === undefined
    ? undefined
    : m(contact.element, [m(contact.glnNumber, glnNumber)]);
}

function liabilityBranch(liability: Liability, registeredAt: string): Branch {
  return m(names.liability.element, [
    m(names.liability.id, liability.liabilityId),
    m(names.liability.registeredAt, registeredAt),
    m(names.receivable.id, liability.receivableId),
    m(names.liability.from, liability.from),
  ]);
}

function writeDownBranch(writeDown: WriteDown, registeredAt: string): Branch {
  return m(names.writeDown.element, [
    m(names.writeDown.id, writeDown.writeDownId),
    m(names.writeDown.registeredAt, registeredAt),
    m(names.receivable.id, writeDown.receivableId),
    m(names.writeDown.amount, kroner(writeDown.amountOre)),
    m(names.writeDown.reason, names.writeDownReasons[writeDown.kind]),
  ]);
}

function partyBranch(role: string, party: Party): Branch {
  const { party: n } = names;
  return m(role, [
    m(n.identity, [
      m(n.kind, names.partyKinds[party.identifierKind]),
      m(n.identifier, party.identifier),
    ]),
    whereaboutsBranch(party),
    party.pNumber === undefined ? undefined : m(n.productionUnit, [m(n.pNumber, party.pNumber)]),
  ]);
}

function whereaboutsBranch({ name, address }: Party): Branch | undefined {
  if (name === undefined && address === undefined) return undefined;
  const { party: n } = names;
  return m(n.whereabouts, [
    m.maybe(n.name, name),
    m.maybe(n.postalCode, address?.postalCode),
    m.maybe(n.city, address?.city),
    m.maybe(n.country, address?.country),
    m.maybe(n.street, address?.street),
  ]);
}

const kroner = (ore: number): string => Money.ofOre(ore).toKroner();
