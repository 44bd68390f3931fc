import { randomUUID } from 'node:crypto';
import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Agreements } from '@libs/agreements';
import { Temporal } from '@libs/kernel';
import { Commands, Loop } from '@libs/messaging';
import { inSpan, Log, parentFrom } from '@libs/observability';
import { Database } from '@libs/persistence';
import { isGivenUp, type OpenStatement } from '../domain/statement.js';
import { type KeptStatement, StatementStore } from '../persistence/statement-store.js';
import { StatementSettings } from '../serviceplatform-gateway.settings.js';
import { DispatchDeliveries } from './dispatch-deliveries.js';
import { laneOf } from './lane-of.js';
import { type Interrupted, ReadPart } from './read-part.js';
import { type PartEnd, PartEnded, RecordParts } from './record-parts.js';

/** A lease outlives the longest call by far, and is renewed as reading goes on. */
const limits = {
  everyMs: 500,
  dueMax: 200,
  underWayMax: 32,
  leaseMs: 180_000,
  renewAfterMs: 60_000,
  /** After a lane could not be used. */
  laterMs: 1_000,
} as const;

/**
 * Reads what debtor systems have (R53): of each municipality one statement at a time, part by part, side by side with other municipalities
 * and behind their registrations (R55). Each part is recorded together with its pages, so that a crash costs one part at most, and
 * nothing is told twice. Never inside a transaction.
 */
@Injectable()
export class ReadStatements implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly loop: Loop;
  /** By municipality. */
  private readonly underWay = new Map<string, Promise<void>>();
  private stopping = false;

  constructor(
    private readonly statements: StatementStore,
    private readonly parts: ReadPart,
    private readonly recording: RecordParts,
    private readonly dispatch: DispatchDeliveries,
    private readonly agreements: Agreements,
    private readonly commands: Commands,
    private readonly settings: StatementSettings,
    private readonly database: Database,
    private readonly log: Log,
  ) {
    this.loop = new Loop(
      limits.everyMs,
      () => this.look(),
      (error) => {
        log.warn('Looking for statements failed; the next round tries again', { error });
      },
    );
  }

  onApplicationBootstrap(): void {
    this.loop.start();
  }

  /** Calls under way end; what they were a part of is left to others. */
  async onModuleDestroy(): Promise<void> {
    this.stopping = true;
    await this.loop.stop();
    await Promise.allSettled([...this.underWay.values()]);
  }

  wake(): void {
    this.loop.wake();
  }

  private async look(): Promise<boolean> {
    for (const statement of await this.statements.due(this.database, limits.dueMax)) {
      if (this.stopping || this.underWay.size >= limits.underWayMax) break;
      if (!this.underWay.has(statement.municipalityCode) && this.mayGoOn(statement))
        this.follow(statement);
    }
    return false;
  }

  /** While a lane may not be used nobody is asked, until it has been for too long. */
  private mayGoOn(statement: OpenStatement): boolean {
    const { municipalityCode } = statement;
    if (!this.dispatch.known().includes(municipalityCode)) return true;
    const { allows } = this.dispatch.lookAfter(municipalityCode);
    const { giveUpMs } = this.settings;
    return allows === 'messages' || isGivenUp(statement, { now: Temporal.Now.instant(), giveUpMs });
  }

  private follow({ statementId, municipalityCode }: OpenStatement): void {
    const work = this.readOn(statementId)
      .catch((error: unknown) => {
        this.log.warn('Reading a statement failed; its lease runs out and it is read on', {
          statementId,
          error,
        });
      })
      .finally(() => {
        this.underWay.delete(municipalityCode);
        this.loop.wake();
      });
    this.underWay.set(municipalityCode, work);
  }

  /** One part, under a lease. */
  private async readOn(statementId: string): Promise<void> {
    const token = randomUUID();
    const lease = { token, ms: limits.leaseMs };
    const kept = await this.statements.lease(this.database, statementId, lease);
    if (kept === undefined) return;
    const end = await this.traced(kept, () => this.partOf(kept.statement, token));
    if (end.kind === 'interrupted') {
      const afterMs = this.stopping ? 0 : limits.laterMs;
      await this.statements.putBack(this.database, statementId, token, afterMs);
    } else await this.record(kept, new PartEnded(statementId, token, end, Math.random()));
  }

  private traced<Result>(
    { statement, traceparent }: KeptStatement,
    work: () => Promise<Result>,
  ): Promise<Result> {
    const attributes = { 'debitorbro.municipality': statement.municipalityCode };
    return inSpan('read statement', { attributes, parent: parentFrom(traceparent) }, work);
  }

  private async partOf(statement: OpenStatement, token: string): Promise<PartEnd | Interrupted> {
    const { statementId, municipalityCode, state } = statement;
    const lane = await laneOf(municipalityCode, this.agreements, this.database);
    if (lane === undefined) return { kind: 'not-read', failure: { kind: 'municipality-unknown' } };
    const traffic = this.dispatch.standingOf(municipalityCode);
    if (traffic.allows !== 'messages')
      return this.mayGoOn(statement)
        ? { kind: 'not-read', failure: { kind: 'no-answer' } }
        : { kind: 'interrupted' };
    const goesOn = this.lasting(statementId, token);
    return this.parts.read(state.after, { traffic, lane, goesOn });
  }

  /** Renews the lease as reading goes on; false when it is lost, or when the service stops. */
  private lasting(statementId: string, token: string): () => Promise<boolean> {
    let renewedAt = Date.now();
    return async () => {
      if (this.stopping) return false;
      if (Date.now() - renewedAt < limits.renewAfterMs) return true;
      renewedAt = Date.now();
      return this.statements.renew(this.database, statementId, { token, ms: limits.leaseMs });
    };
  }

  private async record({ traceparent }: KeptStatement, event: PartEnded): Promise<void> {
    const { statementId } = event;
    await this.commands.submit(this.recording, [
      { event, subject: { kind: 'statement', scope: '', key: statementId }, traceparent },
    ]);
    if (event.end.kind === 'not-read')
      this.log.info('A statement could not be read on', {
        statementId,
        why: event.end.failure.kind,
      });
  }
}
