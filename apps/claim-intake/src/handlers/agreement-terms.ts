import type { AgreementVersion } from '@libs/agreements';
import { parseDate } from '@libs/kernel';
import type { Agreement } from '../domain/agreement.js';

/** What intake decides by, of a whole agreement. */
export function termsOf({ agencyId, version, settings }: AgreementVersion): Agreement {
  return {
    agencyId,
    municipalityCode: settings.municipalityCode,
    version,
    active: settings.active,
    cutOffDate: parseDate(settings.cutOffDate),
    ageOfMajority: settings.ageOfMajority,
    settings,
  };
}
