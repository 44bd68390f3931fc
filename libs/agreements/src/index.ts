export { agreementMigrations } from './agreement-migrations.js';
export { municipalityOfAgency } from './municipality-of-agency.js';
export { Agreements, versionKey, type AgreementVersion } from './agreements.js';
export { KeepAgreements } from './keep-agreements.js';
