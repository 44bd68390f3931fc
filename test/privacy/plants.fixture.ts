import { randomInt } from 'node:crypto';

/** What must not be found, by an alias that may be told: a report of a find never holds the value itself. */
export type Plants = Readonly<Record<string, string>>;

/** Letters that no text has by chance. */
export function unheardOf(length = 10): string {
  return Array.from({ length }, () => 'bcdfghjklmnpqrstvwxz'[randomInt(20)]).join('');
}

type Form = { readonly how: string; readonly bytes: Buffer };

/**
 * Understands in which disguises a value may lie about: other encodings of its letters, escaped for JSON, for XML or for an
 * address, as base64 at each of its three places, as hexadecimal digits; and a CPR number with its hyphen.
 */
export function formsOf(value: string): readonly Form[] {
  const values = /^\d{10}$/.test(value)
    ? [value, `${value.slice(0, 6)}-${value.slice(6)}`]
    : [value];
  const forms = values.flatMap((each): Form[] => {
    const utf8 = Buffer.from(each);
    return [
      { how: 'as it is', bytes: utf8 },
      { how: 'in latin1', bytes: Buffer.from(each, 'latin1') },
      { how: 'in UTF-16', bytes: Buffer.from(each, 'utf16le') },
      { how: 'escaped for JSON', bytes: Buffer.from(escaped(each, jsonEscape)) },
      { how: 'escaped for XML', bytes: Buffer.from(escaped(each, xmlEscape)) },
      { how: 'escaped for an address', bytes: Buffer.from(encodeURIComponent(each)) },
      { how: 'in hexadecimal', bytes: Buffer.from(utf8.toString('hex')) },
      { how: 'in HEXADECIMAL', bytes: Buffer.from(utf8.toString('hex').toUpperCase()) },
      ...[0, 1, 2].flatMap((place) => [
        { how: `in base64, place ${String(place)}`, bytes: base64At(utf8, place, 'base64') },
        { how: `in base64url, place ${String(place)}`, bytes: base64At(utf8, place, 'base64url') },
      ]),
    ];
  });
  const seen = new Set<string>();
  return forms.filter(({ bytes }) => {
    const key = bytes.toString('latin1');
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/** Without the characters at both ends, which neighbours have a share in. */
function base64At(bytes: Buffer, place: number, encoding: 'base64' | 'base64url'): Buffer {
  const text = Buffer.concat([Buffer.alloc(place), bytes])
    .toString(encoding)
    .replace(/=+$/, '');
  return Buffer.from(text.slice(place === 0 ? 0 : place + 1, -1));
}

function escaped(text: string, escape: (unit: number) => string): string {
  return Array.from({ length: text.length }, (_, at) => text.charCodeAt(at))
    .map((unit) => (unit < 128 ? String.fromCharCode(unit) : escape(unit)))
    .join('');
}

const jsonEscape = (unit: number): string => `\\u${unit.toString(16).padStart(4, '0')}`;
const xmlEscape = (unit: number): string => `&#${String(unit)};`;

type Needle = { readonly alias: string; readonly how: string; readonly bytes: Buffer };

/**
 * Understands how to look for many things in much at once. It reads two bytes where the shortest of them would end, and from
 * those knows how far it may jump (Wu and Manber, 1994).
 */
export class Search {
  private readonly needles: readonly Needle[];
  private readonly jumps: Uint8Array;
  private readonly shortest: number;
  /** The needles by the two bytes that end their first `shortest`. */
  private readonly endingIn = new Map<number, Needle[]>();
  /** How much two neighbouring pieces must share, so that nothing hides across their border. */
  readonly overlap: number;

  constructor(plants: Plants) {
    this.needles = Object.entries(plants).flatMap(([alias, value]) =>
      formsOf(value).map(({ how, bytes }) => ({ alias, how, bytes })),
    );
    const lengths = this.needles.map(({ bytes }) => bytes.length);
    this.shortest = Math.min(...lengths);
    this.overlap = Math.max(...lengths);
    this.jumps = new Uint8Array(65_536).fill(this.shortest - 1);
    for (const needle of this.needles) this.prepare(needle);
  }

  /** What was found, in words that may be shown. */
  in(place: string, told: Buffer | string): string[] {
    const bytes = typeof told === 'string' ? Buffer.from(told) : told;
    const { jumps, shortest } = this;
    const { length } = bytes;
    const found = new Set<Needle>();
    for (let end = shortest - 1; end < length;) {
      const pair = pairAt(bytes, end);
      const jump = jumps[pair] ?? 0;
      if (jump === 0) this.check(bytes, end, pair, found);
      end += jump === 0 ? 1 : jump;
    }
    return this.needles
      .filter((needle) => found.has(needle))
      .map(({ alias, how }) => `${place}: ${alias}, ${how}`);
  }

  private prepare(needle: Needle): void {
    const last = this.shortest - 1;
    for (let at = 1; at <= last; at += 1) {
      const pair = pairAt(needle.bytes, at);
      this.jumps[pair] = Math.min(this.jumps[pair] ?? 0, last - at);
    }
    const pair = pairAt(needle.bytes, last);
    this.endingIn.set(pair, [...(this.endingIn.get(pair) ?? []), needle]);
  }

  private check(bytes: Buffer, end: number, pair: number, found: Set<Needle>): void {
    const start = end - this.shortest + 1;
    for (const needle of this.endingIn.get(pair) ?? []) {
      const { length } = needle.bytes;
      if (
        bytes.compare(needle.bytes, 0, length, start, Math.min(start + length, bytes.length)) === 0
      )
        found.add(needle);
    }
  }
}

function pairAt(bytes: Buffer, end: number): number {
  return ((bytes[end - 1] ?? 0) << 8) | (bytes[end] ?? 0);
}
