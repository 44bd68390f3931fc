import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder with package.json. */
export const root = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');
