import type { Instant } from '@libs/kernel';
import { Temporal } from '@libs/kernel';
import type { Delivery } from './delivery.js';

/**
 * The delivery of an account's line that may go now: the first in order that has not ended (R47). A rejected charge and
 * what it holds back don't stop the account's other receivables; what is being sent or waits for its next try does.
 * @param deliveries those of one line, in any order
 */
export function mayGoNow(deliveries: readonly Delivery[], now: Instant): Delivery | undefined {
  const first = deliveries.toSorted((one, other) => one.position - other.position).find(isOpen);
  if (first === undefined || !('notBefore' in first.state)) return undefined;
  return Temporal.Instant.compare(first.state.notBefore, now) <= 0 ? first : undefined;
}

function isOpen({ state }: Delivery): boolean {
  return ['waiting', 'unknown-outcome', 'attempting'].includes(state.kind);
}
