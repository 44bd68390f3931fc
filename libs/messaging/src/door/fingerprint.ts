import { hash } from 'node:crypto';

/**
 * 64 bits of SHA-256 of a message id, as PostgreSQL's `bigint` in text. Positions keep one per applied number: enough to
 * tell a repeat from another message that claims the same number.
 */
export function fingerprintOf(id: string): string {
  return hash('sha256', id, 'buffer').readBigInt64BE(0).toString();
}
