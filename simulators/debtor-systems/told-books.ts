import { Money } from '@libs/kernel';
import { type Branch, writeMessage } from '@libs/soap';
import { type Movement, type Receivable, type Reversal, sumsOf } from './books.js';
import { m, names, querySchema } from './contract.js';
import type { Objection } from './judge.js';
import { head, reasonBranches } from './receipt.js';
import type { Call } from './registration.js';

/** What a debtor system says of its books. */
export type Answer =
  | { readonly kind: 'accounts'; readonly accountIds: readonly string[]; readonly mark?: Mark }
  | {
      readonly kind: 'account';
      readonly accountId: string;
      readonly receivables: readonly Receivable[];
      readonly mark?: Mark;
    }
  | { readonly kind: 'rejected'; readonly objection: Objection };
type Mark = string | undefined;

const { books, segmentation, receivable } = names;

/** The answer to `operation`, worked out at `at` (RFC 3339). */
export function queryAnswer(operation: string, call: Call, told: Answer, at: string): string {
  const message = m(`${operation}_O`, [
    head(call, at),
    m(names.receipt.processedAt, at),
    answerBranch(told),
  ]);
  return writeMessage(message, querySchema);
}

function answerBranch(told: Answer): Branch {
  switch (told.kind) {
    case 'accounts':
      return m(books.accounts, [
        ...told.accountIds.map(accountBranch),
        m.maybe(segmentation.mark, told.mark),
      ]);
    case 'account':
      return m(books.account, [
        accountBranch(told.accountId),
        ...told.receivables.map(receivableBranch),
        m.maybe(segmentation.mark, told.mark),
      ]);
    case 'rejected':
      return m(books.rejected, reasonBranches(told.objection, books.pointer));
  }
}

const accountBranch = (id: string): Branch => m(names.account.element, [m(names.account.id, id)]);

function receivableBranch(one: Receivable): Branch {
  const { charge, coverages, writeOffs } = one;
  const { receivableId } = charge;
  return m(receivable.element, [
    m(receivable.id, receivableId),
    m(receivable.registeredAt, one.registeredAt),
    m(receivable.amount, kroner(charge.amountOre)),
    m(names.account.id, one.accountId),
    one.bornHere ? m(books.bornThere, 'true') : undefined,
    m(books.outstanding, kroner(sumsOf(one).outstandingOre)),
    ...[...one.writeDowns.values()].map((writeDown) =>
      m(names.writeDown.element, [
        m(names.writeDown.id, writeDown.writeDownId),
        m(names.writeDown.registeredAt, writeDown.registeredAt),
        m(receivable.id, receivableId),
        m(names.writeDown.amount, kroner(writeDown.amountOre)),
        m(names.writeDown.reason, names.writeDownReasons[writeDown.kind]),
      ]),
    ),
    ...writeOffs.map((movement) => movementBranch(names.writeOff, movement, receivableId)),
    ...reversalsOf(writeOffs, names.writeOffReversal, names.writeOff.id, receivableId),
    ...coverages.map((movement) => movementBranch(names.coverage, movement, receivableId)),
    ...reversalsOf(coverages, names.coverageReversal, names.coverage.id, receivableId),
    ...one.reminderFees.map((fee) =>
      m(names.reminderFee.element, [
        m(names.reminderFee.id, fee.id),
        m(names.reminderFee.registeredAt, fee.registeredAt),
        m(names.reminderFee.amount, kroner(fee.amountOre)),
      ]),
    ),
  ]);
}

function reversalsOf(
  movements: readonly Movement[],
  xml: typeof names.writeOff,
  originalName: string,
  receivableId: string,
): Branch[] {
  return movements.flatMap(({ id, reversals }) =>
    reversals.map((reversal) => movementBranch(xml, reversal, receivableId, m(originalName, id))),
  );
}

function movementBranch(
  xml: typeof names.writeOff,
  { id, registeredAt, amountOre, effectiveDate }: Reversal,
  receivableId: string,
  original?: Branch,
): Branch {
  return m(xml.element, [
    m(xml.id, id),
    m(xml.registeredAt, registeredAt),
    m(xml.amount, kroner(amountOre)),
    m(xml.effectiveDate, effectiveDate),
    m(receivable.id, receivableId),
    original,
  ]);
}

const kroner = (ore: number): string => Money.ofOre(ore).toKroner();
