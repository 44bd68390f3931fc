const secret = new WeakMap<MaskedNumber, string>();

/** A number that identifies a person: prints a mask in every way; `reveal()` is rare and linted. */
export abstract class MaskedNumber {
  protected constructor(
    value: string,
    private readonly mask: string,
  ) {
    secret.set(this, value);
  }

  /** The number itself: for sealing, for what is sent, for look-ups by keyed hash. */
  reveal(): string {
    return secret.get(this) ?? '';
  }

  equals(other: MaskedNumber): boolean {
    return this.constructor === other.constructor && this.reveal() === other.reveal();
  }

  toString(): string {
    return this.mask;
  }

  toJSON(): string {
    return this.mask;
  }

  [Symbol.toPrimitive](): string {
    return this.mask;
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.mask;
  }
}
