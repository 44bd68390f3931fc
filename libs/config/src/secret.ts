import { inspect } from 'node:util';

/** Understands a value that must not be seen: every way of printing it gives a mask. `expose()` hands it to whoever must use it. */
export class Secret {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  /** The value itself, for a connection or a key set; never for a log, an error or an answer. */
  expose(): string {
    return this.#text;
  }

  toString(): string {
    return '[secret]';
  }

  toJSON(): string {
    return '[secret]';
  }

  [inspect.custom](): string {
    return '[secret]';
  }
}
