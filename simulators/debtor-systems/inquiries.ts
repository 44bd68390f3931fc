import { type Element, MalformedMessage } from '@libs/soap';
import { type Books, type Receivable, sumsOf } from './books.js';
import { names } from './contract.js';
import { objection } from './judge.js';
import { callFrom } from './registration.js';
import { type Answer, queryAnswer } from './told-books.js';

/** Which part of an answer is wanted. */
type Part = { readonly after: string; readonly itemsMax: number };

/** Understands what others may know of a debtor system's books: which accounts it has for a municipality, and what is on one. */
export class Inquiries {
  constructor(
    private readonly books: Books,
    private readonly now: () => string,
  ) {}

  /** @param refuse as it was told to */
  answer(payload: Element, refuse: boolean): string {
    return queryAnswer(
      operationOf(payload),
      callFrom(payload),
      refuse ? refusal : this.found(payload),
      this.now(),
    );
  }

  private found(payload: Element): Answer {
    const of = this.books
      .all(callFrom(payload).municipalityCvr)
      .filter((one) => isWanted(one, payload));
    return operationOf(payload) === names.operations.findAccounts
      ? accountsIn(of, partIn(payload))
      : accountIn(of, callFrom(payload).accountId, partIn(payload));
  }
}

const refusal: Answer = {
  kind: 'rejected',
  objection: objection('other', 'Forespørgslen blev afvist', 'FSP-01', undefined),
};

function operationOf({ name }: Element): string {
  const { findAccounts, readAccount } = names.operations;
  const operation = [findAccounts, readAccount].find((known) => name === `${known}_I`);
  if (operation === undefined)
    throw new MalformedMessage('invalid', 'is not a request of this service', name);
  return operation;
}

function isWanted(one: Receivable, payload: Element): boolean {
  const outstandingOnly = payload.textOf(names.query.outstandingOnly).trim() === 'true';
  return !outstandingOnly || sumsOf(one).outstandingOre !== 0;
}

function partIn(payload: Element): Part {
  const { element, mark, itemsMax } = names.segmentation;
  const part = payload.required(element);
  return { after: part.maybeTextOf(mark) ?? '', itemsMax: Number(part.textOf(itemsMax)) };
}

function accountsIn(receivables: readonly Receivable[], part: Part): Answer {
  const accountIds = [...new Set(receivables.map(({ accountId }) => accountId))];
  const { items, mark } = cut(accountIds, (id) => id, part);
  return { kind: 'accounts', accountIds: items, mark };
}

function accountIn(receivables: readonly Receivable[], accountId: string, part: Part): Answer {
  const own = receivables.filter((one) => one.accountId === accountId);
  if (own.length === 0) {
    const pointer = { name: names.account.id, text: accountId };
    return {
      kind: 'rejected',
      objection: objection('unknown-account', 'Kontoen findes ikke', 'KTO-01', pointer),
    };
  }
  const { items, mark } = cut(own, ({ charge }) => charge.receivableId, part);
  return { kind: 'account', accountId, receivables: items, mark };
}

/** What follows the mark, and the mark that the next part begins after; none after the last. */
function cut<Item>(
  all: readonly Item[],
  idOf: (item: Item) => string,
  { after, itemsMax }: Part,
): { readonly items: readonly Item[]; readonly mark: string | undefined } {
  const left = all
    .filter((item) => idOf(item) > after)
    .toSorted((one, other) => (idOf(one) < idOf(other) ? -1 : 1));
  const items = left.slice(0, itemsMax);
  const last = items.at(-1);
  return { items, mark: left.length > items.length && last ? idOf(last) : undefined };
}
