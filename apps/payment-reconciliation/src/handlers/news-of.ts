import {
  ClaimChangeDeclined,
  ClaimChangeRefused,
  ClaimHeld,
  ClaimKept,
  ClaimReleased,
  ClaimTakenBack,
  ClaimWithdrawn,
  ReceivableAccepted,
  ReceivableAcceptedWithRemarks,
  ReceivableAnswer,
  ReceivableNotNeeded,
  ReceivableRaised,
  ReceivableRejected,
  type Answers,
  type Placed,
} from '@libs/contracts';
import { parseInstant } from '@libs/kernel';
import { standingPoint, STAGES, type Stage } from '../domain/transfer/standing-point.js';
import type {
  Answer,
  AnswersWhat,
  ChangeNamed,
  TransferNews,
} from '../domain/transfer/transfer-news.js';

/** What an event tells of where a balance stands, if it does. */
export function newsOf(
  event: Placed,
  { source, number, at }: { source: string; number: number; at: string },
): TransferNews | undefined {
  const said = {
    at: parseInstant(at),
    point: standingPoint(stageOf(source), number, basisOf(event)),
  };
  const told = isAnswer(event) ? toldByGateway(event) : toldByStage(event);
  return told && { ...said, ...told };
}

type Bare<News> = News extends unknown ? Omit<News, 'at' | 'point'> : never;
type Told = Bare<TransferNews>;

function isAnswer(event: Placed): event is ReceivableAnswer | ReceivableNotNeeded {
  return event instanceof ReceivableAnswer || event instanceof ReceivableNotNeeded;
}

function toldByGateway(event: ReceivableAnswer | ReceivableNotNeeded): Told {
  return event instanceof ReceivableAnswer
    ? { kind: 'answered', ...answerOf(event) }
    : { kind: 'not-needed', answers: changeIn(event.answers) };
}

function toldByStage(event: Placed): Told | undefined {
  if (event instanceof ClaimKept) return keptOf(event);
  if (event instanceof ClaimHeld)
    return { kind: 'held', transfer: event.transfer, reason: event.reason };
  if (event instanceof ClaimReleased) return releasedBy(event);
  if (event instanceof ClaimWithdrawn) return { kind: 'withdrawn', reason: event.reason };
  if (event instanceof ClaimTakenBack) return { kind: 'taken-back' };
  if (event instanceof ReceivableRaised) return { kind: 'raised', warnings: event.warnings };
  return isRefusal(event)
    ? {
        kind: 'change-refused',
        refusedType: event.refusedType,
        refusedId: event.refusedId,
        reason: event.reason,
      }
    : undefined;
}

function releasedBy({ toldAt }: ClaimReleased): Bare<Extract<TransferNews, { kind: 'released' }>> {
  return { kind: 'released', ...(toldAt != null && { toldAt: parseInstant(toldAt) }) };
}

function keptOf({ transfer, reason }: ClaimKept): Bare<Extract<TransferNews, { kind: 'kept' }>> {
  return { kind: 'kept', transfer, ...(reason !== undefined && { reason }) };
}

function isRefusal(event: Placed): event is ClaimChangeRefused | ClaimChangeDeclined {
  return event instanceof ClaimChangeRefused || event instanceof ClaimChangeDeclined;
}

function answerOf(
  event: ReceivableAnswer,
): Omit<Extract<TransferNews, { kind: 'answered' }>, 'kind' | 'at' | 'point'> {
  const { answers, reason } = event;
  const what: AnswersWhat = answers.kind === 'charge' ? { kind: 'charge' } : changeIn(answers);
  return { answer: answerIn(event), answers: what, ...(reason !== undefined && { reason }) };
}

function changeIn({ changeId = '', changeType = '' }: Answers): ChangeNamed {
  return { kind: 'change', changeId, changeType };
}

function answerIn(event: ReceivableAnswer): Answer {
  if (event instanceof ReceivableAccepted) return 'accepted';
  if (event instanceof ReceivableAcceptedWithRemarks) return 'accepted-with-remarks';
  return event instanceof ReceivableRejected ? 'rejected' : 'sent';
}

const stages: Readonly<Record<string, Stage>> = {
  'claim-intake': 'claim-intake',
  verification: 'verification',
  'receivable-mapper': 'receivable-mapper',
  'serviceplatform-gateway': 'gateway',
};

/** Debtor gateways of others speak as the gateway does. */
function stageOf(source: string): Stage {
  return stages[source.split('/')[1] ?? ''] ?? 'gateway';
}

function basisOf({ basis = {} }: Placed): Partial<Record<Stage, number>> {
  return Object.fromEntries(
    Object.entries(basis).filter(
      ([stage, number]) =>
        (STAGES as readonly string[]).includes(stage) && Number.isSafeInteger(number),
    ),
  );
}
