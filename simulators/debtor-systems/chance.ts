/** Understands chance that repeats: the same seed and word always give the same number. */
export class Chance {
  constructor(private readonly seed: number) {}

  /** A number from 0 up to but not 1, for `word`. */
  of(word: string): number {
    let hash = 0x811c9dc5 ^ this.seed;
    for (let at = 0; at < word.length; at += 1)
      hash = Math.imul(hash ^ word.charCodeAt(at), 0x01000193);
    hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
    hash = Math.imul(hash ^ (hash >>> 12), 0x297a2d39);
    return ((hash ^ (hash >>> 15)) >>> 0) / 0x1_0000_0000;
  }
}
