/** What verification decides by, of one version of an agency's agreement. */
export type Terms = {
  readonly version: number;
  /** An inactive agreement lets nothing go (R11). */
  readonly active: boolean;
  /** Whole years (R21). */
  readonly ageOfMajority: number;
  readonly verification: VerificationTerms;
  readonly product: 'kmd-opus' | 'prisme-2009' | 'prisme-2015' | 'eg';
  /** Read for EG only (R26). */
  readonly acceptsReplacementCpr: boolean | undefined;
  /** Whole days, counted from the overdue date (R36). */
  readonly feeDueDays: number;
};

/** Without `afterDays`, automatic verification comes as the library's event (R10). */
export type VerificationTerms = {
  readonly mode: 'none' | 'manual' | 'automatic';
  readonly afterDays: number | undefined;
};

/** R26: Opus takes replacement CPR numbers, Prisme never does, EG as set, and as Opus unless set. */
export function takesReplacementCpr({ product, acceptsReplacementCpr }: Terms): boolean {
  switch (product) {
    case 'kmd-opus':
      return true;
    case 'prisme-2009':
    case 'prisme-2015':
      return false;
    case 'eg':
      return acceptsReplacementCpr ?? true;
  }
}
