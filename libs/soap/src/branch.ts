/** An element to be written: a name under a namespace prefix, and its text or what stands in it, in order. */
export type Branch = {
  readonly prefix: string;
  readonly name: string;
  readonly content: string | readonly (Branch | undefined)[];
};

export type Vocabulary = {
  (name: string, content: string | readonly (Branch | undefined)[]): Branch;
  /** The element, or nothing where there is nothing to say. */
  maybe(name: string, text: string | undefined): Branch | undefined;
};

/** Makes the function that names elements under `prefix`. */
export function vocabulary(prefix: string): Vocabulary {
  const named = (name: string, content: Branch['content']): Branch => ({ prefix, name, content });
  return Object.assign(named, {
    maybe: (name: string, text: string | undefined) =>
      text === undefined ? undefined : named(name, text),
  });
}
