export { KeySet, type SymmetricKey } from './key-set.js';
export { KeyedHash } from './keyed-hash.js';
export { Sealer, type SealedFor } from './sealer.js';
export { SealingSettings } from './settings.js';
