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
  ReceivableRaised,
  ReceivableRejected,
  type Placed,
} from '@libs/contracts';
import { Temporal } from '@libs/kernel';
import { standingPoint, STAGES, type Stage } from '../domain/transfer/standing-point.js';
import type { Answer, AnswersWhat, TransferNews } from '../domain/transfer/transfer-news.js';

/** What an event tells of where a balance stands, if it does. */
export function newsOf(
  event: Placed,
  { source, number, at }: { source: string; number: number; at: string },
): TransferNews | undefined {
  const said = {
    at: Temporal.Instant.from(at),
    point: standingPoint(stageOf(source), number, basisOf(event)),
  };
  const told = toldByStage(event);
  if (told !== undefined) return { ...said, ...told };
  return event instanceof ReceivableAnswer
    ? { kind: 'answered', ...said, ...answerOf(event) }
    : undefined;
}

type Bare<News> = News extends unknown ? Omit<News, 'at' | 'point'> : never;

function toldByStage(event: Placed): Bare<Exclude<TransferNews, { kind: 'answered' }>> | undefined {
  if (event instanceof ClaimKept) return keptOf(event);
  if (event instanceof ClaimHeld)
    return { kind: 'held', transfer: event.transfer, reason: event.reason };
  if (event instanceof ClaimReleased) return { kind: 'released' };
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
  const { changeId = '', changeType = '' } = answers;
  const what: AnswersWhat =
    answers.kind === 'charge' ? { kind: 'charge' } : { kind: 'change', changeId, changeType };
  return { answer: answerIn(event), answers: what, ...(reason !== undefined && { reason }) };
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
