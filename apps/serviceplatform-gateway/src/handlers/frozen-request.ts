import {
  type DebtorsPersonal,
  ReceivableDebtorChanged,
  ReceivablePersonal,
  ReceivableRaised,
  ReceivableCancelled,
  ReceivableReimbursed,
  type ReceivableStep,
  type ReceivableWriteDown,
} from '@libs/contracts';
import { danishDay, Money, parseInstant, PermanentFailure, revealed } from '@libs/kernel';
import { nameUuid } from '@libs/messaging';
import type { Sealer } from '@libs/sealing';
import {
  RegistrationPersonal,
  type LiabilityClosing,
  type PersonalFields,
  type RegistrationRequest,
} from '../ports/debtor-system.js';

/** A request without its `requestId`, which a corrected one gets anew. */
export type FrozenRequest = {
  /** Of a charge; requests from before it was kept lack it. */
  readonly claimType?: ReceivableRaised['claimType'];
  readonly registration: Omit<RegistrationRequest, 'requestId'>;
  /** For a changed debtor: the liability that ends with it (R31). */
  readonly closing?: Omit<LiabilityClosing, 'requestId'>;
};

/** Makes the request of a receivable's message, once: each attempt sends this. */
export function freeze(
  event: ReceivableStep,
  deliveryId: string,
  registeredAt: string,
): FrozenRequest {
  const base = {
    transactionId: nameUuid('transaction', deliveryId),
    registeredAt,
    accountId: event.accountId,
  };
  if (event instanceof ReceivableRaised)
    return {
      claimType: event.claimType,
      registration: {
        ...base,
        ...chargeOf(event),
        writeDowns: [],
        personal: personalOf(event.personal),
      },
    };
  if (event instanceof ReceivableDebtorChanged) {
    const today = danishDay(parseInstant(registeredAt)).toString();
    const liability = {
      liabilityId: event.liabilityId,
      receivableId: event.receivableId,
      from: today,
    };
    const closing = {
      ...base,
      accountId: event.formerAccountId,
      liabilityId: event.formerLiabilityId,
      to: today,
    };
    const moved = event.formerAccountId !== event.accountId && { takesOver: true };
    const personal = personalOf(event.personal);
    return { registration: { ...base, ...moved, liability, writeDowns: [], personal }, closing };
  }
  return {
    registration: {
      ...base,
      writeDowns: [writeDownOf(event as ReceivableWriteDown)],
      personal: RegistrationPersonal.of({}),
    },
  };
}

export function sealFrozen(sealer: Sealer, deliveryId: string, frozen: FrozenRequest): string {
  return sealer.seal(revealed(frozen), placeOf(deliveryId));
}

export function openFrozen(sealer: Sealer, deliveryId: string, sealed: string): FrozenRequest {
  const frozen = sealer.open(sealed, placeOf(deliveryId)) as FrozenRequest & {
    registration: { personal: PersonalFields };
  };
  return {
    ...frozen,
    registration: {
      ...frozen.registration,
      personal: RegistrationPersonal.of(frozen.registration.personal),
    },
  };
}

function placeOf(deliveryId: string): string {
  return `delivery/${deliveryId}#frozen`;
}

function chargeOf(event: ReceivableRaised): Pick<RegistrationRequest, 'charge' | 'liability'> {
  const {
    receivableId,
    liabilityId,
    claimTypeCode,
    psrmType,
    amount,
    creationDate,
    foundationDate,
    dueDate,
    period,
  } = event;
  return {
    charge: {
      receivableId,
      specificationId: nameUuid('specification', receivableId),
      claimTypeCode,
      ...(psrmType !== undefined && { psrmType }),
      amountOre: Money.fromKroner(amount).ore,
      creationDate,
      foundationDate,
      dueDate,
      period: { from: period.from, to: period.to },
    },
    liability: { liabilityId, receivableId, from: foundationDate },
  };
}

function writeDownOf(event: ReceivableWriteDown): RegistrationRequest['writeDowns'][number] {
  const kind =
    event instanceof ReceivableCancelled
      ? 'cancellation'
      : event instanceof ReceivableReimbursed
        ? 'reimbursement'
        : 'reduction';
  return {
    writeDownId: event.reductionId,
    receivableId: event.receivableId,
    kind,
    amountOre: Money.fromKroner(event.amount).ore,
  };
}

/** @throws PermanentFailure `message.unopened` if the transport did not open the personal part. */
function personalOf(personal: DebtorsPersonal | string): RegistrationPersonal {
  if (typeof personal === 'string')
    throw new PermanentFailure('message.unopened', 'The personal part has not been opened.');
  const { account, liable } = personal;
  if (!(personal instanceof ReceivablePersonal))
    return RegistrationPersonal.of({ account, liable });
  const { specificationText, textLines, glnNumber } = personal;
  return RegistrationPersonal.of({
    account,
    liable,
    specificationText,
    textLines,
    ...(glnNumber !== undefined && { glnNumber }),
  });
}
