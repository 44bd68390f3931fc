import { type Element, hundredths, MalformedMessage } from '@libs/soap';
import { names } from './contract.js';

export type Party = {
  readonly kind: 'cpr' | 'replacement' | 'cvr';
  readonly identifier: string;
  readonly pNumber?: string;
  readonly name?: string;
  readonly address?: Readonly<
    Partial<Record<'street' | 'postalCode' | 'city' | 'country', string>>
  >;
};

export type Charge = {
  readonly receivableId: string;
  readonly claimType: string;
  readonly psrmType?: string;
  readonly amountOre: number;
  readonly creationDate: string;
  readonly foundationDate: string;
  readonly dueDate: string;
  readonly periodFrom?: string;
  readonly periodTo?: string;
  readonly specification?: string;
  readonly textLines: readonly string[];
  readonly glnNumber?: string;
};

export type WriteDown = {
  readonly writeDownId: string;
  readonly receivableId: string;
  readonly kind: 'reduction' | 'cancellation' | 'reimbursement';
  readonly amountOre: number;
};

export type Liability = {
  readonly liabilityId: string;
  readonly receivableId: string;
  readonly from: string;
};

/** What identifies a call and its sender. */
export type Call = {
  readonly transactionId: string;
  readonly requestId?: string;
  /** The municipality on whose behalf the call came; empty if it did not say. */
  readonly municipalityCvr: string;
  readonly accountId: string;
};

/** One OpretDebitorkontoRegistrering, as a debtor system reads it. */
export type Registration = Call & {
  readonly charges: readonly Charge[];
  readonly liabilities: readonly Liability[];
  readonly writeDowns: readonly WriteDown[];
  /** Marked as a change of owner: the receivables of its liabilities move to this account. */
  readonly takesOver: boolean;
  readonly account?: Party;
  readonly liable?: Party;
};

/** The call in a request that has been validated. */
export function callFrom(payload: Element): Call {
  const head = payload.required('HovedOplysninger');
  const requestId = head.maybeTextOf('RequestId');
  return {
    transactionId: head.textOf('TransaktionsId'),
    ...(requestId !== undefined && { requestId }),
    municipalityCvr: head.first('AuthorityContext')?.textOf('MunicipalityCVR') ?? '',
    accountId: payload.first(names.account.element)?.textOf(names.account.id) ?? '',
  };
}

export function registrationFrom(payload: Element): Registration {
  const account = payload.first(names.party.account);
  const liable = payload.first(names.party.liable);
  return {
    ...callFrom(payload),
    takesOver: payload.maybeTextOf(names.account.takenOver) === 'true',
    charges: payload.all(names.receivable.element).map(chargeFrom),
    liabilities: payload.all(names.liability.element).map(liabilityFrom),
    writeDowns: payload.all(names.writeDown.element).map(writeDownFrom),
    ...(account && { account: partyFrom(account) }),
    ...(liable && { liable: partyFrom(liable) }),
  };
}

function chargeFrom(element: Element): Charge {
  const { receivable } = names;
  const lines = element.all(names.textLine.element).toSorted(byNumber);
  return {
    receivableId: element.textOf(receivable.id),
    claimType: element.textOf(receivable.claimType),
    amountOre: hundredths(element.textOf(receivable.amount)),
    creationDate: element.textOf(receivable.creationDate),
    foundationDate: element.textOf(receivable.foundationDate),
    dueDate: element.textOf(receivable.dueDate),
    textLines: lines.map((line) => line.textOf(names.textLine.text)),
    ...optional('psrmType', element.maybeTextOf(receivable.psrmType)),
    ...optional('periodFrom', element.maybeTextOf(receivable.periodFrom)),
    ...optional('periodTo', element.maybeTextOf(receivable.periodTo)),
    ...optional(
      'specification',
      element.first(names.specification.element)?.textOf(names.specification.text),
    ),
    ...optional('glnNumber', element.first(names.contact.element)?.textOf(names.contact.glnNumber)),
  };
}

function byNumber(one: Element, other: Element): number {
  return Number(one.textOf(names.textLine.number)) - Number(other.textOf(names.textLine.number));
}

function liabilityFrom(element: Element): Liability {
  return {
    liabilityId: element.textOf(names.liability.id),
    receivableId: element.textOf(names.receivable.id),
    from: element.textOf(names.liability.from),
  };
}

function writeDownFrom(element: Element): WriteDown {
  const reason = element.textOf(names.writeDown.reason);
  const kind = keyOf(names.writeDownReasons, reason);
  if (kind === undefined)
    throw new MalformedMessage('invalid', 'gives an unknown reason', names.writeDown.reason);
  return {
    writeDownId: element.textOf(names.writeDown.id),
    receivableId: element.textOf(names.receivable.id),
    kind,
    amountOre: hundredths(element.textOf(names.writeDown.amount)),
  };
}

function partyFrom(element: Element): Party {
  const { party } = names;
  const identity = element.required(party.identity);
  const whereabouts = element.first(party.whereabouts);
  const kind = keyOf(names.partyKinds, identity.textOf(party.kind));
  if (kind === undefined)
    throw new MalformedMessage('invalid', 'is none of the allowed values', party.kind);
  return {
    kind,
    identifier: identity.textOf(party.identifier),
    ...optional('pNumber', element.first(party.productionUnit)?.textOf(party.pNumber)),
    ...optional('name', whereabouts?.maybeTextOf(party.name)),
    ...(whereabouts && { address: addressFrom(whereabouts) }),
  };
}

function addressFrom(whereabouts: Element): NonNullable<Party['address']> {
  const { party } = names;
  return {
    ...optional('street', whereabouts.maybeTextOf(party.street)),
    ...optional('postalCode', whereabouts.maybeTextOf(party.postalCode)),
    ...optional('city', whereabouts.maybeTextOf(party.city)),
    ...optional('country', whereabouts.maybeTextOf(party.country)),
  };
}

function optional<Name extends string>(
  name: Name,
  value: string | undefined,
): Partial<Record<Name, string>> {
  return value === undefined ? {} : ({ [name]: value } as Record<Name, string>);
}

function keyOf<Key extends string>(
  table: Readonly<Record<Key, string>>,
  value: string,
): Key | undefined {
  return (Object.keys(table) as Key[]).find((key) => table[key] === value);
}
