import { LowerUuid, Optional, Text, textLimits, Time } from '@libs/contracts';
import { redact } from '@libs/observability';
import { Equals, IsInt, Matches, Max, Min, MinLength } from 'class-validator';
import { Problem } from '../problem/problem.js';

const pageMax = 1_000;
const pageUsual = 200;
const reasonLengthMin = 10;
const fingerprintForm = /^[0-9a-f]{16}$/;
const keyForm = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z)\/([0-9a-f-]{36})$/;

class PageOf {
  @Optional()
  @IsInt({ message: 'must be a whole number' })
  @Min(1)
  @Max(pageMax)
  limit?: number;
}

/** By what parked messages are searched; what is left out narrows nothing. */
export class ParkedQuery extends PageOf {
  @Optional() @Text(textLimits.name) queue?: string;
  @Optional() @Text(textLimits.name) type?: string;
  /** A reason's code. */
  @Optional() @Text(textLimits.name) reason?: string;
  @Optional() @Matches(fingerprintForm, { message: 'must be a fingerprint' }) fingerprint?: string;
  /** Parked for the first time then or later. */
  @Optional() @Time() since?: string;
  /** The `after` of the last page's answer. */
  @Optional() @Matches(keyForm, { message: 'must be what the last page says' }) after?: string;
}

export class GroupsQuery extends PageOf {}

export class GapsQuery extends PageOf {
  /** Gaps behind which somebody has waited for at least so long; five minutes if left out. */
  @Optional()
  @IsInt({ message: 'must be a whole number' })
  @Min(0)
  @Max(31_536_000)
  waitedSeconds?: number;
}

export class AuditQuery extends PageOf {
  /** Of one message. */
  @Optional() @LowerUuid() id?: string;
  /** Of one act. */
  @Optional() @LowerUuid() act?: string;
  /** The `before` of the last page's answer. */
  @Optional()
  @IsInt({ message: 'must be a whole number' })
  @Min(1)
  @Max(Number.MAX_SAFE_INTEGER)
  before?: number;
}

/** Either a group, or all that is parked. */
export class ReplayBody {
  @Optional() @Matches(fingerprintForm, { message: 'must be a fingerprint' }) fingerprint?: string;
  @Optional() @Equals(true, { message: 'must be true' }) all?: true;
}

/** Why, for whoever reads the book later. It stays there for good: no personal data. */
export class WhyBody {
  @Text(textLimits.text)
  @MinLength(reasonLengthMin, {
    message: `must say why, in ${String(reasonLengthMin)} characters or more`,
  })
  reason!: string;
}

/** The whole CloudEvent as it is to be; judged as a message is, not as a command. */
export class EditedMessage {
  readonly specversion?: unknown;
  readonly data?: unknown;
}

export function rowsOf({ limit }: PageOf): number {
  return limit ?? pageUsual;
}

export function keyIn({ after }: ParkedQuery): { firstAt: string; id: string } | undefined {
  const [, firstAt, id] = keyForm.exec(after ?? '') ?? [];
  return firstAt === undefined || id === undefined ? undefined : { firstAt, id };
}

/** @throws Problem when neither or both are named */
export function wantedOf({ fingerprint, all }: ReplayBody): string | undefined {
  if ((fingerprint === undefined) === (all === undefined))
    throw Problem.invalid([{ field: 'fingerprint', detail: 'either this, or all: true' }]);
  return fingerprint;
}

/** @throws Problem when it holds what is like a CPR number */
export function whyIn({ reason }: WhyBody): string {
  if (redact(reason) !== reason)
    throw Problem.invalid([{ field: 'reason', detail: 'must hold no CPR number' }]);
  return reason;
}
