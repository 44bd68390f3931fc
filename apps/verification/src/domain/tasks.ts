import { hasGuardianNow, type Claim } from './claim.js';
import { identityObstacles } from './obstacles.js';
import type { Outcome } from './outcome.js';
import { taskOf, taskTexts, type HoldCode, type TaskKind } from './reasons.js';
import type { Released, State } from './state.js';
import type { Terms } from './terms.js';

/** Raises the tasks that have come up and clears those that are cured, each once. */
export function withTasks<Kind extends State>(
  state: Kind,
  wanted: readonly TaskKind[],
): { state: Kind; outcomes: Outcome[] } {
  const { tasks } = state.claim;
  const raised = wanted.filter((task) => !tasks.includes(task));
  const cleared = tasks.filter((task) => !wanted.includes(task));
  if (raised.length === 0 && cleared.length === 0) return { state, outcomes: [] };
  return {
    state: { ...state, claim: { ...state.claim, tasks: wanted } },
    outcomes: [
      ...raised.map((task) => ({ kind: 'taskRaised', task, text: taskTexts[task] }) as const),
      ...cleared.map((task) => ({ kind: 'taskCleared', task }) as const),
    ],
  };
}

export function tasksOfHolds(holds: readonly HoldCode[]): readonly TaskKind[] {
  return holds.map(taskOf).filter((task) => task !== undefined);
}

/** R24, R25: what sending a claim asks of staff. */
export function tasksAtSending({ claim, sent }: Released): readonly TaskKind[] {
  const tasks: TaskKind[] = [];
  if (sent.minor && !hasGuardianNow(claim)) tasks.push('missing-guardian');
  if (lacksBirthDate(claim)) tasks.push('missing-birth-date');
  return tasks;
}

/**
 * What is still to be done after sending: of the tasks of sending those that are not cured, what keeps a new number from
 * being sent on (R31), and money taken at the library (R13).
 */
export function tasksAfterSending(released: Released, terms: Terms): readonly TaskKind[] {
  const { claim, sent } = released;
  const paidThere: readonly TaskKind[] =
    sent.refusedPayments.length > 0 ? ['payment-at-library'] : [];
  if (sent.closed) return paidThere;
  const uncured = tasksAtSending(released).filter((task) => claim.tasks.includes(task));
  return [...tasksOfHolds(identityObstacles(claim, terms, sent.liable)), ...uncured, ...paidThere];
}

/** R25: a replacement number without a birth date passes for an adult. */
function lacksBirthDate({ borrower, birth }: Claim): boolean {
  if (borrower.kind !== 'person' || birth.kind === 'known') return false;
  return borrower.number.kind === 'replacement' || borrower.number.kind === 'made';
}
