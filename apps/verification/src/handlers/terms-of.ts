import type { AgreementVersion } from '@libs/agreements';
import type { Terms } from '../domain/terms.js';

/** What verification decides by, of an agreement. */
export function termsOf({ version, settings }: AgreementVersion): Terms {
  const { active, ageOfMajority, verification, debtorSystem, feeDueDays } = settings;
  return {
    version,
    active,
    ageOfMajority,
    verification: { mode: verification.mode, afterDays: verification.afterDays ?? undefined },
    product: debtorSystem.product,
    acceptsReplacementCpr: debtorSystem.acceptsReplacementCpr ?? undefined,
    feeDueDays,
  };
}
