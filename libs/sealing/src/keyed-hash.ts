import { createHmac, type KeyObject } from 'node:crypto';
import type { KeySet } from './key-set.js';

/**
 * Understands how a personal value is looked up without being kept: HMAC-SHA-256 under a key that rotates apart from the
 * sealing keys. While keys rotate, look-ups ask for every hash in `all`, and writes use `current`.
 */
export class KeyedHash {
  constructor(private readonly keys: KeySet) {}

  /** @param purpose keeps hashes of one value in two uses apart, e.g. `account`. */
  current(purpose: string, value: string): string {
    return hmac(this.keys.current.secret, purpose, value);
  }

  all(purpose: string, value: string): readonly string[] {
    return this.keys.all.map((key) => hmac(key.secret, purpose, value));
  }
}

function hmac(key: KeyObject, purpose: string, value: string): string {
  return createHmac('sha256', key).update(purpose).update('\0').update(value).digest('base64url');
}
