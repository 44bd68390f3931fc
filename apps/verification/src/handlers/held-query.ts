import type { Caller } from '@libs/host';
import { Money, type CalendarDate } from '@libs/kernel';
import { OneOf, Optional } from '@libs/contracts';
import { Matches } from 'class-validator';
import { holdOrder } from '../domain/reasons.js';
import type { HeldWanted } from '../persistence/claim-search.js';
import { pageFor, PageQuery } from './page-query.js';

const patronKinds = ['person', 'company', 'group', 'library'];
const balanceTypes = ['fee', 'compensation'];
const kroner = { message: 'must be kroner, e.g. "230.00"' };

/** By what claims that wait are searched (R30). */
export class HeldQuery extends PageQuery {
  @Optional()
  @OneOf(holdOrder)
  reason?: string;

  /** Of the borrower, or of the balance. */
  @Optional()
  @OneOf([...patronKinds, ...balanceTypes])
  kind?: string;

  /** Days since the balance was created: more than so many. */
  @Optional()
  @Matches(/^\d{1,4}$/, { message: 'must be a whole number of days' })
  olderThan?: string;

  @Optional()
  @Matches(/^\d{1,12}(\.\d{2})?$/, kroner)
  amountFrom?: string;

  @Optional()
  @Matches(/^\d{1,12}(\.\d{2})?$/, kroner)
  amountTo?: string;
}

export function heldWanted(query: HeldQuery, caller: Caller, today: CalendarDate): HeldWanted {
  const { kind = '', olderThan, amountFrom, amountTo } = query;
  return {
    ...pageFor(query, caller),
    reason: query.reason,
    patronKind: patronKinds.includes(kind) ? kind : undefined,
    balanceType: balanceTypes.includes(kind) ? kind : undefined,
    createdBefore:
      olderThan === undefined ? undefined : today.subtract({ days: Number(olderThan) }).toString(),
    from: amountOf(amountFrom),
    to: amountOf(amountTo),
  };
}

function amountOf(text: string | undefined): Money | undefined {
  if (text === undefined) return undefined;
  return Money.fromKroner(text.includes('.') ? text : `${text}.00`);
}
