export { Database, type DatabaseOptions, type MigrationClass } from './database.js';
export { Tx } from './pipelined-tx.js';
export { databaseFailureKind, type DatabaseFailureKind } from './database-failure.js';
export { DatabaseSettings } from './settings.js';
