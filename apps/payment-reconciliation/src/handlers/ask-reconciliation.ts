import { Injectable } from '@nestjs/common';
import { StatementRequested } from '@libs/contracts';
import type { Command, Decider, Decision, Message } from '@libs/messaging';
import { describeActiveSpan } from '@libs/observability';
import type { Tx } from '@libs/persistence';
import type { Run } from '../persistence/reconciliation-run.js';
import { RunStore } from '../persistence/run-store.js';

/** Somebody, or the night, asks for a reconciliation. */
export class AskReconciliation {
  constructor(readonly run: Run) {}
}

/** Begins a reconciliation and asks for the debtor system's statement (R53). The same run twice is one. */
@Injectable()
export class BeginReconciliation implements Decider<AskReconciliation, Run> {
  constructor(private readonly runs: RunStore) {}

  stateKey({ run }: AskReconciliation): string {
    return run.runId;
  }

  gather(tx: Tx, asked: readonly Message<AskReconciliation>[]): Promise<ReadonlyMap<string, Run>> {
    return this.runs.find(
      tx,
      asked.map(({ event }) => event.run.runId),
    );
  }

  decide(known: Run | undefined, { event, now }: Message<AskReconciliation>): Decision<Run> {
    const { run } = event;
    const { runId: statementId, municipalityCode } = run;
    describeActiveSpan({ 'debitorbro.municipality': municipalityCode });
    if (known !== undefined) return { reply: known };
    const requested = Object.assign(new StatementRequested(), {
      statementId,
      municipalityCode,
      at: now,
    });
    return { state: run, announce: [requested], reply: run };
  }

  keep(tx: Tx, begun: readonly Run[]): Promise<void> {
    return this.runs.add(tx, begun);
  }
}

export function asking(run: Run): Command<AskReconciliation> {
  return {
    event: new AskReconciliation(run),
    subject: { kind: 'statement', scope: '', key: run.runId },
  };
}
