import type { Circumstances } from './circumstances.js';
import { leftOf, type Claim } from './claim.js';
import { obstaclesOf } from './obstacles.js';
import type { Decision, Outcome } from './outcome.js';
import { holdTexts, withdrawalTexts, type HoldCode, type WithdrawalCode } from './reasons.js';
import { release } from './release.js';
import type { State, Waiting, Withdrawn } from './state.js';
import { tasksOfHolds, withTasks } from './tasks.js';

/**
 * The one place where it is decided whether a claim that has not been sent waits, is withdrawn, or goes (R09–R13, R24–R29,
 * R42). What is in the way is looked at afresh each time, so a claim is released by itself as soon as all is cured.
 */
export function weigh(
  before: State | undefined,
  claim: Claim,
  circumstances: Circumstances,
): Decision {
  const withdrawal = whyWithdrawn(claim);
  if (withdrawal !== undefined) return withdraw(before, claim, withdrawal);
  const [first, ...rest] = obstaclesOf(claim, circumstances.terms, circumstances.now);
  return first === undefined
    ? release(claim, circumstances)
    : hold(before, claim, [first, ...rest]);
}

/** R10, R13: what is cancelled, closed, marked or paid at the library before it is sent is not sent. */
function whyWithdrawn(claim: Claim): WithdrawalCode | undefined {
  if (claim.status !== 'open') return claim.status;
  return leftOf(claim).isPositive() ? undefined : 'paid-at-library';
}

function withdraw(before: State | undefined, claim: Claim, because: WithdrawalCode): Decision {
  const { state, outcomes } = withTasks<Withdrawn>({ kind: 'withdrawn', claim, because }, []);
  if (before?.kind === 'withdrawn' && before.because === because) return { state, outcomes };
  const told: Outcome = {
    kind: 'withdrawn',
    reason: { code: because, text: withdrawalTexts[because] },
  };
  return { state, outcomes: [told, ...outcomes] };
}

function hold(
  before: State | undefined,
  claim: Claim,
  reasons: readonly [HoldCode, ...HoldCode[]],
): Decision {
  const [code] = reasons;
  const waiting: Waiting =
    code === 'awaiting-verification'
      ? { kind: 'awaiting-verification', claim }
      : { kind: 'held', claim, reasons };
  const { state, outcomes } = withTasks(waiting, tasksOfHolds(reasons));
  if (before !== undefined && shownBy(before) === code) return { state, outcomes };
  const transfer = code === 'awaiting-verification' ? code : 'not-transferable';
  return {
    state,
    outcomes: [{ kind: 'held', transfer, reason: { code, text: holdTexts[code] } }, ...outcomes],
  };
}

function shownBy(state: State): HoldCode | undefined {
  if (state.kind === 'awaiting-verification') return state.kind;
  return state.kind === 'held' ? state.reasons[0] : undefined;
}
