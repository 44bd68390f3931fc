import { Controller } from '@nestjs/common';
import {
  ClaimAmountChanged,
  ClaimCancelled,
  ClaimChangeDeclined,
  ClaimChangeRefused,
  ClaimClosed,
  ClaimDebtorChanged,
  ClaimGuardianChanged,
  ClaimHeld,
  ClaimIdentityChanged,
  ClaimKept,
  ClaimPaidAtLibrary,
  ClaimRegistered,
  ClaimReimbursed,
  ClaimReimbursementRequested,
  ClaimReleased,
  ClaimReopened,
  ClaimReplacementAssigned,
  ClaimSentToCollection,
  ClaimTakenBack,
  ClaimTaskCleared,
  ClaimTaskRaised,
  ClaimVerified,
  ClaimWithdrawn,
  ClaimWrittenDown,
  PatronReplacementAssigned,
  ReceivableAccepted,
  ReceivableAcceptedWithRemarks,
  ReceivableCancelled,
  ReceivableDebtorChanged,
  ReceivableNotNeeded,
  ReceivableRaised,
  ReceivableReduced,
  ReceivableReimbursed,
  ReceivableRejected,
  ReceivableReport,
  ReceivableSent,
  type Placed,
} from '@libs/contracts';
import {
  Takes,
  type Concern,
  type Decider,
  type Decision,
  type Message,
  type Need,
  type Work,
} from '@libs/messaging';
import { describeActiveSpan } from '@libs/observability';
import type { Tx } from '@libs/persistence';
import { hearNews } from '../domain/transfer/hear-news.js';
import { unheardOf } from '../domain/transfer/transfer.js';
import { balanceKey, BalanceStore, type BalanceName } from '../persistence/balance-store.js';
import { AnswerTimes, answerTime } from './answer-times.js';
import { BalancesOfReceivables } from './balances-of-receivables.js';
import { keepPosted, postInBooks, type BalanceView } from './post-in-books.js';
import { ledgerEventOf, reportOf, reports } from './ledger-words.js';
import { needsByBasis, raisedNeed } from './needs-by-basis.js';
import { newsOf } from './news-of.js';
import { taskCleared, taskRaised, transferUpdate } from './updates-of.js';

type OfBalance = Placed & BalanceName;
export type Heard = OfBalance | ReceivableReport;
/**
 * Follows each balance over all stages, keeps its receivable's books, and is the one voice that the library hears
 * (R14, R15, R49, R52).
 */
@Controller()
export class FollowBalances implements Decider<Heard, BalanceView> {
  private readonly named: BalancesOfReceivables;

  constructor(
    private readonly balances: BalanceStore,
    private readonly answerTimes: AnswerTimes,
  ) {
    this.named = new BalancesOfReceivables(balances);
  }

  @Takes({
    queue: 'payment-reconciliation.claims',
    events: [
      ...[ClaimKept, ClaimChangeRefused],
      ...[
        ClaimHeld,
        ClaimReleased,
        ClaimWithdrawn,
        ClaimTakenBack,
        ClaimChangeDeclined,
        ClaimTaskRaised,
        ClaimTaskCleared,
        ClaimReplacementAssigned,
      ],
      ...[ReceivableRaised, ReceivableReduced, ReceivableCancelled, ReceivableReimbursed],
      ...[ReceivableSent, ReceivableAccepted, ReceivableAcceptedWithRemarks, ReceivableRejected],
      ReceivableNotNeeded,
    ],
    lets: [
      ...[
        ClaimRegistered,
        ClaimAmountChanged,
        ClaimVerified,
        ClaimCancelled,
        ClaimClosed,
        ClaimSentToCollection,
        ClaimReopened,
      ],
      ...[
        ClaimPaidAtLibrary,
        ClaimReimbursementRequested,
        ClaimIdentityChanged,
        ClaimGuardianChanged,
      ],
      ...[ClaimWrittenDown, ClaimReimbursed, ClaimDebtorChanged, ReceivableDebtorChanged],
    ],
    opens: [ClaimReplacementAssigned],
  })
  takeClaims(work: Work<Heard>): Promise<undefined> {
    return work.by(this);
  }

  @Takes({
    queue: 'payment-reconciliation.payments',
    events: reports,
    everythingFrom: ['payments'],
  })
  takePayments(work: Work<Heard>): Promise<undefined> {
    return work.by(this);
  }

  stateKey(event: Heard): string {
    const balance = event instanceof ReceivableReport ? this.named.find(event.receivableId) : event;
    return balance === undefined ? '' : balanceKey(balance);
  }

  async concerns(messages: readonly Message<Heard>[], tx: Tx): Promise<readonly Concern[]> {
    await this.named.learn(
      tx,
      messages.map(({ event }) => event),
    );
    return messages.flatMap(({ event }) => {
      const balance =
        event instanceof ReceivableReport ? this.named.find(event.receivableId) : event;
      return balance === undefined
        ? []
        : [
            {
              kind: 'balance',
              scope: balance.agencyId,
              key: balance.feeId,
              mode: 'exclusive',
            } as const,
          ];
    });
  }

  /** What the stages before it said is told first; a report waits until the receivable that it is on has been raised. */
  needs(event: Heard): readonly Need[] {
    if (!(event instanceof ReceivableReport)) return needsByBasis(event);
    return this.named.isCommitted(event.receivableId) ? [] : [raisedNeed(event.receivableId)];
  }

  async gather(
    tx: Tx,
    messages: readonly Message<Heard>[],
  ): Promise<ReadonlyMap<string, BalanceView>> {
    await this.named.learn(
      tx,
      messages.map(({ event }) => event),
    );
    const names = messages.flatMap(({ event }) =>
      event instanceof ReceivableReport ? (this.named.find(event.receivableId) ?? []) : event,
    );
    const known = await this.balances.find(tx, names);
    return new Map([...known].map(([key, balance]) => [key, { ...balance, entries: [] }]));
  }

  decide(view: BalanceView | undefined, message: Message<Heard>): Decision<BalanceView> {
    const { event } = message;
    if (event instanceof ReceivableReport) {
      tellWhose(view);
      return postInBooks(view, message, reportOf(event, message));
    }
    const started = view ?? {
      transfer: unheardOf(event.agencyId, event.feeId),
      books: undefined,
      entries: [],
    };
    const heard = hear(started, event, message);
    const moved = ledgerEventOf(event, message);
    if (moved === undefined)
      return { state: heard.view, announce: [...heard.announce, ...passedOn(event)] };
    const posted = postInBooks(heard.view, message, moved);
    return { ...posted, announce: [...heard.announce, ...(posted.announce ?? [])] };
  }

  async keep(tx: Tx, changed: readonly BalanceView[]): Promise<void> {
    await keepPosted(this.balances, tx, changed);
    for (const { answered, books } of changed)
      if (answered !== undefined && books !== undefined)
        this.answerTimes.observe(books.ledger.municipalityCode, answered);
  }
}

/** A payment names its receivable; whoever looks for it knows the fee. */
function tellWhose(view: BalanceView | undefined): void {
  if (view === undefined) return;
  const { agencyId, feeId } = view.transfer;
  describeActiveSpan({ 'debitorbro.agency': agencyId, 'debitorbro.subject': feeId });
}

function hear(
  view: BalanceView,
  event: OfBalance,
  { source, number, now, traceparent }: Message<Heard>,
): { view: BalanceView; announce: object[] } {
  const news = newsOf(event, { source, number: number ?? 0, at: now });
  if (news === undefined) return { view, announce: [] };
  const { state, outcomes } = hearNews(view.transfer, news);
  const answered = answerTime([view.transfer, state], news.at, traceparent);
  return {
    view: { ...view, transfer: state, ...(answered !== undefined && { answered }) },
    announce: outcomes.map(transferUpdate),
  };
}

/** Tasks and replacement numbers of verification's reach the library as they are. */
function passedOn(event: OfBalance): object[] {
  if (event instanceof ClaimTaskRaised)
    return [
      taskRaised(event, {
        kind: event.task,
        concern: 'verification',
        text: event.text,
        patronId: event.patronId,
      }),
    ];
  if (event instanceof ClaimTaskCleared)
    return [taskCleared(event, { kind: event.task, concern: 'verification' })];
  if (!(event instanceof ClaimReplacementAssigned) || typeof event.personal === 'string') return [];
  const { agencyId, patronId, whose, personal } = event;
  return [
    Object.assign(new PatronReplacementAssigned(), {
      agencyId,
      patronId,
      whose,
      personIdentifier: personal.personIdentifier,
    }),
  ];
}
