import { Body, Controller, Get, Param, Put } from '@nestjs/common';
import { Agreements, type AgreementVersion } from '@libs/agreements';
import { AgreementSettings, Nested, readAgreement, warningsOf } from '@libs/contracts';
import { AgencyId } from '@libs/kernel';
import { Answers, CalledBy, Caller, Expects, Problem, Requires } from '@libs/host';
import { Commands } from '@libs/messaging';
import { Database } from '@libs/persistence';
import { IsArray, IsInt, IsString } from 'class-validator';
import { ChangeAgreement, PutAgreement, type AgreementReply } from './change-agreement.js';

/** A field that is worth a second look, and why. */
export class AgreementWarning {
  @IsString() field!: string;
  @IsString() text!: string;
}

export class AgreementAnswer extends AgreementSettings {
  @IsString() agencyId!: string;
  @IsInt() version!: number;
  @IsString() validFrom!: string;
  @IsArray() @Nested(() => AgreementWarning) warnings!: readonly AgreementWarning[];
}

/** An agency's settings for the integration, as its staff and operators see and change them. */
@Controller('agreements')
@Requires('agreements:read')
export class AgreementsController {
  constructor(
    private readonly agreements: Agreements,
    private readonly change: ChangeAgreement,
    private readonly commands: Commands,
    private readonly database: Database,
  ) {}

  @Get()
  @Answers({ status: 200, of: AgreementAnswer, list: true })
  async list(@CalledBy() caller: Caller): Promise<AgreementAnswer[]> {
    const all = await this.agreements.all(this.database);
    return all.filter(({ settings }) => caller.mayActFor(settings.municipalityCode)).map(answerOf);
  }

  @Get(':agencyId')
  @Requires('agreements:read', { agency: 'agencyId' })
  @Answers({ status: 200, of: AgreementAnswer })
  async get(@Param('agencyId') agencyId: string): Promise<AgreementAnswer> {
    const newest = await this.agreements.newest(this.database, [agencyId]);
    const version = newest.get(agencyId);
    if (version === undefined)
      throw new Problem(404, {
        code: 'agreement.unknown',
        detail: 'The agency has no agreement. PUT one.',
      });
    return answerOf(version);
  }

  @Put(':agencyId')
  @Requires('agreements:write', { agency: 'agencyId' })
  @Expects(AgreementSettings)
  @Answers({ status: 200, of: AgreementAnswer })
  async put(
    @Param('agencyId') agencyId: string,
    @Body() body: object,
    @CalledBy() caller: Caller,
  ): Promise<AgreementAnswer> {
    const { settings, faults } = readAgreement(body);
    const all =
      AgencyId.parse(agencyId) === undefined
        ? [{ field: 'agencyId', text: 'must be an ISIL such as "DK-761500"' }, ...faults]
        : faults;
    if (all.length > 0)
      throw Problem.invalid(all.map(({ field, text }) => ({ field, detail: text })));
    if (!caller.mayActFor(settings.municipalityCode)) throw Problem.of(403);
    const command = {
      event: new PutAgreement(agencyId, settings, caller.subject),
      subject: { kind: 'agreement' as const, scope: agencyId, key: agencyId },
    };
    const [reply] = (await this.commands.submit(this.change, [command])) as AgreementReply[];
    if (reply?.kind !== 'kept') {
      const is = reply?.kind === 'cut-off-differs' ? reply.cutOffDate : 'set';
      throw Problem.invalid([
        {
          field: 'cutOffDate',
          detail: `it is ${is} and changes only by POST /agreements/{agencyId}/cut-off`,
        },
      ]);
    }
    return answerOf(reply.version);
  }
}

function answerOf({ agencyId, version, validFrom, settings }: AgreementVersion): AgreementAnswer {
  return Object.assign({ agencyId, version, validFrom }, settings, {
    warnings: warningsOf(settings),
  });
}
