/** Understands why a message of our own may not be sent: our data breaks the published schema at `place`. Quotes no value. */
export class UnsendableMessage extends Error {
  override readonly name = 'UnsendableMessage';

  constructor(
    readonly rule: string,
    readonly place: string,
  ) {
    super(`${place}: ${rule}`);
  }
}
