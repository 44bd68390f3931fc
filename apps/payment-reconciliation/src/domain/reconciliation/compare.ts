import type { Instant, Money } from '@libs/kernel';
import { Temporal } from '@libs/kernel';
import type { Transfer } from '../transfer/transfer-news.js';
import type { Side } from './cut.js';
import { ENTRY_TYPES, sameMovements } from './identity.js';

/** How we hold a receivable. */
export type Ours = Side & {
  readonly agencyId: string;
  readonly feeId: string;
  /** What the library was told last of the charge. */
  readonly transfer: Transfer | undefined;
  /** When that was said. */
  readonly transferAt: Instant | undefined;
};

/** How the debtor system holds it: every movement, or the balance alone at the end of the period. */
export type Theirs =
  | {
      readonly kind: 'itemised';
      readonly side: Side;
      /** What it says is outstanding, beside what it says has moved. */
      readonly stated: Money;
    }
  | { readonly kind: 'balance'; readonly closing: Money; readonly movedAt: Instant | undefined };

/** Whether a statement tells of everything, or of what is open at the end of the period alone. */
export type Coverage = 'everything' | 'what-is-open';

export type DifferenceType = 'missing-here' | 'missing-there' | 'amount' | 'state' | 'timing';

/** What makes it one of its type. */
export type Because =
  | 'unknown-here'
  | 'unknown-there'
  | 'rejected-there'
  | 'not-answered-yet'
  | 'too-young'
  | 'other-period'
  | 'amounts-differ'
  | 'booked-differently'
  | 'does-not-add-up'
  | 'never-accepted';

/** R53: in what the two sides differ about one receivable. Outstanding amounts, below zero a credit; none where it is missing. */
export type Difference = {
  readonly type: DifferenceType;
  readonly because: Because;
  readonly here?: Money;
  readonly there?: Money;
};

export type Terms = {
  readonly horizon: Instant;
  /** When the other side was looked at. */
  readonly statedAt: Instant;
  readonly coverage: Coverage;
};

/**
 * Holds the two sides against each other for one receivable. What is only a matter of timing is told apart: it agrees by what was
 * registered up to the horizon, or it agrees by now, or the debtor system hadn't accepted the charge when it was asked. Charges that
 * differ never agree by waiting, nor does what nobody here has ever heard of: every charge is in our books before it is sent.
 * @returns none if they agree
 */
export function compare(
  ours: Ours | undefined,
  theirs: Theirs | undefined,
  terms: Terms,
): Difference | undefined {
  if (ours !== undefined && theirs !== undefined) return compareBoth(ours, theirs, terms);
  if (ours !== undefined) return missingThere(ours, terms);
  return theirs === undefined ? undefined : missingHere(theirs);
}

function missingThere(ours: Ours, terms: Terms): Difference | undefined {
  const here = ours.closing;
  const needless = terms.coverage === 'what-is-open' || ours.transfer === 'withdrawn';
  if (isUntouched(ours) || (here.isZero() && needless)) return undefined;
  return { ...whyMissingThere(ours, terms), here };
}

function whyMissingThere(
  { transfer, transferAt }: Ours,
  { statedAt }: Terms,
): Pick<Difference, 'type' | 'because'> {
  if (transfer === 'rejected') return { type: 'missing-there', because: 'rejected-there' };
  if (!isAnswered(transfer)) return { type: 'timing', because: 'not-answered-yet' };
  return isAfter(transferAt, statedAt)
    ? { type: 'timing', because: 'too-young' }
    : { type: 'missing-there', because: 'unknown-there' };
}

function missingHere(theirs: Theirs): Difference | undefined {
  const missing = { type: 'missing-here', because: 'unknown-here' } as const;
  if (theirs.kind === 'balance') return { ...missing, there: theirs.closing };
  return isUntouched(theirs.side) ? undefined : { ...missing, there: theirs.side.closing };
}

function compareBoth(ours: Ours, theirs: Theirs, terms: Terms): Difference | undefined {
  const never = ours.transfer === 'rejected' || ours.transfer === 'withdrawn';
  if (theirs.kind === 'balance') return compareBalance(ours, theirs, { ...terms, never });
  const { side, stated } = theirs;
  if (!stated.equals(side.now))
    return { type: 'amount', because: 'does-not-add-up', here: ours.now, there: stated };
  const amounts = { here: ours.closing, there: side.closing };
  if (never) return { type: 'state', because: 'never-accepted', ...amounts };
  const found = howTheyMoved(ours, side);
  return found && { ...found, ...amounts };
}

function howTheyMoved(ours: Side, theirs: Side): Pick<Difference, 'type' | 'because'> | undefined {
  if (isSame(ours, theirs)) return undefined;
  const sameEnd = ours.closing.equals(theirs.closing);
  if (sameEnd && ours.opening.equals(theirs.opening))
    return { type: 'amount', because: 'booked-differently' };
  if (sameEnd || ours.now.equals(theirs.now)) return { type: 'timing', because: 'other-period' };
  return !chargesDiffer(ours, theirs) && ours.settled.equals(theirs.settled)
    ? { type: 'timing', because: 'too-young' }
    : { type: 'amount', because: 'amounts-differ' };
}

function compareBalance(
  ours: Ours,
  { closing, movedAt }: Extract<Theirs, { readonly kind: 'balance' }>,
  { never, ...terms }: Terms & { readonly never: boolean },
): Difference | undefined {
  const amounts = { here: ours.closing, there: closing };
  if (never) return { type: 'state', because: 'never-accepted', ...amounts };
  if (ours.closing.equals(closing)) return undefined;
  return ours.settled.equals(closing) || isAfter(movedAt, terms.horizon)
    ? { type: 'timing', because: 'too-young', ...amounts }
    : { type: 'amount', because: 'amounts-differ', ...amounts };
}

/** There is one charge: two amounts of it are no matter of time. */
function chargesDiffer(ours: Side, theirs: Side): boolean {
  const [here, there] = [ours.moved.creation, theirs.moved.creation];
  return !here.isZero() && !there.isZero() && !here.equals(there);
}

function isSame(one: Side, other: Side): boolean {
  return one.opening.equals(other.opening) && sameMovements(one.moved, other.moved);
}

/** Nothing stood and nothing moved in the period: it is of another one. */
function isUntouched({ opening, moved }: Side): boolean {
  return opening.isZero() && ENTRY_TYPES.every((type) => moved[type].isZero());
}

function isAnswered(transfer: Transfer | undefined): boolean {
  return transfer !== undefined && transfer !== 'queued' && transfer !== 'sent';
}

function isAfter(at: Instant | undefined, moment: Instant): boolean {
  return at !== undefined && Temporal.Instant.compare(at, moment) > 0;
}
