import type { CalendarDate } from '@libs/kernel';

/** One version of an agency's agreement, as far as intake decides by it. */
export type Agreement = {
  readonly agencyId: string;
  readonly municipalityCode: string;
  /** Counted from 1; a registered claim names the version that it was decided by. */
  readonly version: number;
  readonly active: boolean;
  /** First creation date that is transferred (R01). */
  readonly cutOffDate: CalendarDate;
  /** Whole years; here only for the preview of a cut-off move (R04). */
  readonly ageOfMajority: number;
  /** All that the other contexts decide by. Intake hands it on unread. */
  readonly settings: unknown;
};
