type Where = { readonly field?: string; readonly cause?: unknown };

/** A failure that may pass: tried again. The message never quotes personal values. */
export class TransientFailure extends Error {
  override readonly name = 'TransientFailure';

  constructor(
    readonly code: string,
    message: string = code,
    { cause }: Where = {},
  ) {
    super(message, cause === undefined ? undefined : { cause });
  }
}

/** A failure that trying again can't mend: parked, or refused. The message never quotes personal values. */
export class PermanentFailure extends Error {
  override readonly name = 'PermanentFailure';
  /** The element or setting concerned, where there is one. */
  readonly field: string | undefined;

  constructor(
    readonly code: string,
    message: string = code,
    { field, cause }: Where = {},
  ) {
    super(message, cause === undefined ? undefined : { cause });
    this.field = field;
  }
}
