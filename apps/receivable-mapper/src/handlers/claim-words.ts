import {
  ClaimPersonal,
  type PartiesPersonal,
  type Address as AddressTold,
  type ClaimReleased,
  type Guardian as GuardianTold,
  type Patron,
} from '@libs/contracts';
import {
  CvrNumber,
  GlnNumber,
  Money,
  parseDate,
  PermanentFailure,
  PersonNumber,
  PNumber,
} from '@libs/kernel';
import {
  Borrower,
  ClaimPersons,
  Guardian,
  type Address,
  type Material,
  type ReleasedClaim,
} from '../domain/claim.js';

/** A released claim in the domain's words. */
export function releasedClaimOf(event: ClaimReleased): ReleasedClaim {
  const {
    agencyId,
    feeId,
    municipalityCode,
    agreementVersion,
    type,
    claimType,
    liable,
    minor,
    billNumber,
    loan,
  } = event;
  return {
    agencyId,
    feeId,
    municipalityCode,
    agreementVersion,
    type,
    claimType,
    liable,
    minor,
    amount: Money.fromKroner(event.amount),
    creationDate: parseDate(event.creationDate),
    persons: personsOf(event.personal),
    ...(billNumber !== undefined && { billNumber }),
    ...(loan !== undefined && { loan: loanOf(loan) }),
  };
}

/** @throws PermanentFailure `message.unopened` if the transport did not open the personal part. */
export function personsOf(personal: ClaimPersonal | PartiesPersonal | string): ClaimPersons {
  if (typeof personal === 'string')
    throw new PermanentFailure('message.unopened', 'The personal part has not been opened.');
  const materials = personal instanceof ClaimPersonal ? personal.materials.map(materialOf) : [];
  return new ClaimPersons(
    borrowerOf(personal.patron),
    personal.guardian && guardianOf(personal.guardian),
    materials,
  );
}

function borrowerOf(patron: Patron): Borrower {
  const cvrNumber = patron.cvrNumber === undefined ? undefined : CvrNumber.parse(patron.cvrNumber);
  const pNumber = patron.pNumber === undefined ? undefined : PNumber.parse(patron.pNumber);
  const glnNumber = patron.glnNumber === undefined ? undefined : GlnNumber.parse(patron.glnNumber);
  return new Borrower({
    kind: patron.kind,
    ...personOf(patron),
    ...(cvrNumber !== undefined && { cvrNumber }),
    ...(pNumber !== undefined && { pNumber }),
    ...(glnNumber !== undefined && { glnNumber }),
  });
}

function guardianOf(guardian: GuardianTold): Guardian {
  return new Guardian(personOf(guardian));
}

function personOf({
  personIdentifier,
  personIdentifierKind,
  birthDate,
  name,
  address,
}: Patron | GuardianTold): Guardian['told'] {
  return {
    ...(personIdentifier !== undefined && {
      personIdentifier: PersonNumber.parse(personIdentifier),
    }),
    ...(personIdentifierKind !== undefined && { personIdentifierKind }),
    ...(birthDate !== undefined && { birthDate: parseDate(birthDate) }),
    ...(name !== undefined && { name }),
    ...(address !== undefined && { address: addressOf(address) }),
  };
}

function addressOf({ street, postalCode, city, country }: AddressTold): Address {
  return { street, postalCode, city, ...(country !== undefined && { country }) };
}

function materialOf({
  materialItemNumber,
  title,
  author,
  classification,
}: ClaimPersonal['materials'][number]): Material {
  return {
    materialItemNumber,
    title,
    ...(author !== undefined && { author }),
    ...(classification !== undefined && { classification }),
  };
}

function loanOf({
  loanDate,
  renewalDate,
  dueDate,
}: NonNullable<ClaimReleased['loan']>): NonNullable<ReleasedClaim['loan']> {
  return {
    loanDate: parseDate(loanDate),
    returnDeadline: parseDate(dueDate),
    ...(renewalDate !== undefined && { renewalDate: parseDate(renewalDate) }),
  };
}
