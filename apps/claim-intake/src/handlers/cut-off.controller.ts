import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { Agreements, type AgreementVersion } from '@libs/agreements';
import { Day } from '@libs/contracts';
import { CalledBy, Caller, Problem, Requires } from '@libs/host';
import { Money, parseDate } from '@libs/kernel';
import { Commands } from '@libs/messaging';
import { Database } from '@libs/persistence';
import { cutOffMoveWarning, refusalsOfCutOffMove } from '../domain/cut-off-move.js';
import { reasonTexts } from '../domain/reasons.js';
import { CutOffPreview, type PreviewSum } from '../persistence/cut-off-preview.js';
import { SweepJobs, type SweepProgress } from '../persistence/sweep-jobs.js';
import { ChangeAgreement, MoveCutOff, type AgreementReply } from './change-agreement.js';

/** Where the date is to be moved to. */
export class CutOffMove {
  @Day() cutOffDate!: string;
}

type Sum = { readonly type: string; readonly count: number; readonly amount: string };

/** Looking at a move of the cut-off date, moving it, and following what that leads to (R02, R04, R05). */
@Controller('agreements/:agencyId/cut-off')
export class CutOffController {
  constructor(
    private readonly agreements: Agreements,
    private readonly preview: CutOffPreview,
    private readonly jobs: SweepJobs,
    private readonly change: ChangeAgreement,
    private readonly commands: Commands,
    private readonly database: Database,
  ) {}

  @Post('preview')
  @HttpCode(200)
  @Requires('agreements:read', { agency: 'agencyId' })
  async look(@Param('agencyId') agencyId: string, @Body() move: CutOffMove): Promise<object> {
    const { cutOffDate } = move;
    const { settings } = await this.agreementOf(agencyId);
    const sums = await this.preview.sums(
      this.database,
      agencyId,
      cutOffDate,
      settings.ageOfMajority,
    );
    const earliest = await this.preview.earliestRegistered(this.database, agencyId);
    const transferred = sums.filter(({ fate }) => fate === 'transferred');
    const total = transferred.reduce((ore, sum) => ore + sum.ore, 0);
    return {
      cutOffDate,
      transferred: {
        count: countOf(transferred),
        amount: Money.ofOre(total).toKroner(),
        byType: transferred.map(sumOf),
      },
      leftOut: sums
        .filter(({ fate }) => fate !== 'transferred')
        .map((sum) => ({ ...sumOf(sum), reason: { code: sum.fate, text: textOf(sum.fate) } })),
      minorsWithUnknownGuardian: transferred.reduce(
        (count, { guardianUnknown }) => count + guardianUnknown,
        0,
      ),
      warnings:
        transferred.length === 0 ? [] : [{ code: 'sent-by-hand-earlier', text: cutOffMoveWarning }],
      refusals: refusalsOfCutOffMove(
        parseDate(cutOffDate),
        earliest === undefined ? undefined : parseDate(earliest),
      ),
    };
  }

  @Post()
  @HttpCode(200)
  @Requires('agreements:write', { agency: 'agencyId' })
  async move(
    @Param('agencyId') agencyId: string,
    @Body() { cutOffDate }: CutOffMove,
    @CalledBy() caller: Caller,
  ): Promise<object> {
    const command = {
      event: new MoveCutOff(agencyId, cutOffDate, caller.subject),
      subject: { kind: 'agreement' as const, scope: agencyId, key: agencyId },
    };
    const [reply] = (await this.commands.submit(this.change, [command])) as AgreementReply[];
    if (reply?.kind === 'refused')
      throw Problem.invalid(reply.refusals.map(({ field, text }) => ({ field, detail: text })));
    if (reply?.kind !== 'kept') throw unknown();
    return {
      agencyId,
      cutOffDate: reply.version.settings.cutOffDate,
      version: reply.version.version,
      progress: await this.jobs.progress(this.database, agencyId),
    };
  }

  /** How far the newest sweep has come. */
  @Get()
  @Requires('agreements:read', { agency: 'agencyId' })
  async progress(
    @Param('agencyId') agencyId: string,
  ): Promise<{ cutOffDate: string; progress: SweepProgress | undefined }> {
    const { settings } = await this.agreementOf(agencyId);
    return {
      cutOffDate: settings.cutOffDate,
      progress: await this.jobs.progress(this.database, agencyId),
    };
  }

  private async agreementOf(agencyId: string): Promise<AgreementVersion> {
    const version = (await this.agreements.newest(this.database, [agencyId])).get(agencyId);
    if (version === undefined) throw unknown();
    return version;
  }
}

function unknown(): Problem {
  return new Problem(404, {
    code: 'agreement.unknown',
    detail: 'The agency has no agreement. PUT one.',
  });
}

function countOf(sums: readonly PreviewSum[]): number {
  return sums.reduce((count, sum) => count + sum.count, 0);
}

function sumOf({ type, count, ore }: PreviewSum): Sum {
  return { type, count, amount: Money.ofOre(ore).toKroner() };
}

function textOf(fate: string): string {
  return fate in reasonTexts ? reasonTexts[fate as keyof typeof reasonTexts] : '';
}
