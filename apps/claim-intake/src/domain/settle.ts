import { Temporal } from '@libs/kernel';
import type { Agreement } from './agreement.js';
import {
  isRegistered,
  leftOf,
  type FollowedClaim,
  type LeftOutReason,
  type Standing,
} from './claim.js';
import type { Decision, Outcome } from './outcome.js';
import { reason } from './reasons.js';

/**
 * The one place where it is decided whether a claim goes on. It does so once: what is registered stays registered, so
 * settling again, after a crash or beside a sweep, announces nothing (R48).
 */
export function settle(claim: FollowedClaim, agreement: Agreement): Decision<FollowedClaim> {
  if (isRegistered(claim)) return { state: claim, outcomes: [] };
  const standing = standingUnder(agreement, claim);
  if (isSame(standing, claim.standing)) return { state: claim, outcomes: [] };
  const settled = { ...claim, standing };
  return { state: settled, outcomes: [announced(settled, agreement)] };
}

/** A claim before it is asked whether it goes on. */
export type Unsettled = Omit<FollowedClaim, 'standing'>;

/** R01, R02, R11: open, with something left, created on or after the cut-off date of an active agreement. */
export function standingUnder(agreement: Agreement, claim: Unsettled): Standing {
  if (Temporal.PlainDate.compare(claim.facts.creationDate, agreement.cutOffDate) < 0)
    return { kind: 'before-cut-off' };
  if (!agreement.active) return { kind: 'inactive' };
  const leftOut = whyLeftOut(claim);
  if (leftOut !== undefined) return { kind: 'left-out', reason: leftOut };
  return { kind: 'registered', agreementVersion: agreement.version };
}

/** R02: closed balances and those sent to collection are not transferred; nor is what has nothing left (R03, R07). */
export function whyLeftOut(claim: Unsettled): LeftOutReason | undefined {
  if (claim.status.kind !== 'open') return claim.status.kind;
  return leftOf(claim).isPositive() ? undefined : 'nothing-left';
}

export function announced(claim: FollowedClaim, agreement: Agreement): Outcome {
  const { standing } = claim;
  switch (standing.kind) {
    case 'registered':
      return registered(claim, standing.agreementVersion, agreement.municipalityCode);
    case 'before-cut-off':
      return { kind: 'kept', transfer: 'before-cut-off', reason: reason('before-cut-off') };
    case 'inactive':
      return { kind: 'kept', transfer: 'no-agreement', reason: reason('agreement-inactive') };
    case 'left-out':
      return { kind: 'kept', transfer: 'left-out', reason: reason(standing.reason) };
  }
}

function registered(
  claim: FollowedClaim,
  agreementVersion: number,
  municipalityCode: string,
): Outcome {
  return {
    kind: 'registered',
    agreementVersion,
    municipalityCode,
    facts: claim.facts,
    amount: claim.charged,
    remainingAmount: leftOf(claim),
    verified: claim.verified,
    personal: claim.personal,
    patronKind: claim.patronKind,
    newerIdentity: claim.newerIdentity,
    guardian: claim.guardian,
  };
}

function isSame(one: Standing, other: Standing): boolean {
  if (one.kind !== other.kind) return false;
  return one.kind !== 'left-out' || other.kind !== 'left-out' || one.reason === other.reason;
}
