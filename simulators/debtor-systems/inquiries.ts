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
    const { municipalityCvr, accountId } = callFrom(payload);
    const outstandingOnly = payload.textOf(names.query.outstandingOnly).trim() === 'true';
    const isWanted = (one: Receivable): boolean =>
      !outstandingOnly || sumsOf(one).outstandingOre !== 0;
    const accounts = this.books.accountsOf(municipalityCvr);
    if (operationOf(payload) === names.operations.readAccount) {
      const on = [...(accounts.get(accountId) ?? [])];
      return accountIn(on.filter(isWanted), accountId, partIn(payload));
    }
    const wanted = [...accounts].filter(([, on]) => [...on].some(isWanted));
    return accountsIn(
      wanted.map(([id]) => id),
      partIn(payload),
    );
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

function partIn(payload: Element): Part {
  const { element, mark, itemsMax } = names.segmentation;
  const part = payload.required(element);
  return { after: part.maybeTextOf(mark) ?? '', itemsMax: Number(part.textOf(itemsMax)) };
}

function accountsIn(accountIds: readonly string[], part: Part): Answer {
  const { items, mark } = cut(accountIds, (id) => id, part);
  return { kind: 'accounts', accountIds: items, mark };
}

function accountIn(own: readonly Receivable[], accountId: string, part: Part): Answer {
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
