import { Injectable } from '@nestjs/common';
import {
  ReceivableCovered,
  ReceivableCoverageReversed,
  ReceivableWriteOffReversed,
  ReceivableWrittenOff,
  type ReceivableReport,
} from '@libs/contracts';
import type { Decider, Decision, Message } from '@libs/messaging';
import { describeActiveSpan, linkActiveSpan, parentFrom } from '@libs/observability';
import type { Tx } from '@libs/persistence';
import { judgeReport, type ReportItem, type Verdict } from '../domain/judge-report.js';
import { ReportStore, type KeptItem, type ReportedOn } from '../persistence/report-store.js';

/** One movement of a report, with the municipality that the report came from, if it said. */
export class MovementReported {
  constructor(
    readonly item: ReportItem,
    readonly reporter: string | undefined,
  ) {}
}

type MovementView = {
  readonly receivable: ReportedOn | undefined;
  readonly counted: boolean;
  readonly kept?: KeptItem;
  readonly now?: string;
};

/** Judges what debtor systems report, keeps it, and passes on what counts: each movement once, by its UUID (R49, R51). */
@Injectable()
export class JudgeReports implements Decider<MovementReported, MovementView> {
  constructor(private readonly reports: ReportStore) {}

  stateKey({ item }: MovementReported): string {
    return item.transactionId;
  }

  async gather(
    tx: Tx,
    reported: readonly Message<MovementReported>[],
  ): Promise<ReadonlyMap<string, MovementView>> {
    const items = reported.map(({ event }) => event.item);
    const receivables = await this.reports.receivables(
      tx,
      items.map(({ receivableId }) => receivableId),
    );
    const counted = await this.reports.counted(
      tx,
      items.map(({ transactionId }) => transactionId),
    );
    return new Map(
      items.map((item) => [
        item.transactionId,
        {
          receivable: receivables.get(item.receivableId),
          counted: counted.has(item.transactionId),
        },
      ]),
    );
  }

  decide(
    view: MovementView | undefined,
    { event: { item, reporter }, now }: Message<MovementReported>,
  ): Decision<MovementView> {
    const { receivable, counted: before } = view ?? { receivable: undefined, counted: false };
    tellWhose(receivable);
    const verdict = judgeReport(item, receivable, reporter ?? receivable?.municipalityCode ?? '');
    if (before) return { reply: verdict };
    if (verdict.kind === 'refused') {
      return {
        state: {
          receivable,
          counted: false,
          kept: { item, counted: false, refusalCode: verdict.refusal.code },
          now,
        },
        reply: verdict,
      };
    }
    const kept = { item, counted: true, refusalCode: undefined };
    return {
      state: { receivable, counted: true, kept, now },
      announce: [paymentOf(verdict)],
      reply: verdict,
    };
  }

  async keep(tx: Tx, changed: readonly MovementView[]): Promise<void> {
    const kept = changed.flatMap((view) => view.kept ?? []);
    const now = changed[0]?.now;
    if (kept.length > 0 && now !== undefined) await this.reports.keep(tx, kept, now);
  }
}

/** A movement names a receivable: its span leads to the claim's trace, and tells whose it is. */
function tellWhose(receivable: ReportedOn | undefined): void {
  if (receivable === undefined) return;
  const { municipalityCode, traceparent } = receivable;
  linkActiveSpan(parentFrom(traceparent));
  describeActiveSpan({ 'debitorbro.municipality': municipalityCode });
}

const events = {
  covered: ReceivableCovered,
  'coverage-reversed': ReceivableCoverageReversed,
  'written-off': ReceivableWrittenOff,
  'write-off-reversed': ReceivableWriteOffReversed,
} as const;

function paymentOf({
  item,
  municipalityCode,
}: Extract<Verdict, { kind: 'counted' }>): ReceivableReport {
  const { receivableId, transactionId, originalId, amount, registeredAt, effectiveDate, channel } =
    item;
  return Object.assign(new events[item.kind](), {
    receivableId,
    transactionId,
    municipalityCode,
    amount: amount.toKroner(),
    registeredAt: registeredAt.toString(),
    effectiveDate: effectiveDate.toString(),
    ...(originalId !== undefined && { originalId }),
    ...(channel !== undefined && { channel }),
  });
}
