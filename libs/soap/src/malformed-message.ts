export type MalformedCode =
  | 'too-large'
  | 'wrong-content-type'
  | 'not-xml'
  | 'doctype'
  | 'not-soap-12'
  | 'not-understood'
  | 'invalid';

/**
 * Understands why bytes from outside are not a message: `code` for a machine, `place` and `rule` for a person.
 * Nothing here ever quotes a value from the message, so it may be logged and answered.
 */
export class MalformedMessage extends Error {
  override readonly name = 'MalformedMessage';

  constructor(
    readonly code: MalformedCode,
    readonly rule: string,
    readonly place?: string,
  ) {
    super(place === undefined ? rule : `${place}: ${rule}`);
  }
}
