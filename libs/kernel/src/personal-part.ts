const mask = '[personal]';

/**
 * What holds personal strings: prints a mask in every way that JavaScript has of printing. `revealed` is the one way out.
 */
export abstract class PersonalPart {
  toString(): string {
    return mask;
  }

  toJSON(): string {
    return mask;
  }

  [Symbol.toPrimitive](): string {
    return mask;
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return mask;
  }
}

/**
 * A deep plain copy with the real values, for sealing and sending only. Members that are undefined are left out; what has a
 * form of its own on the wire (a date, an amount) takes it, and masked numbers stay masked.
 */
export function revealed(part: unknown): unknown {
  if (Array.isArray(part)) return part.map(revealed);
  if (typeof part !== 'object' || part === null) return part;
  if (!(part instanceof PersonalPart) && 'toJSON' in part && typeof part.toJSON === 'function')
    return (part.toJSON as () => unknown)();
  return Object.fromEntries(
    Object.entries(part)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [name, revealed(value)]),
  );
}
