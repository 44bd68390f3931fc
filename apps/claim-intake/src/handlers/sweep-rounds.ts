import { randomUUID } from 'node:crypto';
import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Commands, Loop } from '@libs/messaging';
import { Log } from '@libs/observability';
import { Database } from '@libs/persistence';
import {
  SweepJobs,
  type KeptName,
  type SweepJob,
  type SweepLease,
} from '../persistence/sweep-jobs.js';
import { EndsOfClaims } from './ends-of-claims.js';
import { SweepCourse } from './sweep-course.js';
import { SweepClaim, SweepKeptClaims } from './sweep-kept-claims.js';
import { SweepWindow } from './sweep-window.js';

const limits = {
  /** How often to look for work without being woken. */
  everyMs: 1_000,
  /** How long others keep their hands off when this replica has died. */
  leaseSeconds: 15,
  /** A round that lasts longer ends, so that the lease is renewed. */
  roundMs: 5_000,
  /** Until a sweep comes back to claims that have failed. */
  failedPauseMs: 60_000,
} as const;

/**
 * Goes through the kept claims of every agency whose agreement has changed, in chunks, oldest first; agencies take turns. How many
 * are on their way at the same time is the window's, and it moves on by what the library is told of them.
 */
@Injectable()
export class SweepRounds implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly loop: Loop;
  private readonly lease: SweepLease = { leasedBy: randomUUID(), seconds: limits.leaseSeconds };
  /** By agency and version. */
  private courses: ReadonlyMap<string, SweepCourse> = new Map();
  private rounds = 0;

  constructor(
    private readonly sweeping: SweepKeptClaims,
    private readonly jobs: SweepJobs,
    private readonly commands: Commands,
    private readonly database: Database,
    private readonly window: SweepWindow,
    private readonly ends: EndsOfClaims,
    private readonly log: Log,
  ) {
    ends.whenEnded(() => {
      if (window.hasRoom) this.wake();
    });
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

  async onModuleDestroy(): Promise<void> {
    await Promise.all([this.loop.stop(), this.ends.stopHearing()]);
    await this.ends.stopHearing(); // a round that was under way may have begun it anew
    await this.jobs.release(this.database, this.lease.leasedBy).catch(() => undefined); // it runs out by itself
  }

  wake(): void {
    this.loop.wake();
  }

  private async work(): Promise<boolean> {
    const startedAtMs = Date.now();
    const jobs = await this.jobs.lease(this.database, this.lease);
    this.window.begin(
      jobs.map(({ agencyId }) => agencyId),
      startedAtMs,
    );
    this.courses = new Map(jobs.map((job) => [nameOf(job), this.courseOf(job)]));
    if (jobs.length === 0) {
      await this.ends.stopHearing();
      return false;
    }
    await this.hearEnds();
    let hasMoved = false;
    for (const job of this.inTurn(jobs)) {
      hasMoved = (await this.chunk(job)) || hasMoved;
      if (Date.now() - startedAtMs > limits.roundMs) return true;
    }
    return hasMoved;
  }

  /** Whoever can't hear how claims end leaves the sweeps to another. */
  private async hearEnds(): Promise<void> {
    try {
      await this.ends.hear();
    } catch (error) {
      await this.jobs.release(this.database, this.lease.leasedBy);
      throw error;
    }
  }

  /** Each round begins with another one: where there are more than may be on their way, all come to it. */
  private inTurn(jobs: readonly SweepJob[]): readonly SweepJob[] {
    this.rounds += 1;
    const first = this.rounds % jobs.length;
    return [...jobs.slice(first), ...jobs.slice(0, first)];
  }

  /** @returns whether there may be more to do right away */
  private async chunk(job: SweepJob): Promise<boolean> {
    const room = this.window.room(job.agencyId);
    if (room === 0) return false;
    const course = this.courseOf(job);
    const claims = await this.jobs.next(this.database, course.from(job), room);
    if (claims.length === 0) return this.atEnd(job, course);
    await this.pass(job, course, claims);
    return true;
  }

  private async atEnd(job: SweepJob, course: SweepCourse): Promise<boolean> {
    const next = course.atEnd(Date.now());
    if (next === 'end') await this.jobs.end(this.database, job);
    return next !== 'wait';
  }

  private async pass(
    job: SweepJob,
    course: SweepCourse,
    claims: readonly KeptName[],
  ): Promise<void> {
    const { agencyId } = job;
    const feeIds = claims.map(({ feeId }) => feeId);
    this.window.sent(agencyId, feeIds, Date.now());
    const settled = await this.ask(job, course, claims).catch((error: unknown) => {
      this.window.stayed(agencyId, feeIds);
      throw error;
    });
    this.window.stayed(
      agencyId,
      feeIds.filter((_, place) => !goesOn(settled[place])),
    );
    const failed = feeIds.filter((_, place) => settled[place]?.status === 'rejected');
    if (failed.length > 0) {
      course.failed(Date.now());
      const first = settled.find((one) => one.status === 'rejected');
      this.log.warn('Kept claims could not be swept; their sweep comes back to them', {
        ...{
          agency: agencyId,
          fees: failed.slice(0, 10).join(' '),
          error: first?.reason as unknown,
        },
      });
    }
    const last = claims.at(-1);
    if (last !== undefined) course.passed(last);
  }

  private ask(
    job: SweepJob,
    { hasFailed }: SweepCourse,
    claims: readonly KeptName[],
  ): Promise<PromiseSettledResult<unknown>[]> {
    return this.commands.attempt(
      this.sweeping,
      claims.map((claim, place) => ({
        event: new SweepClaim(job, claim, place, !hasFailed),
        subject: { kind: 'balance', scope: claim.agencyId, key: claim.feeId },
        traceparent: claim.traceparent,
        cause: job.traceparent,
      })),
    );
  }

  private courseOf(job: SweepJob): SweepCourse {
    return this.courses.get(nameOf(job)) ?? new SweepCourse(limits.failedPauseMs);
  }
}

function nameOf({ agencyId, version }: SweepJob): string {
  return `${agencyId} ${String(version)}`;
}

function goesOn(settled: PromiseSettledResult<unknown> | undefined): boolean {
  return settled?.status === 'fulfilled' && settled.value === true;
}
