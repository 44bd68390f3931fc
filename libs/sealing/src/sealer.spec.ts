import { describe, expect, it } from '@jest/globals';
import { CompactEncrypt, compactDecrypt } from 'jose';
import { KeySet } from './key-set.js';
import { KeyedHash } from './keyed-hash.js';
import { Sealer } from './sealer.js';

const bytes = (fill: number): Buffer => Buffer.alloc(32, fill);
const jwks = (...kids: [string, number][]): string =>
  JSON.stringify({
    keys: kids.map(([kid, fill]) => ({ kty: 'oct', kid, k: bytes(fill).toString('base64url') })),
  });

const keys = KeySet.fromJwks(jwks(['new', 2], ['old', 1]), 'sealing');
const sealer = new Sealer(keys);
const place = 'balance/DK-761500/1#personal';

describe('sealing', () => {
  it('opens what it sealed, with Danish letters', () => {
    expect(sealer.open(sealer.seal({ name: 'Åse Ærø' }, place), place)).toEqual({
      name: 'Åse Ærø',
    });
  });

  it('is opened by jose', async () => {
    const { plaintext, protectedHeader } = await compactDecrypt(
      sealer.seal({ a: 1 }, place),
      bytes(2),
    );
    expect(JSON.parse(Buffer.from(plaintext).toString())).toEqual({ a: 1 });
    expect(protectedHeader).toMatchObject({ alg: 'dir', enc: 'A256GCM', kid: 'new', for: place });
  });

  it('opens what jose sealed, also with a key that has been rotated out', async () => {
    const sealed = await new CompactEncrypt(Buffer.from('{"b":2}'))
      .setProtectedHeader({ alg: 'dir', enc: 'A256GCM', kid: 'old', for: place })
      .encrypt(bytes(1));
    expect(sealer.open(sealed, place)).toEqual({ b: 2 });
  });

  it('never seals the same value to the same text twice', () => {
    expect(sealer.seal('x', place)).not.toBe(sealer.seal('x', place));
  });

  it('refuses a value that was sealed for another place', () => {
    expect(() => sealer.open(sealer.seal('x', place), 'balance/DK-761500/2#personal')).toThrow(
      expect.objectContaining({ code: 'sealed.wrong-place' }),
    );
  });

  it.each([0, 2, 3, 4])('refuses a value whose part %i was changed', (part) => {
    const parts = sealer.seal('some content', place).split('.');
    const changed = parts
      .map((text, i) => (i === part ? `${text.startsWith('A') ? 'B' : 'A'}${text.slice(1)}` : text))
      .join('.');
    expect(() => sealer.open(changed, place)).toThrow(
      expect.objectContaining({ code: expect.stringMatching(/^sealed\.(tampered|malformed)$/) }),
    );
  });

  it('refuses a short authentication tag', () => {
    const parts = sealer.seal('some content', place).split('.');
    const short = Buffer.from(parts[4] ?? '', 'base64url')
      .subarray(0, 4)
      .toString('base64url');
    expect(() => sealer.open([...parts.slice(0, 4), short].join('.'), place)).toThrow(
      expect.objectContaining({ code: 'sealed.tampered' }),
    );
  });

  it('refuses an unknown key and what is no JWE', () => {
    const stranger = new Sealer(KeySet.fromJwks(jwks(['stranger', 9]), 'sealing'));
    expect(() => sealer.open(stranger.seal('x', place), place)).toThrow(
      expect.objectContaining({ code: 'sealed.unknown-key' }),
    );
    expect(() => sealer.open('hello', place)).toThrow(
      expect.objectContaining({ code: 'sealed.malformed' }),
    );
  });
});

describe('key sets', () => {
  it.each([
    '',
    '{}',
    '{"keys":[]}',
    '{"keys":[{"kty":"oct","kid":"a","k":"c2hvcnQ"}]}',
    jwks(['same', 1], ['same', 2]),
  ])('refuses %j without quoting it', (text) => {
    expect(() => KeySet.fromJwks(text, 'sealing')).toThrow(
      expect.objectContaining({ code: 'keys.malformed' }),
    );
  });

  it('print their names only', () => {
    expect(JSON.stringify(keys)).toBe('"[keys: new, old]"');
  });
});

describe('keyed hashes', () => {
  const hash = new KeyedHash(keys);

  it('tell the same value by the current key and by all keys', () => {
    expect(hash.all('account', '0101010000')).toContain(hash.current('account', '0101010000'));
    expect(hash.all('account', '0101010000')).toHaveLength(2);
  });

  it('differ by purpose and by value', () => {
    expect(hash.current('account', '1')).not.toBe(hash.current('patron', '1'));
    expect(hash.current('account', '1')).not.toBe(hash.current('account', '2'));
  });
});
