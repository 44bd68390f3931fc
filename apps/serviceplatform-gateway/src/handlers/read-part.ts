import { Injectable } from '@nestjs/common';
import { PermanentFailure, TransientFailure } from '@libs/kernel';
import { Log } from '@libs/observability';
import type { BookedReceivable } from '../domain/booked-receivable.js';
import type { ReadFailure } from '../domain/statement.js';
import type { BookedOnAccount, BooksOutcome } from '../ports/debtor-books.js';
import { DebtorSystem, type Lane } from '../ports/debtor-system.js';
import type { LaneTraffic } from './lane-traffic.js';
import type { PartEnd } from './record-parts.js';

/** `receivablesMax` is halved where an answer is larger than we read; an account that needs more answers than that has no reasonable end. */
const limits = { accountsMax: 100, receivablesMax: 100, answersOfAccountMax: 1_000 } as const;

export type Reading = {
  readonly traffic: LaneTraffic;
  readonly lane: Lane;
  /** Asked before each call: whether the lease still holds, and nobody wants us to stop. */
  readonly goesOn: () => Promise<boolean>;
};

/** Nobody was asked, or may be asked further: the part is read another time. */
export type Interrupted = { readonly kind: 'interrupted' };

/** Reads a part of the list of accounts, and what stands on each: as many calls at a time as the lane has left for it. Changes nothing. */
@Injectable()
export class ReadPart {
  constructor(
    private readonly debtorSystem: DebtorSystem,
    private readonly log: Log,
  ) {}

  async read(after: string | undefined, reading: Reading): Promise<PartEnd | Interrupted> {
    try {
      return await this.part(after, reading);
    } catch (error) {
      if (error instanceof NotRead) return error.end;
      throw error;
    }
  }

  private async part(after: string | undefined, reading: Reading): Promise<PartEnd> {
    const { accountIds, mark } = toldBy(
      await this.ask(reading, (lane) =>
        this.debtorSystem.accounts({ after, itemsMax: limits.accountsMax }, lane),
      ),
    );
    const accounts = await all(accountIds, reading.traffic.readsMax, (accountId) =>
      this.account(accountId, reading),
    );
    return { kind: 'read', receivables: accounts.flat(), mark };
  }

  private async account(accountId: string, reading: Reading): Promise<readonly BookedReceivable[]> {
    const receivables: BookedReceivable[] = [];
    let after: string | undefined;
    let itemsMax: number = limits.receivablesMax;
    for (let answers = 0; answers < limits.answersOfAccountMax; answers += 1) {
      const part = { after, itemsMax };
      const outcome = await this.ask(reading, (lane) =>
        this.debtorSystem.account(accountId, part, lane),
      );
      if (isTooLarge(outcome) && itemsMax > 1) {
        itemsMax = Math.floor(itemsMax / 2);
        continue;
      }
      const told = isGone(outcome) ? nothing : toldBy(outcome);
      receivables.push(...told.receivables);
      if (told.mark === undefined) return receivables;
      after = told.mark;
    }
    throw NotRead.because({ kind: 'too-large' });
  }

  private async ask<Told>(
    { traffic, lane, goesOn }: Reading,
    question: (lane: Lane) => Promise<BooksOutcome<Told>>,
  ): Promise<BooksOutcome<Told>> {
    if (!(await traffic.enterLast())) throw new NotRead({ kind: 'interrupted' });
    try {
      if (!(await goesOn())) throw new NotRead({ kind: 'interrupted' });
      const outcome = await question(lane);
      if (wasNotReached(outcome)) traffic.failed(outcome.code);
      return outcome;
    } catch (error) {
      throw this.hindrance(error, lane);
    } finally {
      traffic.leave('read');
    }
  }

  /** What a call needs could not be had: a registration will find out by itself, and pause its lane. */
  private hindrance(error: unknown, { municipalityCode: municipality }: Lane): unknown {
    if (error instanceof PermanentFailure) return NotRead.because({ kind: 'unreadable' });
    if (!(error instanceof TransientFailure)) return error;
    const { code } = error;
    this.log.warn('A debtor system can not be asked what it has', { municipality, code, error });
    return NotRead.because({ kind: 'no-answer' });
  }
}

/** Ends the reading of a part from wherever it is. */
class NotRead extends Error {
  override readonly name = 'NotRead';

  constructor(readonly end: Interrupted | Extract<PartEnd, { kind: 'not-read' }>) {
    super(end.kind);
  }

  static because(failure: ReadFailure): NotRead {
    return new NotRead({ kind: 'not-read', failure });
  }
}

const nothing: BookedOnAccount = { receivables: [], mark: undefined };

/** It was there when accounts were listed. */
function isGone(outcome: BooksOutcome<unknown>): boolean {
  return outcome.kind === 'rejected' && outcome.why === 'unknown-account';
}

function isTooLarge(outcome: BooksOutcome<unknown>): boolean {
  return outcome.kind === 'no-answer' && outcome.why === 'too-large';
}

/**
 * Nobody is there, or we are not let in: registrations would fare the same. A fault, a silence or an answer that can't be read says
 * nothing of the service that takes them, so the lane stays open for them.
 */
function wasNotReached<Told>(
  outcome: BooksOutcome<Told>,
): outcome is Extract<BooksOutcome<Told>, { kind: 'no-answer' }> {
  return outcome.kind === 'no-answer' && ['not-connected', 'not-let-in'].includes(outcome.why);
}

function toldBy<Told>(outcome: BooksOutcome<Told>): Told {
  if (outcome.kind === 'told') return outcome.told;
  throw NotRead.because(failureOf(outcome));
}

function failureOf(outcome: Exclude<BooksOutcome<never>, { kind: 'told' }>): ReadFailure {
  switch (outcome.kind) {
    case 'rejected':
      return { kind: 'refused' };
    case 'fault':
      return { kind: 'fault', blames: outcome.whose };
    case 'no-answer':
      return outcome.why === 'too-large' || outcome.why === 'unreadable'
        ? { kind: outcome.why }
        : { kind: 'no-answer' };
  }
}

/** One after the other, so many side by side; the first that fails ends it, when those beside it have ended. */
async function all<Item, Result>(
  items: readonly Item[],
  sideBySide: number,
  work: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  for (let at = 0; at < items.length; at += sideBySide) {
    const settled = await Promise.allSettled(items.slice(at, at + sideBySide).map(work));
    for (const one of settled) {
      if (one.status === 'rejected') throw one.reason;
      results.push(one.value);
    }
  }
  return results;
}
