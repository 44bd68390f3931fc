import { fingerprintOf } from './fingerprint.js';
import type { Outcome } from './outcome.js';
import type { Position, Positions } from './positions.js';
import type { SetAsideMark } from './set-aside.js';
import { judge, type HeldMessage, type Verdict } from './judge.js';
import type { NumberedArrival } from '../work/arrival.js';

type Standing = {
  readonly id: string;
  readonly subjectId: string | undefined;
  readonly source: string;
  readonly number: number | undefined;
  readonly messageId: string;
};

/** Understands a message's turn in its stream, as far as the batch has come: what was applied, and what is set aside under its number. */
export class Judging {
  /** @param marks what was set aside before this batch */
  constructor(
    private readonly positions: Positions,
    private readonly outcome: Outcome,
    private readonly marks: readonly SetAsideMark[],
  ) {}

  judge(arrival: NumberedArrival): Verdict {
    const position = this.positions.of(arrival.stream);
    const message = { number: arrival.number, fingerprint: fingerprintOf(arrival.id) };
    return judge(position, message, this.heldUnderItsNumber(arrival, position));
  }

  private heldUnderItsNumber(arrival: NumberedArrival, position: Position): HeldMessage[] {
    const own = arrival.origin.kind === 'set-aside' ? arrival.origin.id : undefined;
    const isAnother = ({ id, subjectId, source, number }: Standing): boolean =>
      number === arrival.number &&
      subjectId === position.subjectId &&
      source === arrival.source &&
      id !== own;
    const before: readonly Standing[] = position.held ? this.marks : [];
    return [...before.filter(isAnother), ...this.outcome.rows.filter(isAnother)].map(
      ({ messageId }) => ({ number: arrival.number, fingerprint: fingerprintOf(messageId) }),
    );
  }
}
