/** What WS-Security calls it. */
export type UnbelievedCode =
  | 'FailedAuthentication'
  | 'FailedCheck'
  | 'InvalidSecurity'
  | 'InvalidSecurityToken'
  | 'MessageExpired';

/** Why what a message says of its sender is not believed. Nothing here quotes the message, so it may be logged and answered. */
export class Unbelieved extends Error {
  override readonly name = 'Unbelieved';

  constructor(
    readonly subcode: UnbelievedCode,
    message: string,
  ) {
    super(message);
  }
}
