import { Body, Controller, Get, HttpCode, HttpStatus, Param, Post, Query } from '@nestjs/common';
import { isUuid } from '@libs/kernel';
import { ParkedDesk } from '@libs/messaging';
import { Log } from '@libs/observability';
import { Requires } from '../access/access.js';
import { CalledBy, Caller } from '../access/caller.js';
import { Answers } from '../openapi/answers.js';
import { ActAnswer, GapAnswer, gapAnswer } from './parked-answers.js';
import { GapsQuery, rowsOf, whyIn, WhyBody } from './parked-input.js';
import { toldOf } from './told-of.js';

const usualWaitMs = 5 * 60_000;

/** Numbers that nobody has, while later ones wait: where a message was whose own number could not be read. */
@Controller('parked/gaps')
@Requires('parked:read', { all: true })
export class ParkedGapsController {
  constructor(
    private readonly desk: ParkedDesk,
    private readonly log: Log,
  ) {}

  @Get()
  @Answers({ status: 200, of: GapAnswer, list: true })
  async list(@Query() query: GapsQuery): Promise<GapAnswer[]> {
    const { waitedSeconds } = query;
    const waitedMs = waitedSeconds === undefined ? usualWaitMs : waitedSeconds * 1_000;
    return (await this.desk.gaps({ waitedMs, rowsMax: rowsOf(query) })).map(gapAnswer);
  }

  /** The missing numbers before this message count as passed; who comes with one later is parked. */
  @Post(':id/skip')
  @HttpCode(HttpStatus.ACCEPTED)
  @Requires('parked:write', { all: true })
  @Answers({ status: 202, of: ActAnswer })
  async skip(
    @Param('id') id: string,
    @Body() body: WhyBody,
    @CalledBy() caller: Caller,
  ): Promise<ActAnswer> {
    const doer = { by: caller.subject, why: whyIn(body) };
    const staged = isUuid(id) ? await this.desk.skip(id, doer) : { kind: 'unknown' as const };
    const answer = toldOf(id, staged);
    this.log.info('Missing numbers are skipped by hand', { parkedId: id, by: doer.by });
    return answer;
  }
}
