import { PermanentFailure, TransientFailure } from '@libs/kernel';
import type { Reason } from './set-aside.js';
import type { Arrival, Fate } from '../work/arrival.js';

export type FailingLimits = {
  /** A message that has failed this often is parked. */
  readonly attemptsMax: number;
  readonly firstRetryMs: number;
  readonly retryMsMax: number;
};

/** Understands what becomes of a message that fails by its own fault: retried with growing pauses, then parked. */
export class Failing {
  constructor(private readonly limits: FailingLimits) {}

  fateOf(arrival: Arrival, error: unknown): Extract<Fate, { kind: 'retry' | 'parked' | 'failed' }> {
    if (arrival.origin.kind === 'local') return { kind: 'failed', error };
    const reason = reasonOf(error);
    if (error instanceof PermanentFailure) return { kind: 'parked', reason };
    const attempts = (arrival.origin.kind === 'set-aside' ? arrival.origin.attempts : 0) + 1;
    return { kind: attempts >= this.limits.attemptsMax ? 'parked' : 'retry', reason };
  }

  /** RFC 3339. The pause doubles with each attempt. */
  retryAt(attempts: number, now: string): string {
    const pauseMs = Math.min(
      this.limits.firstRetryMs * 2 ** (attempts - 1),
      this.limits.retryMsMax,
    );
    return new Date(Date.parse(now) + pauseMs).toISOString();
  }
}

/** Says why without quoting: texts of errors that are not our own may hold values of the message. */
export function reasonOf(error: unknown): Reason {
  if (error instanceof PermanentFailure || error instanceof TransientFailure)
    return { code: error.code, text: error.message };
  const { name, code } = error as { name?: unknown; code?: unknown };
  const kind = typeof name === 'string' ? name : typeof error;
  return {
    code: 'message.not-handled',
    text: typeof code === 'string' ? `${kind} (${code})` : kind,
  };
}
