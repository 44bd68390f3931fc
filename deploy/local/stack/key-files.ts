import { randomBytes } from 'node:crypto';
import { existsSync, writeFileSync } from 'node:fs';
import type { RunFolder } from '../run/run-folder.js';

export type KeyFiles = { readonly sealing: string; readonly hash: string };

/** The keys of this folder, readable by its owner only: made once, then used again. */
export function keyFiles(folder: RunFolder): KeyFiles {
  const [sealing, hash] = [folder.within('sealing-keys.json'), folder.within('hash-keys.json')];
  writeOnce(sealing, { alg: 'A256GCM', use: 'enc' });
  writeOnce(hash, { alg: 'HS256', use: 'sig' });
  return { sealing, hash };
}

function writeOnce(file: string, purpose: { readonly alg: string; readonly use: string }): void {
  if (existsSync(file)) return;
  const key = {
    kty: 'oct',
    kid: `local-${randomBytes(4).toString('hex')}`,
    ...purpose,
    k: randomBytes(32).toString('base64url'),
  };
  writeFileSync(file, `${JSON.stringify({ keys: [key] }, undefined, 2)}\n`, { mode: 0o600 });
}
