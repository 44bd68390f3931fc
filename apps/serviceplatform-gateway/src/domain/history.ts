import type { Instant } from '@libs/kernel';
import type { AttemptOutcome } from './attempt.js';

/** What was done with a delivery, and when: an attempt with its end, or that somebody had it sent again. */
export type Note = {
  readonly at: string;
  readonly requestId: string;
  readonly what: AttemptOutcome['kind'] | 'lost' | 'resent';
  /** Why, in a machine's words: the debtor system's code, or what kept us from reaching it. */
  readonly code?: string;
  /** Who had it sent again. */
  readonly by?: string;
};

/** The newest are kept; how many attempts there were is counted elsewhere. */
export const NOTES_MAX = 50;

export function noted(history: readonly Note[], note: Note): readonly Note[] {
  return [...history, note].slice(-NOTES_MAX);
}

/** R55: nobody has to ask whether it was sent again. */
export function noteOf(outcome: AttemptOutcome, requestId: string, at: Instant): Note {
  const code = 'reason' in outcome ? outcome.reason.code : codeOf(outcome);
  return { at: at.toString(), requestId, what: outcome.kind, ...(code !== undefined && { code }) };
}

function codeOf(outcome: AttemptOutcome): string | undefined {
  return 'code' in outcome ? outcome.code : undefined;
}
