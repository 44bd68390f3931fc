import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { Day, LowerUuid, OneOf, Optional, PositiveAmount, Text, textLimits } from '@libs/contracts';
import { Answers, CalledBy, Caller, Problem, Requires } from '@libs/host';
import { Money, parseDate } from '@libs/kernel';
import { Commands } from '@libs/messaging';
import { Log, redact } from '@libs/observability';
import { IsString, MinLength } from 'class-validator';
import {
  correcting,
  CorrectBalances,
  type CorrectionReply,
  type CorrectionWanted,
} from './correct-balance.js';

const kinds = {
  payment: 'covered',
  payment_reduction: 'coverage-reversed',
  write_off: 'written-off',
  write_off_reduction: 'write-off-reversed',
  'dispute-dismissed': 'dispute-dismissed',
} as const;
type CorrectionType = keyof typeof kinds;

const reasonLengthMin = 10;

/** A movement that never came by message, or the end of a dispute. */
export class CorrectionBody {
  /** The debtor system's own id of it where there is one, so that it counts once whoever tells it; else a new UUID. */
  @LowerUuid() transactionId!: string;
  @OneOf(Object.keys(kinds)) type!: CorrectionType;
  /** What is reversed, or the reversal that is disputed; for the other types there is none. */
  @Optional() @LowerUuid() originalId?: string;
  @PositiveAmount() amount!: string;
  @Day() effectiveDate!: string;
  /** Why, for whoever reads the books; no personal data. */
  @Text(textLimits.text)
  @MinLength(reasonLengthMin, {
    message: `must say why, in ${String(reasonLengthMin)} characters or more`,
  })
  reason!: string;
}

export class CorrectionAnswer {
  @IsString() transactionId!: string;
  /** What is still owed, in kroner. */
  @IsString() remainingAmount!: string;
  @IsString() credit!: string;
}

/** Corrections are entries, made by an authorised person with a reason; nothing is edited (R52). */
@Controller('balances')
export class CorrectionsController {
  constructor(
    private readonly commands: Commands,
    private readonly correct: CorrectBalances,
    private readonly log: Log,
  ) {}

  @Post(':agencyId/:feeId/corrections')
  @HttpCode(201)
  @Requires('ledger:correct', { agency: 'agencyId' })
  @Answers({ status: 201, of: CorrectionAnswer })
  async enter(
    @Param('agencyId') agencyId: string,
    @Param('feeId') feeId: string,
    @Body() body: CorrectionBody,
    @CalledBy() caller: Caller,
  ): Promise<CorrectionAnswer> {
    const balance = { agencyId, feeId };
    const command = correcting(balance, wantedBy(body, caller));
    const [reply] = (await this.commands.submit(this.correct, [command])) as [CorrectionReply];
    if (reply.kind !== 'corrected') throw refused(reply);
    const { transactionId, type } = body;
    this.log.info('The books were corrected by hand', {
      ...balance,
      ...{ transactionId, type, by: caller.subject },
    });
    const { remainingAmount, credit } = reply;
    return { transactionId, remainingAmount, credit };
  }
}

function wantedBy(body: CorrectionBody, caller: Caller): CorrectionWanted {
  const { transactionId, type, originalId, reason } = body;
  const faults = [
    ...(needsOriginal(type) === (originalId !== undefined) ? [] : [originalFault(type)]),
    ...(redact(reason) === reason ? [] : [{ field: 'reason', detail: 'must hold no CPR number' }]),
  ];
  if (faults.length > 0) throw Problem.invalid(faults);
  return {
    kind: kinds[type],
    transactionId,
    ...(originalId !== undefined && { originalId }),
    amount: Money.fromKroner(body.amount),
    effectiveDate: parseDate(body.effectiveDate),
    correction: { by: caller.subject, reason },
  } as CorrectionWanted;
}

function needsOriginal(type: CorrectionType): boolean {
  return type !== 'payment' && type !== 'write_off';
}

function originalFault(type: CorrectionType): { field: string; detail: string } {
  const detail = needsOriginal(type) ? 'is needed for this type' : 'is not for this type';
  return { field: 'originalId', detail };
}

function refused(reply: Exclude<CorrectionReply, { readonly kind: 'corrected' }>): Problem {
  switch (reply.kind) {
    case 'no-receivable':
      return new Problem(404, {
        code: 'balance.unknown',
        detail: 'No receivable has been raised for this balance.',
      });
    case 'counted-before':
      return new Problem(409, {
        code: 'correction.counted-before',
        detail: reply.contradicts
          ? 'Another amount has been counted under this transactionId. Correct it by a reversal of its own.'
          : 'It has been counted already, under this transactionId.',
      });
    case 'original-unknown':
      return new Problem(409, {
        code: 'correction.original-unknown',
        detail: 'What it reverses has not been counted. Enter that first.',
      });
    case 'nothing-disputed':
      return new Problem(409, {
        code: 'correction.nothing-disputed',
        detail: 'Nothing of the reversal that originalId names is disputed.',
      });
  }
}
