export { Database, Tx, type DatabaseOptions, type MigrationClass } from './database.js';
export { databaseFailureKind, type DatabaseFailureKind } from './database-failure.js';
export { DatabaseSettings } from './settings.js';
