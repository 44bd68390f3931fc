import {
  Body,
  Controller,
  Get,
  HttpCode,
  HttpStatus,
  Param,
  Post,
  Query,
  Res,
} from '@nestjs/common';
import { isUuid } from '@libs/kernel';
import { ParkedDesk } from '@libs/messaging';
import { Log } from '@libs/observability';
import type { Response } from 'express';
import { Requires } from '../access/access.js';
import { CalledBy, Caller } from '../access/caller.js';
import { Answers } from '../openapi/answers.js';
import {
  ActAnswer,
  AuditPage,
  auditPage,
  GroupAnswer,
  groupAnswer,
  ManyAnswer,
  parkedAnswer,
  ParkedPage,
  parkedPage,
  ParkedShown,
} from './parked-answers.js';
import {
  AuditQuery,
  GroupsQuery,
  keyIn,
  ParkedQuery,
  ReplayBody,
  rowsOf,
  wantedOf,
  whyIn,
  WhyBody,
} from './parked-input.js';
import { toldOf, unknownMessage } from './told-of.js';

const everywhere = { all: true } as const;
const remark =
  'The reason stays in the audit log for good: whoever gave it answers for its holding no personal data.';

/** The messages that could not be handled: what they are parked for, letting them through again, giving them up. */
@Controller('parked')
@Requires('parked:read', everywhere)
export class ParkedController {
  constructor(
    private readonly desk: ParkedDesk,
    private readonly log: Log,
  ) {}

  @Get()
  @Answers({ status: 200, of: ParkedPage })
  async list(@Query() query: ParkedQuery): Promise<ParkedPage> {
    const { queue, type, reason, fingerprint, since } = query;
    const rowsMax = rowsOf(query);
    const asked = { queue, type, reason, fingerprint, since, after: keyIn(query), rowsMax };
    return parkedPage(await this.desk.list(asked), rowsMax);
  }

  @Get('groups')
  @Answers({ status: 200, of: GroupAnswer, list: true })
  async groups(@Query() query: GroupsQuery): Promise<GroupAnswer[]> {
    return (await this.desk.groups(rowsOf(query))).map(groupAnswer);
  }

  /** What was done by hand, by whom, and what it came to; the newest first. */
  @Get('audit')
  @Requires('audit:read', everywhere)
  @Answers({ status: 200, of: AuditPage })
  async audit(@Query() query: AuditQuery): Promise<AuditPage> {
    const rowsMax = rowsOf(query);
    const { id: parkedId, act: actId, before } = query;
    return auditPage(await this.desk.audit({ parkedId, actId, before, rowsMax }), rowsMax);
  }

  @Get(':id')
  @Answers({ status: 200, of: ParkedShown })
  async show(@Param('id') id: string): Promise<ParkedShown> {
    const message = isUuid(id) ? await this.desk.one(id) : undefined;
    if (message === undefined) throw unknownMessage();
    const content = (await this.desk.content(id)) as object | undefined;
    return Object.assign(parkedAnswer(message), content && { content });
  }

  /** A group, or all that is parked. */
  @Post('replay')
  @HttpCode(HttpStatus.ACCEPTED)
  @Requires('parked:write', everywhere)
  @Answers({ status: 202, of: ManyAnswer })
  async replayMany(@Body() body: ReplayBody, @CalledBy() caller: Caller): Promise<ManyAnswer> {
    const fingerprint = wantedOf(body);
    const by = caller.subject;
    const { actId: act, staged } = await this.desk.replayMany(fingerprint, { by });
    this.log.info('Parked messages are let through again by hand', { act, staged, by });
    return { act, staged };
  }

  /** Asked again of what is on its way or done, it says so and does nothing. */
  @Post(':id/replay')
  @HttpCode(HttpStatus.ACCEPTED)
  @Requires('parked:write', everywhere)
  @Answers({ status: 202, of: ActAnswer }, { status: 200, of: ActAnswer })
  async replay(
    @Param('id') id: string,
    @CalledBy() caller: Caller,
    @Res({ passthrough: true }) response: Response,
  ): Promise<ActAnswer> {
    const by = caller.subject;
    const staged = isUuid(id) ? await this.desk.replay(id, { by }) : { kind: 'unknown' as const };
    if (staged.kind === 'staged')
      this.log.info('A parked message is let through again by hand', { parkedId: id, by });
    else response.status(HttpStatus.OK);
    return toldOf(id, staged, 'replayed');
  }

  /** Its place in its stream counts as passed, and what waits behind it goes on. */
  @Post(':id/discard')
  @HttpCode(HttpStatus.ACCEPTED)
  @Requires('parked:write', everywhere)
  @Answers({ status: 202, of: ActAnswer }, { status: 200, of: ActAnswer })
  async discard(
    @Param('id') id: string,
    @Body() body: WhyBody,
    @CalledBy() caller: Caller,
    @Res({ passthrough: true }) response: Response,
  ): Promise<ActAnswer> {
    const doer = { by: caller.subject, why: whyIn(body) };
    const staged = isUuid(id) ? await this.desk.discard(id, doer) : { kind: 'unknown' as const };
    if (staged.kind === 'staged')
      this.log.info('A parked message is given up by hand', { parkedId: id, by: doer.by });
    else response.status(HttpStatus.OK);
    return Object.assign(toldOf(id, staged, 'discarded'), { remark });
  }
}
