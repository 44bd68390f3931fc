import { MalformedMessage } from './malformed-message.js';

/** Understands one element of a message that has been read: its name, and its text or its children in order. */
export class Element {
  constructor(
    readonly name: string,
    readonly namespace: string,
    private readonly content: string | readonly Element[],
  ) {}

  /** The text of an element without children; empty for one that has some. */
  get text(): string {
    return typeof this.content === 'string' ? this.content : '';
  }

  get children(): readonly Element[] {
    return typeof this.content === 'string' ? [] : this.content;
  }

  first(name: string): Element | undefined {
    return this.children.find((child) => child.name === name);
  }

  all(name: string): readonly Element[] {
    return this.children.filter((child) => child.name === name);
  }

  /** The first child of that name. Throws {@link MalformedMessage} where the schema let its absence pass. */
  required(name: string): Element {
    const child = this.first(name);
    if (child === undefined) throw new MalformedMessage('invalid', `${name} is missing`, this.name);
    return child;
  }

  textOf(name: string): string {
    return this.required(name).text;
  }

  maybeTextOf(name: string): string | undefined {
    return this.first(name)?.text;
  }
}
