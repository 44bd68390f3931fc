/** Understands chance that repeats: the same seed always falls the same way, on every machine. */
export class Dice {
  private state: number;

  constructor(seed: number) {
    this.state = seed | 0;
  }

  /** Dice of their own for one purpose: what is thrown for another does not change them. */
  static for(seed: number, purpose: string): Dice {
    let hash = 0x811c9dc5 ^ seed;
    for (const letter of purpose) hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 0x01000193);
    return new Dice(scrambled(hash));
  }

  /** From 0 up to but not 1. */
  share(): number {
    this.state = (this.state + 0x9e3779b9) | 0;
    return scrambled(this.state) / 0x1_0000_0000;
  }

  /** A whole number, both ends included. */
  between(least: number, most: number): number {
    return least + Math.floor(this.share() * (most - least + 1));
  }

  isLucky(chance: number): boolean {
    return this.share() < chance;
  }

  /** @throws RangeError for an empty list */
  oneOf<Item>(items: readonly Item[]): Item {
    const item = items[Math.floor(this.share() * items.length)];
    if (item === undefined) throw new RangeError('Nothing to choose from.');
    return item;
  }
}

/** Spreads every bit of `value` over 32 bits without a sign. */
function scrambled(value: number): number {
  let mixed = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
