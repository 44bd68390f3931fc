import type { Branch } from '@libs/soap';
import type { Part } from '../../ports/debtor-books.js';
import { m, names } from './contract.js';

type Contexts = readonly (Branch | undefined)[];
const { query, segmentation } = names;

/** SøgDebitorregistrering: the accounts of ours that the debtor system has, settled ones among them (R53). */
export function accountsBranch(part: Part, contexts: Contexts): Branch {
  return m(`${names.operations.findAccounts}_I`, [
    ...contexts,
    m(query.outstandingOnly, 'false'),
    partBranch(part),
  ]);
}

/** HentDebitorkonto: what stands on one account, settled receivables among it, and nothing about the debtor. */
export function accountBranch(accountId: string, part: Part, contexts: Contexts): Branch {
  return m(`${names.operations.readAccount}_I`, [
    ...contexts,
    m(names.account.element, [m(names.account.id, accountId)]),
    m(query.leaveOutSupplement, 'true'),
    m(query.outstandingOnly, 'false'),
    partBranch(part),
  ]);
}

function partBranch({ after, itemsMax }: Part): Branch {
  return m(segmentation.element, [
    m.maybe(segmentation.mark, after),
    m(segmentation.itemsMax, String(itemsMax)),
  ]);
}
