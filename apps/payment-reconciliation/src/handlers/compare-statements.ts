import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { LongReads } from '@libs/host';
import { Clock } from '@libs/kernel';
import { Loop } from '@libs/messaging';
import { Log } from '@libs/observability';
import type { Tx } from '@libs/persistence';
import { Reconciling } from '../domain/reconciliation/totals.js';
import { BooksCompared, type Pair } from '../persistence/books-compared.js';
import { termsOf, type ReasonShown, type Run } from '../persistence/reconciliation-run.js';
import { RunStore, type DifferenceKept } from '../persistence/run-store.js';
import { StatementLines } from '../persistence/statement-lines.js';

const everyMs = 5_000;

const incomplete: ReasonShown = {
  code: 'statement.incomplete',
  text: 'Debitorsystemets udtræk har ikke så mange fordringer, som det siger. Bed om en ny afstemning.',
};

/**
 * Compares each complete statement with the ledger (R53): in one pass, one transaction and the memory of some thousands of
 * receivables. A crash leaves nothing behind, and the statement is compared anew.
 */
@Injectable()
export class CompareStatements implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly loop: Loop;

  constructor(
    private readonly reads: LongReads,
    private readonly runs: RunStore,
    private readonly lines: StatementLines,
    private readonly books: BooksCompared,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {
    this.loop = new Loop(
      everyMs,
      () => this.compareNext(),
      (error) => {
        log.warn('Comparing a statement failed; it is compared anew', { error });
      },
    );
  }

  onApplicationBootstrap(): void {
    this.loop.start();
  }

  onModuleDestroy(): Promise<void> {
    return this.loop.stop();
  }

  wake(): void {
    this.loop.wake();
  }

  /** @returns whether there was one to compare */
  private compareNext(): Promise<boolean> {
    return this.reads.transaction(async (tx) => {
      const run = await this.runs.takeReady(tx);
      if (run === undefined) return false;
      await this.compare(tx, run);
      await this.lines.drop(tx, run.runId);
      return true;
    });
  }

  private async compare(tx: Tx, run: Run): Promise<void> {
    const reconciling = new Reconciling(termsOf(run));
    for await (const pairs of this.books.pairs(tx, run))
      await this.runs.note(
        tx,
        run.runId,
        pairs.flatMap((pair) => differenceIn(pair, reconciling)),
      );
    const totals = reconciling.totals();
    const endedAt = this.clock.now().toString();
    const { runId, municipalityCode, from, to, stated } = run;
    if (totals.theirs.receivables !== stated) return this.runs.fail(tx, runId, incomplete, endedAt);
    await this.runs.finish(tx, runId, totals, endedAt);
    const of = { runId, municipalityCode, from, to };
    this.log.info('A reconciliation has come to its end', { ...of, ...totals.differences });
  }
}

function differenceIn(
  { receivableId, ours, theirs }: Pair,
  reconciling: Reconciling,
): readonly DifferenceKept[] {
  const difference = reconciling.take(ours, theirs);
  if (difference === undefined) return [];
  const whose = ours && { agencyId: ours.agencyId, feeId: ours.feeId };
  return [{ receivableId, ...difference, ...whose }];
}
