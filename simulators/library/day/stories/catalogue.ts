import { borrowers } from './borrowers.js';
import { changes } from './changes.js';
import { compensations } from './compensations.js';
import { fees } from './fees.js';
import { minors } from './minors.js';
import { oldBalances, unserved } from './old-balances.js';
import type { Story } from './story.js';

/** All that shows in a day beside ordinary fees. */
export const catalogue: readonly Story[] = [
  ...fees,
  ...compensations,
  ...minors,
  ...borrowers,
  ...changes,
  ...oldBalances,
  ...unserved,
];
