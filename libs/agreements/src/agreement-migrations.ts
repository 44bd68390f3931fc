import { AgreementTables1764000000100 } from './agreement-tables.migration.js';
import { AgreementTraces1764000000110 } from './agreement-traces.migration.js';

/** For every service that keeps a copy of the agreements. */
export const agreementMigrations = [
  AgreementTables1764000000100,
  AgreementTraces1764000000110,
] as const;
