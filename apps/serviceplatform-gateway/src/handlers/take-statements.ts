import { Controller } from '@nestjs/common';
import { StatementRequested } from '@libs/contracts';
import { Temporal } from '@libs/kernel';
import { Takes, type Decider, type Decision, type Message, type Work } from '@libs/messaging';
import type { Tx } from '@libs/persistence';
import { requested } from '../domain/statement.js';
import { type KeptStatement, StatementStore } from '../persistence/statement-store.js';
import { ReadStatements } from './read-statements.js';

/** Puts down each statement that is asked for; asked for twice, it is the same one (R53). */
@Controller()
export class TakeStatements implements Decider<StatementRequested, KeptStatement> {
  constructor(
    private readonly statements: StatementStore,
    private readonly reading: ReadStatements,
  ) {}

  @Takes({ queue: 'serviceplatform-gateway.statements', events: [StatementRequested] })
  take(work: Work<StatementRequested>): Promise<undefined> {
    return work.by(this);
  }

  stateKey({ statementId }: StatementRequested): string {
    return statementId;
  }

  gather(
    tx: Tx,
    messages: readonly Message<StatementRequested>[],
  ): Promise<ReadonlyMap<string, KeptStatement>> {
    return this.statements.find(
      tx,
      messages.map(({ event }) => event.statementId),
    );
  }

  decide(
    known: KeptStatement | undefined,
    { event, now, traceparent }: Message<StatementRequested>,
  ): Decision<KeptStatement> {
    if (known !== undefined) return {};
    return { state: { statement: requested(event, Temporal.Instant.from(now)), traceparent } };
  }

  keep(tx: Tx, changed: readonly KeptStatement[]): Promise<void> {
    return this.statements.keep(tx, changed);
  }

  committed(): void {
    this.reading.wake();
  }
}
