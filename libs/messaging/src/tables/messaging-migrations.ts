import { ActCauses1764000000600 } from './act-causes.migration.js';
import { MessagingTables1764000000000 } from './messaging-tables.migration.js';
import { ParkedDesk1764000000500 } from './parked-desk.migration.js';

/** All that make the transport's tables, in their order. */
export const messagingMigrations = [
  MessagingTables1764000000000,
  ParkedDesk1764000000500,
  ActCauses1764000000600,
] as const;
