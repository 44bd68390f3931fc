import { createSecretKey, type KeyObject } from 'node:crypto';
import { PermanentFailure } from '@libs/kernel';

/** One symmetric key of a JWK set (RFC 7517, `kty` "oct"). */
export type SymmetricKey = { readonly kid: string; readonly secret: KeyObject };

/** Understands a JWK set of 256-bit symmetric keys: the first is current, the others still open what was made with them. */
export class KeySet {
  private readonly byKid: ReadonlyMap<string, SymmetricKey>;

  private constructor(
    readonly current: SymmetricKey,
    readonly all: readonly SymmetricKey[],
  ) {
    this.byKid = new Map(all.map((key) => [key.kid, key]));
  }

  /**
   * Reads `{"keys":[{"kty":"oct","kid":"…","k":"…"}]}`.
   * @throws PermanentFailure `keys.malformed`, which never quotes the text.
   */
  static fromJwks(json: string, purpose: string): KeySet {
    const keys = entriesOf(json).map(asKey);
    const [current] = keys;
    if (current === undefined || keys.includes(undefined)) throw malformed(purpose);
    const all = keys.filter((key) => key !== undefined);
    if (new Set(all.map((key) => key.kid)).size !== all.length) throw malformed(purpose);
    return new KeySet(current, all);
  }

  find(kid: string): SymmetricKey | undefined {
    return this.byKid.get(kid);
  }

  toJSON(): string {
    return `[keys: ${this.all.map((key) => key.kid).join(', ')}]`;
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toJSON();
  }
}

function entriesOf(json: string): readonly unknown[] {
  try {
    const set: unknown = JSON.parse(json);
    if (typeof set === 'object' && set !== null && 'keys' in set && Array.isArray(set.keys))
      return set.keys as unknown[];
  } catch {
    return []; // the parser's own message would quote the keys
  }
  return [];
}

function asKey(entry: unknown): SymmetricKey | undefined {
  if (typeof entry !== 'object' || entry === null) return undefined;
  const { kty, kid, k } = entry as Record<string, unknown>;
  if (kty !== 'oct' || typeof kid !== 'string' || typeof k !== 'string') return undefined;
  const bytes = Buffer.from(k, 'base64url');
  return bytes.length === 32 ? { kid, secret: createSecretKey(bytes) } : undefined;
}

function malformed(purpose: string): PermanentFailure {
  return new PermanentFailure(
    'keys.malformed',
    `The ${purpose} keys must be a JWK set of 256-bit "oct" keys, each with its own "kid" and a base64url "k".`,
  );
}
