import { Injectable } from '@nestjs/common';
import { Temporal } from '@libs/kernel';
import type { Command, Decider, Decision, Message } from '@libs/messaging';
import type { Tx } from '@libs/persistence';
import type { DisputeDismissed, Reported } from '../domain/ledger/ledger-event.js';
import { isReversal } from '../domain/ledger/post.js';
import { credit, remaining, type ReceivableLedger } from '../domain/ledger/receivable-ledger.js';
import { balanceKey, BalanceStore, type BalanceName } from '../persistence/balance-store.js';
import { keepPosted, postInBooks, type BalanceView } from './post-in-books.js';

type Entered = Reported | DisputeDismissed;
type Undated<Event> = Omit<Event, 'receivableId' | 'registeredAt' | 'sourceMessageId' | 'kind'>;

/** A movement that is entered by hand, or a dispute that is dismissed; when and on which receivable follows. */
export type CorrectionWanted =
  | (Undated<Reported> & {
      readonly kind: Reported['kind'];
      readonly originalId?: string;
      readonly correction: NonNullable<Reported['correction']>;
    })
  | (Undated<DisputeDismissed> & { readonly kind: 'dispute-dismissed' });

/** An authorised person corrects the books of a balance, with a reason. */
export class CorrectBalance {
  constructor(
    readonly balance: BalanceName,
    readonly wanted: CorrectionWanted,
  ) {}
}

export type CorrectionReply =
  | { readonly kind: 'corrected'; readonly remainingAmount: string; readonly credit: string }
  | { readonly kind: 'no-receivable' }
  | { readonly kind: 'counted-before'; readonly contradicts: boolean }
  | { readonly kind: 'original-unknown' }
  | { readonly kind: 'nothing-disputed' };

/** Enters corrections: entries like all others, which say who and why. Nothing is edited (R52). */
@Injectable()
export class CorrectBalances implements Decider<CorrectBalance, BalanceView> {
  constructor(private readonly balances: BalanceStore) {}

  stateKey({ balance }: CorrectBalance): string {
    return balanceKey(balance);
  }

  async gather(
    tx: Tx,
    asked: readonly Message<CorrectBalance>[],
  ): Promise<ReadonlyMap<string, BalanceView>> {
    const known = await this.balances.find(
      tx,
      asked.map(({ event }) => event.balance),
    );
    return new Map([...known].map(([key, balance]) => [key, { ...balance, entries: [] }]));
  }

  decide(
    view: BalanceView | undefined,
    { event, now }: Message<CorrectBalance>,
  ): Decision<BalanceView> {
    const ledger = view?.books?.ledger;
    if (view === undefined || ledger === undefined) return replied({ kind: 'no-receivable' });
    const entered = enteredBy(event.wanted, ledger, now);
    if (entered === undefined) return replied({ kind: 'nothing-disputed' });
    const refused = refusalOf(entered, ledger);
    return refused === undefined ? corrected(view, entered, now) : replied(refused);
  }

  keep(tx: Tx, changed: readonly BalanceView[]): Promise<void> {
    return keepPosted(this.balances, tx, changed);
  }
}

export function correcting(
  balance: BalanceName,
  wanted: CorrectionWanted,
): Command<CorrectBalance> {
  return {
    event: new CorrectBalance(balance, wanted),
    subject: { kind: 'balance', scope: balance.agencyId, key: balance.feeId },
  };
}

function replied(reply: CorrectionReply): Decision<BalanceView> {
  return { reply };
}

function corrected(view: BalanceView, entered: Entered, now: string): Decision<BalanceView> {
  const posted = postInBooks(view, { now }, entered);
  const after = posted.state?.books?.ledger;
  return after === undefined ? posted : { ...posted, reply: correctedTo(after) };
}

function correctedTo({ sums }: ReceivableLedger): CorrectionReply {
  return {
    kind: 'corrected',
    remainingAmount: remaining(sums).toKroner(),
    credit: credit(sums).toKroner(),
  };
}

/** What is posted; none for the dismissal of what is no reversal. */
function enteredBy(
  wanted: CorrectionWanted,
  { receivableId, counted }: ReceivableLedger,
  now: string,
): Entered | undefined {
  const registeredAt = Temporal.Instant.from(now);
  const sourceMessageId = `correction/${wanted.transactionId}`;
  const entered = { ...wanted, receivableId, registeredAt, sourceMessageId };
  if (entered.kind !== 'dispute-dismissed') return entered as Reported;
  switch (counted.get(entered.originalId)?.type) {
    case 'payment_reduction':
      return { ...entered, kind: 'coverage-dispute-dismissed' };
    case 'write_off_reduction':
      return { ...entered, kind: 'write-off-dispute-dismissed' };
    default:
      return undefined;
  }
}

function refusalOf(entered: Entered, { counted }: ReceivableLedger): CorrectionReply | undefined {
  const known = counted.get(entered.transactionId);
  if (known !== undefined)
    return { kind: 'counted-before', contradicts: !known.amount.equals(entered.amount) };
  if (!('originalId' in entered)) return undefined;
  const original = counted.get(entered.originalId);
  if (isReversal(entered)) return original === undefined ? { kind: 'original-unknown' } : undefined;
  return original?.disputed?.isPositive() === true ? undefined : { kind: 'nothing-disputed' };
}
