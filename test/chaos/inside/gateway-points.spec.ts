import { expect, it } from '@jest/globals';
import type { AttemptEnded } from '../../../apps/serviceplatform-gateway/src/handlers/record-answers.js';
import { isReceipt } from './gateway-points.js';

const told = (kind: 'accepted' | 'no-answer'): AttemptEnded['end'] => ({
  ...{ kind: 'told', token: 'lease', personal: undefined },
  outcome: { kind },
});

it('a receipt is what a debtor system has answered, and no lease that ran out', () => {
  const ends = [told('accepted'), told('no-answer'), { kind: 'expired' } as const];
  expect(ends.map((end) => isReceipt({ end }))).toEqual([true, false, false]);
});
