import { describe, expect, it } from '@jest/globals';
import type { KeptName, SweepJob } from '../persistence/sweep-jobs.js';
import { SweepCourse } from './sweep-course.js';

const job: SweepJob = {
  ...{ agencyId: 'DK-761500', version: 2, fromDate: '2025-01-01', traceparent: undefined },
  ...{ afterDate: '2025-01-01', afterFeeId: '' },
};
const kept = (feeId: string): KeptName => ({
  ...{ agencyId: 'DK-761500', feeId, creationDate: '2025-06-01', traceparent: undefined },
});

describe("a sweep's course", () => {
  it('begins where the note is, and goes on behind what it has passed', () => {
    const course = new SweepCourse(60_000);
    expect(course.from(job)).toEqual(job);
    course.passed(kept('7'));
    expect(course.from(job)).toEqual({ ...job, afterDate: '2025-06-01', afterFeeId: '7' });
  });

  it('ends when nothing has failed', () => {
    const course = new SweepCourse(60_000);
    course.passed(kept('7'));
    expect([course.hasFailed, course.atEnd(0)]).toEqual([false, 'end']);
  });

  it('passes over what has failed, and begins again from the note after a while', () => {
    const course = new SweepCourse(60_000);
    course.failed(1_000);
    course.passed(kept('7'));
    expect(course.from(job).afterFeeId).toBe('7');
    expect([course.hasFailed, course.atEnd(60_999)]).toEqual([true, 'wait']);

    expect(course.atEnd(61_000)).toBe('begin again');
    expect(course.from(job)).toEqual(job);
    expect([course.hasFailed, course.atEnd(61_000)]).toEqual([false, 'end']);
  });
});
