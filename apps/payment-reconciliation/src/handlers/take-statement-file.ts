import { Injectable } from '@nestjs/common';
import type { Readable } from 'node:stream';
import { Clock } from '@libs/kernel';
import { Database } from '@libs/persistence';
import type { Run } from '../persistence/reconciliation-run.js';
import { RunStore } from '../persistence/run-store.js';
import { StatementLines, type StatementLine } from '../persistence/statement-lines.js';
import { CompareStatements } from './compare-statements.js';
import { linesIn, UnreadableStatement } from './statement-file.js';

const chunkSize = 1_000;

/** Takes in a list of open receivables that somebody sends, of any size in the memory of some thousands (R53). */
@Injectable()
export class TakeStatementFile {
  constructor(
    private readonly runs: RunStore,
    private readonly lines: StatementLines,
    private readonly comparing: CompareStatements,
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** @throws UnreadableStatement; nothing is kept of a list with a fault but that it came. */
  async take(run: Run, file: Readable): Promise<void> {
    await this.runs.add(this.database, [run]);
    try {
      await this.runs.ready(this.database, run.runId, await this.keep(run, file));
    } catch (error) {
      await this.lines.drop(this.database, run.runId);
      await this.runs.fail(this.database, run.runId, unreadable, this.clock.now().toString());
      throw error;
    }
    this.comparing.wake();
  }

  /** @returns how many receivables the list has */
  private async keep(run: Run, file: Readable): Promise<number> {
    let count = 0;
    for await (const chunk of linesIn(file, chunkSize)) {
      const added = await this.lines.add(this.database, run.runId, chunk);
      if (added < chunk.length) throw namedTwice(count, chunk);
      count += added;
    }
    return count;
  }
}

const unreadable = {
  code: 'statement.unreadable',
  text: 'Listen kunne ikke læses. Ret den fejl, som svaret på overførslen nævner, og send den igen.',
};

function namedTwice(before: number, chunk: readonly StatementLine[]): UnreadableStatement {
  const ids = chunk.map(({ receivableId }) => receivableId);
  const at = ids.findIndex((id, index) => ids.indexOf(id) < index);
  return at === -1
    ? new UnreadableStatement(
        before + 2,
        'receivable_id',
        'a receivable from here on is named before',
      )
    : new UnreadableStatement(before + at + 2, 'receivable_id', 'this receivable is named before');
}
