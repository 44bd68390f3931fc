import type { Instant } from '@libs/kernel';
import { unreachable } from '@libs/kernel';
import { answerInWords, NEVER_THERE } from './answer-words.js';
import { isNewer } from './standing-point.js';
import type {
  AnswersWhat,
  ChangeNamed,
  NewsOf,
  Reason,
  Transfer,
  TransferNews,
} from './transfer-news.js';
import type { BalanceTransfer, TransferOutcome, TransferShown, TransferStep } from './transfer.js';

/**
 * Folds what the services tell of a balance into what the library hears of it (R14, R54). The news may come in any
 * order: what was said on an older footing never overwrites what was said on a newer one.
 */
export function hearNews(state: BalanceTransfer, news: TransferNews): TransferStep {
  if (isStage(news)) return show(state, news);
  switch (news.kind) {
    case 'taken-back':
      return settled({ ...state, takenBack: true }, []);
    case 'raised':
      return takeWarnings(state, news);
    case 'answered':
      return hearAnswer(state, news);
    case 'not-needed':
      return neverThere(state, news);
    case 'change-refused':
      return { state, outcomes: [refused(state, news)] };
    default:
      return unreachable(news);
  }
}

/** A stage before the debtor system says where the balance stands. */
type StageNews = NewsOf<'kept' | 'held' | 'released' | 'withdrawn'>;

function isStage(news: TransferNews): news is StageNews {
  return ['kept', 'held', 'released', 'withdrawn'].includes(news.kind);
}

function show(state: BalanceTransfer, news: StageNews): TransferStep {
  if (!isNewer(news.point, state.point)) return { state, outcomes: [] };
  const shown = shownBy(transferIn(news), news.at, 'reason' in news ? news.reason : undefined);
  const told = {
    ...unreleased(state),
    ...{ shown, point: news.point },
    ...(news.kind === 'released' && awaitingAnswer(news)),
  };
  if (news.kind === 'withdrawn') return settled(told, [changed(told, shown)]);
  return { state: told, outcomes: [changed(told, shown)] };
}

function transferIn(news: StageNews): Transfer {
  if (news.kind === 'released') return 'queued';
  return news.kind === 'withdrawn' ? 'withdrawn' : news.transfer;
}

function shownBy(transfer: Transfer, at: Instant, reason: Reason | undefined): TransferShown {
  return { transfer, at, ...(reason !== undefined && { reason }) };
}

/** R41: the warnings travel with the answers to the charge; if they come after the answer, it is told again with them. */
function takeWarnings(state: BalanceTransfer, { warnings }: NewsOf<'raised'>): TransferStep {
  const told = { ...state, warnings };
  const { shown } = state;
  const late = warnings.length > 0 && shown !== undefined && isAnswer(shown.transfer);
  return { state: told, outcomes: late ? [changed(told, shown)] : [] };
}

function hearAnswer(state: BalanceTransfer, news: NewsOf<'answered'>): TransferStep {
  const reason = answerInWords(news.answer, news.answers, news.reason);
  return news.answers.kind === 'charge'
    ? hearCharge(state, news, reason)
    : hearChange(state, { ...news, answers: news.answers }, reason);
}

function hearCharge(
  state: BalanceTransfer,
  news: NewsOf<'answered'>,
  reason: Reason | undefined,
): TransferStep {
  if (!isNewer(news.point, state.point)) return { state, outcomes: [] };
  const shown = shownBy(news.answer, news.at, reason);
  const said = { ...state, shown, point: news.point };
  const outcomes = [changed(said, shown)];
  if (news.answer === 'sent') return { state: said, outcomes };
  const told = unreleased(said);
  if (news.answer !== 'rejected') return settled(told, outcomes);
  if (state.chargeRejected || state.takenBack) return { state: told, outcomes };
  return {
    state: { ...told, chargeRejected: true },
    outcomes: [...outcomes, taskRaised(state, news.answers, reason)],
  };
}

type ChangeAnswered = NewsOf<'answered'> & { readonly answers: ChangeNamed };

function hearChange(
  state: BalanceTransfer,
  { answer, answers, at }: ChangeAnswered,
  reason: Reason | undefined,
): TransferStep {
  const { changeId, changeType } = answers;
  const { agencyId, feeId } = state;
  const said = { agencyId, feeId, changeType, changeId, state: answer, at };
  const answered: TransferOutcome = {
    ...{ kind: 'change-answered', ...said },
    ...(reason !== undefined && { reason }),
  };
  if (answer === 'sent') return { state, outcomes: [answered] };
  const others = state.changesRejected.filter((one) => one !== changeId);
  const known = others.length < state.changesRejected.length;
  const rejected = answer === 'rejected';
  const tasks = rejected
    ? [taskRaised(state, answers, reason)]
    : [taskCleared(state, { kind: 'change', changeId })];
  return {
    state: { ...state, changesRejected: rejected ? [...others, changeId] : others },
    outcomes: known === rejected ? [answered] : [answered, ...tasks],
  };
}

/**
 * What the library asked for is so already: nothing of it stands at the debtor system. The balance ends as withdrawn, for a
 * charge that was never accepted is nobody's to cure any more (R14, R45).
 */
function neverThere(state: BalanceTransfer, news: NewsOf<'not-needed'>): TransferStep {
  const { agencyId, feeId } = state;
  const { answers, at, point } = news;
  const { changeId, changeType } = answers;
  const of = { agencyId, feeId, changeType, changeId };
  const answered = {
    kind: 'change-answered',
    ...of,
    state: 'accepted',
    reason: NEVER_THERE,
    at,
  } as const;
  if (state.shown?.transfer === 'withdrawn' || !isNewer(point, state.point))
    return settled(state, [answered]);
  const shown = shownBy('withdrawn', at, NEVER_THERE);
  const told = { ...unreleased(state), shown, point };
  return settled(told, [answered, changed(told, shown)]);
}

function awaitingAnswer({
  at,
  toldAt,
}: NewsOf<'released'>): Pick<BalanceTransfer, 'releasedAt' | 'toldAt'> {
  return { releasedAt: at, ...(toldAt !== undefined && { toldAt }) };
}

/** Nobody waits for an answer to its charge any more. */
function unreleased({ releasedAt: _, toldAt: __, ...state }: BalanceTransfer): BalanceTransfer {
  return state;
}

/** The rejected charge needs nobody any more: it was accepted, withdrawn, or taken back. */
function settled(state: BalanceTransfer, outcomes: readonly TransferOutcome[]): TransferStep {
  const cleared = state.chargeRejected ? [taskCleared(state, { kind: 'charge' })] : [];
  return { state: { ...state, chargeRejected: false }, outcomes: [...outcomes, ...cleared] };
}

function changed(
  { agencyId, feeId, warnings }: BalanceTransfer,
  shown: TransferShown,
): TransferOutcome {
  const along = isAnswer(shown.transfer) && warnings.length > 0 ? { warnings } : {};
  return { kind: 'transfer-changed', agencyId, feeId, ...shown, ...along };
}

function isAnswer(transfer: Transfer): boolean {
  return ['sent', 'accepted', 'accepted-with-remarks', 'rejected'].includes(transfer);
}

function refused(
  { agencyId, feeId }: BalanceTransfer,
  { refusedType, refusedId, reason }: NewsOf<'change-refused'>,
): TransferOutcome {
  return { kind: 'change-refused', agencyId, feeId, refusedType, refusedId, reason };
}

type Raised = Extract<TransferOutcome, { readonly kind: 'task-raised' }>;
type Cleared = Extract<TransferOutcome, { readonly kind: 'task-cleared' }>;

function taskRaised(
  { agencyId, feeId }: BalanceTransfer,
  concerns: AnswersWhat,
  reason: Reason | undefined,
): Raised {
  const text = reason?.text ?? '';
  return {
    kind: 'task-raised',
    task: 'rejected-by-debtor-system',
    agencyId,
    feeId,
    concerns,
    text,
  };
}

function taskCleared({ agencyId, feeId }: BalanceTransfer, concerns: Cleared['concerns']): Cleared {
  return { kind: 'task-cleared', task: 'rejected-by-debtor-system', agencyId, feeId, concerns };
}
