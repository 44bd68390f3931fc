import type { Position } from './positions.js';

/** What the order of a stream makes of a message, before its content counts. */
export type Verdict =
  /** Its number is the next: decide. */
  | 'due'
  /** The same message has been applied or is set aside already: dropped. */
  | 'duplicate'
  /** Another message has been applied under its number: parked. */
  | 'number-taken'
  /** Its predecessors are missing: waits. */
  | 'ahead';

/** A message of the stream that is set aside already. */
export type HeldMessage = { readonly number: number; readonly fingerprint: string };

/**
 * Judges one message against its stream. `position` moves while a batch is worked through, so a run of numbers in one
 * batch is due one after the other.
 * @param held the stream's messages that are set aside, this one itself not among them.
 */
export function judge(
  position: Position,
  message: HeldMessage,
  held: readonly HeldMessage[],
): Verdict {
  if (message.number < position.next) {
    return position.fingerprintAt(message.number) === message.fingerprint
      ? 'duplicate'
      : 'number-taken';
  }
  if (
    held.some(
      ({ number, fingerprint }) => number === message.number && fingerprint === message.fingerprint,
    )
  )
    return 'duplicate';
  return message.number === position.next ? 'due' : 'ahead';
}
