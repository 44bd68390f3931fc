import type { Instant } from '@libs/kernel';
import { Temporal, unreachable } from '@libs/kernel';
import type { BackOff } from './back-off.js';
import { retryAt } from './back-off.js';
import type { Lease } from './delivery.js';

/** Why nothing more will be told of a statement. */
export type NoStatementBecause =
  | 'municipality-unknown'
  | 'refused'
  | 'too-large'
  /** The last words on a statement that was given up. */
  | 'faulted'
  | 'unreadable'
  | 'no-answer';

export type StatementState =
  | {
      readonly kind: 'reading';
      /** Where the debtor system's list goes on; nothing for its beginning. */
      readonly after: string | undefined;
      readonly notBefore: Instant;
      /** Whose turn it is to read on; a page counts only under a valid lease. */
      readonly lease: Lease | undefined;
      /** In a row. */
      readonly failures: number;
      /** When the last page was read; before the first, when it was asked for. */
      readonly progressAt: Instant;
      /** How often the list has been begun, and when it last was. */
      readonly passes: number;
      readonly passAt: Instant;
    }
  | { readonly kind: 'completed'; readonly at: Instant }
  | { readonly kind: 'failed'; readonly at: Instant; readonly because: NoStatementBecause };

/** What a debtor system has on its books for one municipality, read in parts (R53). */
export type Statement = {
  readonly statementId: string;
  readonly municipalityCode: string;
  /** Parts of the list of accounts that have been read. */
  readonly parts: number;
  /** Told of so far. */
  readonly receivables: number;
  readonly state: StatementState;
};

type Reading = Extract<StatementState, { readonly kind: 'reading' }>;
export type OpenStatement = Statement & { readonly state: Reading };

/** What was read under a lease. */
export type PartRead = {
  /** How many that had not been told of. */
  readonly receivables: number;
  /** Where the list goes on, if it does. */
  readonly mark: string | undefined;
  /** Whether we had receivables moved to other accounts since the list was begun. */
  readonly moved: boolean;
};

/** Why a part could not be read. */
export type ReadFailure =
  | { readonly kind: 'municipality-unknown' }
  | { readonly kind: 'refused' }
  | { readonly kind: 'too-large' }
  | { readonly kind: 'fault'; readonly blames: 'message' | 'receiver' }
  | { readonly kind: 'unreadable' }
  | { readonly kind: 'no-answer' };

export type ReadMoment = {
  readonly now: Instant;
  readonly backOff: BackOff;
  /** Drawn by the caller, from 0 up to but not 1. */
  readonly jitter: number;
  /** So long without a page, and it is given up. */
  readonly giveUpMs: number;
};

/** An agreement may still be on its way when a statement is asked for. */
const UNKNOWN_MAX = 5;
/** As often as a message is blamed, asking it again cures nothing. */
const BLAMED_MAX = 8;
/** What was moved to an account that had been read is found when the list is read again; so often. */
const PASSES_MAX = 3;
/** A list that never ends is none. */
const PARTS_MAX = 50_000;

export function requested(
  asked: Pick<Statement, 'statementId' | 'municipalityCode'>,
  now: Instant,
): Statement {
  const state = { ...begunAt(now), progressAt: now, passes: 1 };
  return { ...asked, parts: 0, receivables: 0, state };
}

function begunAt(now: Instant): Omit<Reading, 'progressAt' | 'passes'> {
  return {
    ...{ kind: 'reading', after: undefined, passAt: now },
    ...{ notBefore: now, lease: undefined, failures: 0 },
  };
}

export function isOpen(statement: Statement): statement is OpenStatement {
  return statement.state.kind === 'reading';
}

/**
 * R53: a part has been read; the cursor moves with it, or the statement is complete. Where receivables were moved meanwhile (R31), one may
 * stand on an account that had been read before: the list is begun again, and what is new in it is told.
 * @returns nothing if the lease it was read under is not valid: another reads, and its word counts
 */
export function partRead(
  statement: Statement,
  token: string,
  { receivables, mark, moved }: PartRead,
  now: Instant,
): Statement | undefined {
  if (!isOpen(statement) || !isUnder(statement.state, token, now)) return undefined;
  const read = {
    ...statement,
    parts: statement.parts + 1,
    receivables: statement.receivables + receivables,
  };
  const { passes } = statement.state;
  if (mark === undefined)
    return moved && passes < PASSES_MAX
      ? { ...read, state: { ...begunAt(now), progressAt: now, passes: passes + 1 } }
      : { ...read, state: { kind: 'completed', at: now } };
  if (mark === statement.state.after || read.parts >= PARTS_MAX)
    return { ...read, state: { kind: 'failed', at: now, because: 'unreadable' } };
  return {
    ...read,
    state: {
      ...{ ...statement.state, after: mark, notBefore: now, lease: undefined },
      ...{ failures: 0, progressAt: now },
    },
  };
}

/**
 * R55: a part could not be read: it is asked for again by itself, later each time, until the debtor system has said its last
 * word, or has been silent for too long.
 * @returns nothing if the lease is not valid
 */
export function notRead(
  statement: Statement,
  token: string,
  failure: ReadFailure,
  moment: ReadMoment,
): Statement | undefined {
  const { now, backOff, jitter } = moment;
  if (!isOpen(statement) || !isUnder(statement.state, token, now)) return undefined;
  const failures = statement.state.failures + 1;
  if (isLastWord(failure, failures) || isGivenUp(statement, moment))
    return { ...statement, state: { kind: 'failed', at: now, because: becauseOf(failure) } };
  const notBefore = retryAt(now, backOff, failures, jitter);
  return { ...statement, state: { ...statement.state, lease: undefined, notBefore, failures } };
}

/** Whether it has been without a page for too long. */
export function isGivenUp(
  { state: { progressAt } }: OpenStatement,
  { now, giveUpMs }: Pick<ReadMoment, 'now' | 'giveUpMs'>,
): boolean {
  return now.epochMilliseconds - progressAt.epochMilliseconds >= giveUpMs;
}

function isUnder({ lease }: Reading, token: string, now: Instant): boolean {
  return lease?.token === token && Temporal.Instant.compare(lease.until, now) > 0;
}

function isLastWord(failure: ReadFailure, failures: number): boolean {
  switch (failure.kind) {
    case 'refused':
    case 'too-large':
      return true;
    case 'municipality-unknown':
      return failures >= UNKNOWN_MAX;
    case 'fault':
      return failure.blames === 'message' && failures >= BLAMED_MAX;
    case 'unreadable':
    case 'no-answer':
      return false;
    default:
      return unreachable(failure);
  }
}

function becauseOf({ kind }: ReadFailure): NoStatementBecause {
  return kind === 'fault' ? 'faulted' : kind;
}
