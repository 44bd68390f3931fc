import type { Dated, Kind } from './story.js';

/** What each agency's cut-off date is moved back to in the middle of a run (R02); until then it is the first day of 2026. */
export const movedCutOffDate = '2025-12-10';

type Told = { readonly creationDate: string; readonly loanDate: string; readonly dueDate: string };

const old = { loanDate: '2025-10-01', dueDate: '2025-11-01' };

/** The dates that the library tells of a balance. */
export const datesTold: Readonly<Record<Dated, Told>> = {
  'after-cut-off': {
    creationDate: '2026-11-20',
    loanDate: '2026-09-01',
    dueDate: '2026-10-01',
  },
  'after-moved-cut-off': { creationDate: '2025-12-15', ...old },
  'before-cut-off': { creationDate: '2025-12-01', ...old },
};

/** The dates that a debtor system must have of it. */
export type DatesHeld = {
  readonly creationDate: string;
  readonly foundationDate: string;
  readonly dueDate: string;
};

/** R33, R36, R37, worked out by hand: a fee begins the day after the return deadline, and falls due 30 days later. */
export function datesHeldOf(dated: Dated, kind: Kind): DatesHeld {
  const { creationDate, loanDate, dueDate } = datesTold[dated];
  if (kind !== 'fee') return { creationDate, foundationDate: loanDate, dueDate };
  return dated === 'after-cut-off'
    ? { creationDate, foundationDate: '2026-10-02', dueDate: '2026-11-01' }
    : { creationDate, foundationDate: '2025-11-02', dueDate: '2025-12-02' };
}
