import { Injectable } from '@nestjs/common';
import type { Instant } from '@libs/kernel';
import { Metrics, parentFrom, type Spread } from '@libs/observability';
import type { BalanceTransfer } from '../domain/transfer/transfer.js';

/** How long a claim took from its release to the debtor system's first answer, and in which trace. */
export type AnswerTime = {
  readonly seconds: number;
  /** From the library's own event on, of a claim that was never kept nor held. */
  readonly waySeconds: number | undefined;
  readonly traceparent: string | undefined;
};

/** The answer that took `before` to `after`, if it did. */
export function answerTime(
  [before, after]: readonly [BalanceTransfer, BalanceTransfer],
  at: Instant,
  traceparent: string | undefined,
): AnswerTime | undefined {
  const { releasedAt, toldAt } = before;
  if (releasedAt === undefined || after.releasedAt !== undefined || !isAnswered(after))
    return undefined;
  return {
    seconds: releasedAt.until(at).total('seconds'),
    waySeconds: toldAt?.until(at).total('seconds'),
    traceparent,
  };
}

function isAnswered({ shown }: BalanceTransfer): boolean {
  return ['accepted', 'accepted-with-remarks', 'rejected'].includes(shown?.transfer ?? '');
}

/** Tells how long claims wait for their answer: what the service level objective is about (docs/operating.md). */
@Injectable()
export class AnswerTimes {
  private readonly spread: Spread<'municipality'>;
  private readonly way: Spread<'municipality'>;

  constructor(metrics: Metrics) {
    this.spread = metrics.histogram({
      name: 'debitorbro_claim_answer_seconds',
      help: "From a claim's release to the debtor system's first answer to its charge",
      labels: ['municipality'],
    });
    this.way = metrics.histogram({
      name: 'debitorbro_claim_way_seconds',
      help: "From the time of the library's event to the debtor system's first answer, of claims that were never kept nor held",
      labels: ['municipality'],
    });
  }

  observe(municipality: string, { seconds, waySeconds, traceparent }: AnswerTime): void {
    const of = parentFrom(traceparent);
    this.spread.observe({ municipality }, Math.max(0, seconds), of);
    if (waySeconds !== undefined) this.way.observe({ municipality }, Math.max(0, waySeconds), of);
  }
}
