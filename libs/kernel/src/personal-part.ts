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
  return plainCopyOf(part);
}

function plainCopyOf(part: object): Record<string, unknown> {
  const plain: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(part))
    if (value !== undefined) put(plain, name, revealed(value));
  return plain;
}

/** A member of that one name is a member as well: an assignment would change the prototype. */
function put(plain: Record<string, unknown>, name: string, value: unknown): void {
  if (name !== '__proto__') plain[name] = value;
  else
    Object.defineProperty(plain, name, {
      ...{ value, enumerable: true, configurable: true, writable: true },
    });
}
