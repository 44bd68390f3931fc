import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import {
  Commands,
  Loop,
  type Concern,
  type Decider,
  type Decision,
  type Message,
} from '@libs/messaging';
import { currentTraceparent, Log } from '@libs/observability';
import { Database, type Tx } from '@libs/persistence';
import { changeGuardian } from '../domain/change-guardian.js';
import { changeIdentity } from '../domain/change-identity.js';
import { claimKey, ClaimStore, type Decided } from '../persistence/claim-store.js';
import { PatronJobs, type PatronJob } from '../persistence/patron-jobs.js';
import { factOf } from './claim-facts.js';

/** One claim of a patron hears of one change. */
class TellClaim {
  constructor(
    readonly job: PatronJob,
    readonly feeId: string,
  ) {}

  get agencyId(): string {
    return this.job.agencyId;
  }
}

type ClaimView = Decided & { readonly told?: TellClaim };

/** Claims told in one transaction, jobs looked at in one round, and how often to look without being woken. */
const limits = { claimsMax: 200, jobsMax: 50, everyMs: 1_000 } as const;

/** Takes a patron's change to each of their claims, in chunks, and remembers in the same transaction how far it has come. */
@Injectable()
export class TellClaimsOfPatron
  implements Decider<TellClaim, ClaimView>, OnApplicationBootstrap, OnModuleDestroy
{
  private readonly loop: Loop;

  constructor(
    private readonly claims: ClaimStore,
    private readonly jobs: PatronJobs,
    private readonly commands: Commands,
    private readonly database: Database,
    log: Log,
  ) {
    this.loop = new Loop(
      limits.everyMs,
      () => this.work(),
      (error) => {
        log.warn('Telling claims of a patron failed; the next round goes on from where it was', {
          error,
        });
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

  stateKey(command: TellClaim): string {
    return claimKey(command);
  }

  concerns(commands: readonly Message<TellClaim>[]): readonly Concern[] {
    return commands.map(({ event: { job } }) => ({
      kind: 'patron',
      scope: job.agencyId,
      key: job.patronId,
      mode: 'exclusive',
    }));
  }

  async gather(
    tx: Tx,
    commands: readonly Message<TellClaim>[],
  ): Promise<ReadonlyMap<string, ClaimView>> {
    const claims = await this.claims.find(
      tx,
      commands.map(({ event }) => event),
    );
    const still = await this.jobs.next(tx, limits.jobsMax);
    const open = commands.filter(({ event: { job } }) =>
      still.some(({ id, afterFeeId }) => id === job.id && afterFeeId === job.afterFeeId),
    );
    return new Map(
      open.map(({ event }) => [
        claimKey(event),
        { claim: claims.get(claimKey(event)), told: event },
      ]),
    );
  }

  decide(
    view: ClaimView | undefined,
    { event: command, now }: Message<TellClaim>,
  ): Decision<ClaimView> {
    if (view === undefined) return {}; // another replica has done it
    const { change, agencyId, patronId } = command.job;
    const { state, outcomes } =
      change.kind === 'patron.identity-changed'
        ? changeIdentity(view.claim, change)
        : changeGuardian(view.claim, change);
    const about = { agencyId, feeId: command.feeId, patronId, at: now, basis: {} };
    return {
      state: { claim: state, told: command, traceparent: currentTraceparent() },
      announce: outcomes.map((outcome) => factOf(outcome, about)),
    };
  }

  async keep(tx: Tx, changed: readonly ClaimView[]): Promise<void> {
    await this.claims.keep(tx, changed);
    const last = changed
      .map(({ told }) => told)
      .reduce((a, b) => (a === undefined || (b !== undefined && b.feeId > a.feeId) ? b : a));
    if (last !== undefined) await this.jobs.moveOn(tx, last.job.id, last.feeId);
  }

  private async work(): Promise<boolean> {
    const jobs = await this.jobs.next(this.database, limits.jobsMax);
    for (const job of jobs) await this.chunk(job);
    return jobs.length > 0;
  }

  private async chunk(job: PatronJob): Promise<void> {
    const claims = await this.claims.ofPatron(this.database, job, job.afterFeeId, limits.claimsMax);
    if (claims.length === 0) return this.jobs.end(this.database, job.id);
    await this.commands.submit(
      this,
      claims.map(({ feeId, traceparent }) => ({
        event: new TellClaim(job, feeId),
        subject: { kind: 'balance', scope: job.agencyId, key: feeId },
        traceparent,
        cause: job.traceparent,
      })),
    );
  }
}
