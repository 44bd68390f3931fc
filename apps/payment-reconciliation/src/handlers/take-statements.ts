import { Controller } from '@nestjs/common';
import {
  StatementCompleted,
  StatementFailed,
  StatementPageRead,
  type OfStatement,
  type StatedReceivable,
} from '@libs/contracts';
import { Money, Temporal } from '@libs/kernel';
import { Takes, type Decider, type Decision, type Message, type Work } from '@libs/messaging';
import type { Tx } from '@libs/persistence';
import { sideOf, type Cut } from '../domain/reconciliation/cut.js';
import { cutOf, type ReasonShown, type Run } from '../persistence/reconciliation-run.js';
import { RunStore } from '../persistence/run-store.js';
import { StatementLines, type StatementLine } from '../persistence/statement-lines.js';
import { CompareStatements } from './compare-statements.js';

type StatementView = {
  readonly run: Run;
  /** What this batch's pages hold. */
  readonly lines: readonly StatementLine[];
  /** When the last of them was heard. */
  readonly at?: string;
  readonly ended?:
    | { readonly kind: 'complete'; readonly receivables: number }
    | { readonly kind: 'failed'; readonly reason: ReasonShown };
};

const repeats: ReasonShown = {
  code: 'statement.repeats-a-receivable',
  text: 'Debitorsystemets udtræk har den samme fordring to gange. Bed om en ny afstemning, og giv debitorsystemets leverandør besked, hvis det gentager sig.',
};

/** Takes in what debtor systems have on their books, page by page, each receivable cut as its reconciliation asks (R53). */
@Controller()
export class TakeStatements implements Decider<OfStatement, StatementView> {
  constructor(
    private readonly runs: RunStore,
    private readonly lines: StatementLines,
    private readonly comparing: CompareStatements,
  ) {}

  @Takes({
    queue: 'payment-reconciliation.statements',
    events: [StatementPageRead, StatementCompleted, StatementFailed],
  })
  take(work: Work<OfStatement>): Promise<undefined> {
    return work.by(this);
  }

  stateKey({ statementId }: OfStatement): string {
    return statementId;
  }

  async gather(
    tx: Tx,
    messages: readonly Message<OfStatement>[],
  ): Promise<ReadonlyMap<string, StatementView>> {
    const runs = await this.runs.find(
      tx,
      messages.map(({ event }) => event.statementId),
    );
    return new Map([...runs].map(([runId, run]) => [runId, { run, lines: [] }]));
  }

  /** A statement that nobody here asked for, or that has ended, changes nothing. */
  decide(
    view: StatementView | undefined,
    { event, now }: Message<OfStatement>,
  ): Decision<StatementView> {
    if (view?.run.state !== 'reading' || view.ended !== undefined) return {};
    return { state: { ...view, ...told(view, event), at: now } };
  }

  async keep(tx: Tx, changed: readonly StatementView[]): Promise<void> {
    for (const view of changed) {
      const { run, lines, ended } = view;
      const added = await this.lines.add(tx, run.runId, lines);
      if (added < lines.length) await this.fail(tx, view, repeats);
      else if (ended?.kind === 'complete') await this.runs.ready(tx, run.runId, ended.receivables);
      else if (ended?.kind === 'failed') await this.fail(tx, view, ended.reason);
    }
  }

  committed(): void {
    this.comparing.wake();
  }

  private async fail(tx: Tx, { run, at }: StatementView, reason: ReasonShown): Promise<void> {
    await this.runs.fail(tx, run.runId, reason, at ?? run.askedAt);
    await this.lines.drop(tx, run.runId);
  }
}

function told(view: StatementView, event: OfStatement): Pick<StatementView, 'lines' | 'ended'> {
  const { lines } = view;
  if (event instanceof StatementCompleted)
    return { lines, ended: { kind: 'complete', receivables: event.receivables } };
  if (event instanceof StatementFailed)
    return { lines, ended: { kind: 'failed', reason: event.reason } };
  if (!(event instanceof StatementPageRead)) return { lines };
  const cut = cutOf(view.run);
  const page = event.receivables.map((receivable) => lineOf(receivable, cut));
  return { lines: [...lines, ...page] };
}

function lineOf(stated: StatedReceivable, cut: Cut): StatementLine {
  const movements = stated.movements.map(({ type, amount, registeredAt }) => ({
    type,
    amount: Money.fromKroner(amount),
    registeredAt: Temporal.Instant.from(registeredAt),
  }));
  return {
    receivableId: stated.receivableId,
    theirs: {
      kind: 'itemised',
      side: sideOf(movements, cut),
      stated: Money.fromKroner(stated.outstanding),
    },
  };
}
