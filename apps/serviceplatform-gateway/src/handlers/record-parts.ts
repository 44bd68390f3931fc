import { Injectable } from '@nestjs/common';
import { Temporal } from '@libs/kernel';
import type { Decider, Decision, Message } from '@libs/messaging';
import { describeActiveSpan } from '@libs/observability';
import type { Tx } from '@libs/persistence';
import type { BookedReceivable } from '../domain/booked-receivable.js';
import { notRead, partRead, type ReadFailure, type Statement } from '../domain/statement.js';
import { type KeptStatement, StatementStore, toldKey } from '../persistence/statement-store.js';
import { StatementSettings } from '../serviceplatform-gateway.settings.js';
import { endTold, pagesTold } from './statements-told.js';

/** How reading a part of a statement ended. */
export type PartEnd =
  | {
      readonly kind: 'read';
      readonly receivables: readonly BookedReceivable[];
      readonly mark: string | undefined;
    }
  | { readonly kind: 'not-read'; readonly failure: ReadFailure };

export class PartEnded {
  constructor(
    readonly statementId: string,
    readonly token: string,
    readonly end: PartEnd,
    readonly jitter: number,
  ) {}
}

type StatementView = KeptStatement & {
  /** Receivables that pages have told of, by `toldKey`. */
  readonly told: ReadonlySet<string>;
  readonly toldNow?: readonly string[];
  /** Whether we have had a receivable moved since its list was begun. */
  readonly moved: boolean;
};

const backOff = { firstMs: 500, longestMs: 60_000 } as const;

/**
 * Records how far a statement has been read, together with the pages that tell of it (R53). What comes under a lost lease counts
 * nothing; a receivable that was moved to an account further on is told of once.
 */
@Injectable()
export class RecordParts implements Decider<PartEnded, StatementView> {
  constructor(
    private readonly statements: StatementStore,
    private readonly settings: StatementSettings,
  ) {}

  stateKey({ statementId }: PartEnded): string {
    return statementId;
  }

  async gather(
    tx: Tx,
    ended: readonly Message<PartEnded>[],
  ): Promise<ReadonlyMap<string, StatementView>> {
    const named = ended.flatMap(({ event: { statementId, end } }) =>
      end.kind === 'read'
        ? end.receivables.map(({ receivableId }) => ({ statementId, receivableId }))
        : [],
    );
    const told = await this.statements.told(tx, named);
    const statementIds = ended.map(({ event }) => event.statementId);
    const last = ended.filter(
      ({ event: { end } }) => end.kind === 'read' && end.mark === undefined,
    );
    const moved = await this.statements.withMoves(
      tx,
      last.map(({ event }) => event.statementId),
    );
    const kept = await this.statements.find(tx, statementIds);
    return new Map([...kept].map(([id, each]) => [id, { ...each, told, moved: moved.has(id) }]));
  }

  decide(
    view: StatementView | undefined,
    { event, now }: Message<PartEnded>,
  ): Decision<StatementView> {
    if (view === undefined) return {};
    describeActiveSpan({ 'debitorbro.municipality': view.statement.municipalityCode });
    const fresh = event.end.kind === 'read' ? freshIn(event.end.receivables, view) : [];
    const after = this.ended(view, event, fresh.length, Temporal.Instant.from(now));
    if (after === undefined) return {};
    const toldNow = fresh.map(({ receivableId }) => receivableId);
    return {
      state: { ...view, statement: after, toldNow },
      announce: [...pagesTold(after, fresh), ...endTold(after)],
    };
  }

  keep(tx: Tx, changed: readonly StatementView[]): Promise<void> {
    return this.statements.keep(tx, changed);
  }

  private ended(
    { statement, moved }: StatementView,
    { token, end, jitter }: PartEnded,
    receivables: number,
    now: Temporal.Instant,
  ): Statement | undefined {
    const { giveUpMs } = this.settings;
    return end.kind === 'read'
      ? partRead(statement, token, { receivables, mark: end.mark, moved }, now)
      : notRead(statement, token, end.failure, { now, jitter, backOff, giveUpMs });
  }
}

/** Those that no page has told of; a receivable that moved while it was read may be there twice. */
function freshIn(
  receivables: readonly BookedReceivable[],
  { statement: { statementId }, told }: StatementView,
): readonly BookedReceivable[] {
  const byId = new Map(receivables.map((one) => [one.receivableId, one]));
  return [...byId.values()].filter(
    ({ receivableId }) => !told.has(toldKey(statementId, receivableId)),
  );
}
