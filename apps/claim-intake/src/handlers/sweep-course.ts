import type { KeptName, SweepJob } from '../persistence/sweep-jobs.js';

/**
 * Understands how far this replica has come with one sweep. Claims that fail are passed over, and the note in the database stays
 * before the first of them: so the sweep comes back to them a while later, here or wherever it is taken up, and does not end before.
 */
export class SweepCourse {
  private reached: KeptName | undefined;
  private againAtMs: number | undefined;

  /** @param pauseMs until it comes back */
  constructor(private readonly pauseMs: number) {}

  get hasFailed(): boolean {
    return this.againAtMs !== undefined;
  }

  /** The sweep as it goes on from here. */
  from(job: SweepJob): SweepJob {
    const { reached } = this;
    if (reached === undefined) return job;
    return { ...job, afterDate: reached.creationDate, afterFeeId: reached.feeId };
  }

  passed(last: KeptName): void {
    this.reached = last;
  }

  failed(nowMs: number): void {
    this.againAtMs = nowMs + this.pauseMs;
  }

  /** There is nothing further on. @returns what is to be done now */
  atEnd(nowMs: number): 'end' | 'wait' | 'begin again' {
    if (this.againAtMs === undefined) return 'end';
    if (nowMs < this.againAtMs) return 'wait';
    this.reached = undefined;
    this.againAtMs = undefined;
    return 'begin again';
  }
}
