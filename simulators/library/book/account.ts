import type { Balance } from './balance.js';
import type { BalanceTold, OwnChange, ToldOf } from './told.js';

/**
 * A balance in figures, as the library reckons them from what it said and heard; øre. For one that a debtor system has:
 * `createdOre − settledBeforeOre − writtenDownOre − paidOre − writtenOffOre = outstandingOre − creditOre`.
 */
export type Account = {
  /** Lowered or paid at the library before it was sent. */
  readonly settledBeforeOre: number;
  /** Lowered, cancelled or reimbursed, with the debtor system's consent. */
  readonly writtenDownOre: number;
  readonly payments: number;
  /** Less what was taken back. */
  readonly paidOre: number;
  readonly writeOffs: number;
  readonly writtenOffOre: number;
  readonly outstandingOre: number;
  readonly creditOre: number;
  /** Whether the last remaining amount that we were told is what we reckon. */
  readonly agrees: boolean;
};

const accepted: readonly (string | undefined)[] = ['accepted', 'accepted-with-remarks'];

export function accountOf(balance: Balance): Account {
  const { told, createdOre = 0 } = balance;
  const money = moneyIn(told);
  const isThere = accepted.includes(balance.transfer?.transfer);
  const changed = balance.changes.length === 0 ? unchanged : reckonChanges(balance);
  const left =
    createdOre -
    changed.settledBeforeOre -
    changed.writtenDownOre -
    money.paidOre -
    money.writtenOffOre;
  const outstandingOre = isThere ? Math.max(0, left) : 0;
  return {
    settledBeforeOre: isThere ? changed.settledBeforeOre : 0,
    writtenDownOre: changed.writtenDownOre,
    ...money,
    outstandingOre,
    creditOre: isThere ? Math.max(0, -left) : 0,
    agrees: agreesWith(told, outstandingOre),
  };
}

type Money = Pick<Account, 'payments' | 'paidOre' | 'writeOffs' | 'writtenOffOre'>;

function moneyIn(told: readonly BalanceTold[]): Money {
  const money = { payments: 0, paidOre: 0, writeOffs: 0, writtenOffOre: 0 };
  for (const each of told) {
    if (each.kind !== 'transaction') continue;
    const { type, ore } = each;
    if (type === 'payment') money.payments += 1;
    if (type === 'write_off') money.writeOffs += 1;
    const signed = type.endsWith('_reduction') ? -ore : ore;
    if (type.startsWith('payment')) money.paidOre += signed;
    else money.writtenOffOre += signed;
  }
  return money;
}

type Changed = Pick<Account, 'settledBeforeOre' | 'writtenDownOre'>;

const unchanged: Changed = { settledBeforeOre: 0, writtenDownOre: 0 };

/** Follows our own changes one after the other, leaving out what was refused. */
function reckonChanges(balance: Balance): Changed {
  const { told } = balance;
  const refused = new Set(told.flatMap((one) => (one.kind === 'refusal' ? one.refusedId : [])));
  const refusedPayments = balance.changes.flatMap(({ id, paymentId }) =>
    refused.has(id) ? (paymentId ?? []) : [],
  );
  const after = {
    chargedOre: balance.chargedOre,
    paidOre: balance.chargedOre - (balance.createdOre ?? 0),
  };
  const sums = { settledBeforeOre: 0, writtenDownOre: 0 };
  for (const change of balance.changes) {
    if (refused.has(change.id) || refusedPayments.includes(change.undoes ?? '')) continue;
    const answer = answerTo(change, told);
    const before = leftOf(after);
    apply(change, after);
    const loweredOre = before - leftOf(after) + reimbursedOre(change, answer, told);
    if (answer === undefined) sums.settledBeforeOre += loweredOre;
    else if (accepted.includes(answer.state)) sums.writtenDownOre += loweredOre;
  }
  return sums;
}

type Books = { chargedOre: number; paidOre: number };

const leftOf = ({ chargedOre, paidOre }: Books): number => Math.max(0, chargedOre - paidOre);

function apply(change: OwnChange, books: Books): void {
  const { what, ore = 0, undoes } = change;
  if (what === 'amount-changed') books.chargedOre = ore;
  if (takesBack(change)) books.chargedOre = 0;
  if (what === 'paid') books.paidOre += undoes === undefined ? ore : -ore;
}

function takesBack({ what, status }: OwnChange): boolean {
  return (
    what === 'cancelled' ||
    (what === 'closed' && ['cancelled', 'written-off'].includes(status ?? ''))
  );
}

/** R46: without an amount of its own it is what was covered by then. */
function reimbursedOre(
  { what, ore }: OwnChange,
  answer: ToldOf<'answer'> | undefined,
  told: readonly BalanceTold[],
): number {
  if (what !== 'reimbursement-requested' || answer === undefined) return 0;
  return ore ?? moneyIn(told.filter(({ number }) => number < answer.number)).paidOre;
}

function answerTo({ id }: OwnChange, told: readonly BalanceTold[]): ToldOf<'answer'> | undefined {
  return told.findLast(
    (one): one is ToldOf<'answer'> => one.kind === 'answer' && one.changeId === id,
  );
}

/** Only where nothing was said since that changes what remains. */
function agreesWith(told: readonly BalanceTold[], outstandingOre: number): boolean {
  const last = told.findLast(({ kind }) => kind === 'transaction' || kind === 'answer');
  return last?.kind !== 'transaction' || last.remainingOre === outstandingOre;
}
