import {
  ClaimPersonal,
  Guardian as ToldGuardian,
  Patron,
  type ClaimRegistered,
  type Material,
} from '@libs/contracts';
import { Money, parseDate } from '@libs/kernel';
import type { ClaimFacts, Loan, RegisteredClaim } from '../domain/claim.js';
import type { Borrower, Guardian } from '../domain/parties.js';
import { borrowerOf, cardOf, guardianOf } from './people.js';

/** What a claim's card holds: what was borrowed, and why it is charged. */
export type ClaimCard = { readonly materials: Material[]; readonly reasonMessage?: string };

const read = new WeakMap<ClaimRegistered, RegisteredClaim>();

/** A registration with its people opened: as they were at creation, and as they are now where that is newer (R06, R23, R31). */
export function registeredOf(event: ClaimRegistered): RegisteredClaim {
  const known = read.get(event); // gathering and deciding both ask
  if (known !== undefined) return known;
  const registered = readRegistered(event);
  read.set(event, registered);
  return registered;
}

function readRegistered(event: ClaimRegistered): RegisteredClaim {
  const { patron, guardian, materials, reasonMessage } = opened(ClaimPersonal, event.personal);
  const atCreation = borrowerOf(patron);
  const newer = event.newerPatron == null ? undefined : openedBorrower(event.newerPatron);
  return {
    facts: factsOf(event),
    amount: Money.fromKroner(event.amount),
    remainingAmount: Money.fromKroner(event.remainingAmount),
    verified: event.verified,
    borrower: newer ?? atCreation,
    borrowerAtCreation: newer && atCreation,
    guardian: guardianAtHand(guardian, event.newerGuardian),
    guardianNow: event.guardianNow,
    card: claimCard({ materials, ...(reasonMessage != null && { reasonMessage }) }),
  };
}

function claimCard(card: ClaimCard): string {
  return cardOf(card);
}

export function openedBorrower(patron: Patron | string): Borrower {
  return borrowerOf(opened(Patron, patron));
}

export function openedGuardian(guardian: ToldGuardian | string): Guardian {
  return guardianOf(opened(ToldGuardian, guardian));
}

/** The guardian of the day of creation: since when they are is told then, their newest number and address later (R31). */
function guardianAtHand(
  atCreation: ToldGuardian | undefined,
  newer: ToldGuardian | string | undefined,
): Guardian | undefined {
  if (atCreation == null) return undefined;
  const told = guardianOf(atCreation);
  if (newer == null) return told;
  const now = openedGuardian(newer);
  return {
    ...now,
    since: told.since,
    number: now.number.kind === 'missing' ? told.number : now.number,
  };
}

function factsOf(event: ClaimRegistered): ClaimFacts {
  const { agencyId, municipalityCode, feeId, type, patronId } = event;
  return {
    ...{ agencyId, municipalityCode, feeId, type, patronId },
    acknowledged: event.acknowledged ?? undefined,
    creationDate: parseDate(event.creationDate),
    billNumber: event.billNumber ?? undefined,
    loan: event.loan == null ? undefined : loanOf(event.loan),
  };
}

function loanOf(told: NonNullable<ClaimRegistered['loan']>): Loan {
  const { loanId, loanDate, renewalDate, dueDate, onHold } = told;
  return {
    loanId,
    loanDate: parseDate(loanDate),
    renewalDate: renewalDate == null ? undefined : parseDate(renewalDate),
    returnDeadline: parseDate(dueDate),
    onHold: onHold ?? undefined,
  };
}

/** The transport opens what the handler declares; a part that is still closed is our own mistake. */
function opened<Part extends object>(of: new () => Part, part: Part | string): Part {
  if (part instanceof of) return part;
  throw new Error(`The ${of.name} of a claim was not opened.`);
}
