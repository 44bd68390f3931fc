import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Agreements } from '@libs/agreements';
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
import type { Agreement } from '../domain/agreement.js';
import { sweep } from '../domain/sweep.js';
import { claimKey, ClaimStore, type Decided } from '../persistence/claim-store.js';
import { SweepJobs, type KeptName, type SweepJob } from '../persistence/sweep-jobs.js';
import { termsOf } from './agreement-terms.js';
import { factOf } from './claim-facts.js';

/** One kept claim is asked again whether it goes on. */
class SweepClaim {
  constructor(
    readonly job: SweepJob,
    readonly claim: KeptName,
  ) {}
}

type SweptView = Decided & {
  readonly agreement: Agreement | undefined;
  readonly asked: SweepClaim;
};

/** Claims asked in one transaction, and how often to look for work without being woken. */
const limits = { claimsMax: 250, everyMs: 1_000 } as const;

/**
 * After a cut-off move or an activation, asks each kept claim again whether it goes on (R02, R11): in chunks, oldest first, and
 * each chunk together with the note of how far it came, so that a crash costs one chunk at most. New claims pass between chunks.
 */
@Injectable()
export class SweepKeptClaims
  implements Decider<SweepClaim, SweptView>, OnApplicationBootstrap, OnModuleDestroy
{
  private readonly loop: Loop;

  constructor(
    private readonly claims: ClaimStore,
    private readonly jobs: SweepJobs,
    private readonly agreements: Agreements,
    private readonly commands: Commands,
    private readonly database: Database,
    log: Log,
  ) {
    this.loop = new Loop(
      limits.everyMs,
      () => this.work(),
      (error) => {
        log.warn('Sweeping kept claims failed; the next round goes on from where it was', {
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

  stateKey({ claim }: SweepClaim): string {
    return claimKey(claim);
  }

  concerns(asked: readonly Message<SweepClaim>[]): readonly Concern[] {
    return asked.map(({ event: { claim } }) => ({
      kind: 'agreement',
      scope: claim.agencyId,
      key: claim.agencyId,
      mode: 'shared',
    }));
  }

  async gather(
    tx: Tx,
    asked: readonly Message<SweepClaim>[],
  ): Promise<ReadonlyMap<string, SweptView>> {
    const claims = await this.claims.find(
      tx,
      asked.map(({ event }) => event.claim),
    );
    const newest = await this.agreements.newest(
      tx,
      asked.map(({ event }) => event.claim.agencyId),
    );
    return new Map(
      asked.map(({ event }) => {
        const agreement = newest.get(event.claim.agencyId);
        return [
          claimKey(event.claim),
          {
            claim: claims.get(claimKey(event.claim)),
            agreement: agreement && termsOf(agreement),
            asked: event,
          },
        ];
      }),
    );
  }

  decide(view: SweptView | undefined, { now }: Message<SweepClaim>): Decision<SweptView> {
    if (view?.claim === undefined || view.agreement === undefined)
      return view === undefined ? {} : { state: view };
    const { state, outcomes } = sweep(view.claim, view.agreement);
    const patronId = state.kind === 'followed' ? state.facts.patronId : undefined;
    const about = {
      agencyId: view.asked.claim.agencyId,
      feeId: view.asked.claim.feeId,
      patronId,
      at: now,
      basis: {},
    };
    return {
      state: { ...view, claim: state, traceparent: currentTraceparent() },
      announce: outcomes.map((outcome) => factOf(outcome, about)),
    };
  }

  async keep(tx: Tx, changed: readonly SweptView[]): Promise<void> {
    await this.claims.keep(tx, changed);
    const last = changed
      .map(({ asked }) => asked)
      .reduce((a, b) => (isLater(b.claim, a.claim) ? b : a));
    await this.jobs.moveOn(tx, last.job, last.claim, changed.length);
  }

  private async work(): Promise<boolean> {
    const jobs = await this.jobs.open(this.database);
    for (const job of jobs) await this.chunk(job);
    return jobs.length > 0;
  }

  private async chunk(job: SweepJob): Promise<void> {
    const claims = await this.jobs.next(this.database, job, limits.claimsMax);
    if (claims.length === 0) return this.jobs.end(this.database, job);
    await this.commands.submit(
      this,
      claims.map((claim) => ({
        event: new SweepClaim(job, claim),
        subject: { kind: 'balance', scope: claim.agencyId, key: claim.feeId },
        traceparent: claim.traceparent,
        cause: job.traceparent,
      })),
    );
  }
}

function isLater(one: KeptName, other: KeptName): boolean {
  return (
    one.creationDate > other.creationDate ||
    (one.creationDate === other.creationDate && one.feeId > other.feeId)
  );
}
