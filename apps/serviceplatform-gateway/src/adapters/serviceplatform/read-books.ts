import { Temporal } from '@libs/kernel';
import { type Element, hundredths, MalformedMessage, type Message } from '@libs/soap';
import type { BookedMovement, BookedReceivable } from '../../domain/booked-receivable.js';
import type { BookedAccounts, BookedOnAccount, BooksOutcome } from '../../ports/debtor-books.js';
import { names } from './contract.js';
import { type Asked, faultOutcome, requireAnswerTo } from './read-receipt.js';
import type { CallIds } from './write-context.js';

const { books, receipt, receivable, segmentation, writeDown, writeDownReasons } = names;

/** More than this can't be told on: twelve digits of kroner. */
const oreMax = 99_999_999_999_999;

/** Which accounts the debtor system has. Throws MalformedMessage if it is the answer to another question. */
export function accountsIn(message: Message, ids: CallIds): BooksOutcome<BookedAccounts> {
  return answerIn(message, names.operations.findAccounts, ids, (payload) => {
    const found = payload.required(books.accounts);
    return {
      accountIds: found.all(names.account.element).map((one) => one.textOf(names.account.id)),
      mark: found.maybeTextOf(segmentation.mark),
    };
  });
}

/**
 * What stands on an account. Reminder fees and interest are not read; receivables that the debtor system made itself, and those
 * that stand on another account, are left out (R51). Throws MalformedMessage if it is the answer to another question.
 */
export function accountIn(message: Message, asked: Asked): BooksOutcome<BookedOnAccount> {
  return answerIn(message, names.operations.readAccount, asked, (payload) => {
    const found = payload.required(books.account);
    if (found.required(names.account.element).textOf(names.account.id) !== asked.accountId)
      throw new MalformedMessage('invalid', 'answers another request', names.account.id);
    return {
      receivables: found
        .all(receivable.element)
        .filter((one) => isOurs(one, asked.accountId))
        .map(receivableIn),
      mark: found.maybeTextOf(segmentation.mark),
    };
  });
}

function answerIn<Told>(
  message: Message,
  operation: string,
  ids: CallIds,
  told: (payload: Element) => Told,
): BooksOutcome<Told> {
  if (message.kind === 'fault') {
    const { whose, code } = faultOutcome(message.fault);
    return { kind: 'fault', whose, code };
  }
  const { payload } = message;
  requireAnswerTo(payload, `${operation}_O`, ids);
  const rejection = payload.first(books.rejected);
  if (rejection === undefined) return { kind: 'told', told: told(payload) };
  const code = rejection.textOf(receipt.reasonCode);
  const unknown = code === names.receiptReasons['unknown-account'];
  return { kind: 'rejected', why: unknown ? 'unknown-account' : 'other', code };
}

function isOurs(one: Element, accountId: string): boolean {
  return !saysTrue(one.maybeTextOf(books.bornThere)) && one.textOf(names.account.id) === accountId;
}

const saysTrue = (text: string | undefined): boolean => ['true', '1'].includes(text?.trim() ?? '');

function receivableIn(one: Element): BookedReceivable {
  return {
    receivableId: one.textOf(receivable.id),
    outstandingOre: signedOre(one.textOf(books.outstanding)),
    movements: [
      movement('charge', one, receivable),
      ...one.all(writeDown.element).map((each) => movement(kindOf(each), each, writeDown)),
      ...later.flatMap(([kind, xml]) =>
        one.all(xml.element).map((each) => movement(kind, each, xml)),
      ),
    ],
  };
}

const later = [
  ['coverage', names.coverage],
  ['coverage-reversal', names.coverageReversal],
  ['write-off', names.writeOff],
  ['write-off-reversal', names.writeOffReversal],
] as const;

/** A write-down for a reason of the debtor system's own has lowered the receivable. */
function kindOf(each: Element): 'reduction' | 'cancellation' | 'reimbursement' {
  const reason = each.textOf(writeDown.reason);
  if (reason === writeDownReasons.cancellation) return 'cancellation';
  return reason === writeDownReasons.reimbursement ? 'reimbursement' : 'reduction';
}

function movement(
  kind: BookedMovement['kind'],
  each: Element,
  xml: { readonly amount: string; readonly registeredAt: string },
): BookedMovement {
  return {
    kind,
    amountOre: signedOre(each.textOf(xml.amount)),
    registeredAt: momentIn(each.textOf(xml.registeredAt), xml.registeredAt),
  };
}

function signedOre(text: string): number {
  const decimal = text.trim();
  const ore = decimal.startsWith('-') ? -hundredths(decimal.slice(1)) : hundredths(decimal);
  if (Math.abs(ore) > oreMax) throw new MalformedMessage('invalid', 'an amount is too large');
  return ore;
}

function momentIn(text: string, place: string): Temporal.Instant {
  try {
    return Temporal.Instant.from(text.trim());
  } catch {
    throw new MalformedMessage('invalid', 'is no moment', place);
  }
}
