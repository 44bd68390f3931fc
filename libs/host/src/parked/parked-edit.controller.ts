import { Body, Controller, Get, Header, HttpCode, HttpStatus, Param, Put } from '@nestjs/common';
import { isUuid } from '@libs/kernel';
import { ParkedDesk, type EditFault } from '@libs/messaging';
import { Log } from '@libs/observability';
import { Requires } from '../access/access.js';
import { CalledBy, Caller } from '../access/caller.js';
import { Answers } from '../openapi/answers.js';
import { Problem } from '../problem/problem.js';
import { ActAnswer, BodyAnswer } from './parked-answers.js';
import { EditedMessage } from './parked-input.js';
import { toldOf, unknownMessage } from './told-of.js';

/** Opening a parked message, and putting another in its place: for those few who may see what it holds. */
@Controller('parked')
@Requires('parked:edit', { all: true })
export class ParkedEditController {
  constructor(
    private readonly desk: ParkedDesk,
    private readonly log: Log,
  ) {}

  /** As it came; what was sealed in it stays sealed. That it was opened stands in the audit log. */
  @Get(':id/body')
  @Header('Cache-Control', 'no-store')
  @Answers({ status: 200, of: BodyAnswer })
  async open(@Param('id') id: string, @CalledBy() caller: Caller): Promise<BodyAnswer> {
    const by = caller.subject;
    const body = isUuid(id) ? await this.desk.open(id, { by }) : undefined;
    if (body === undefined) throw unknownMessage();
    this.log.info('A parked message was opened by hand', { parkedId: id, by });
    return body;
  }

  /** The whole CloudEvent as it is to be, for the same place: what tells its place stays as it is. */
  @Put(':id')
  @HttpCode(HttpStatus.ACCEPTED)
  @Answers({ status: 202, of: ActAnswer })
  async edit(
    @Param('id') id: string,
    @Body() message: EditedMessage,
    @CalledBy() caller: Caller,
  ): Promise<ActAnswer> {
    if (!isUuid(id)) throw unknownMessage();
    const by = caller.subject;
    const edited = await this.desk.edit(id, written(message), { by });
    if (edited.kind === 'faulty') throw Problem.invalid(edited.faults.map(faultOf));
    if (edited.kind === 'staged')
      this.log.info('A parked message was edited by hand', { parkedId: id, by });
    return toldOf(id, edited);
  }
}

/** As it came; of nothing, nothing: what is missing in it is told as its faults. */
function written(message: object | undefined): Buffer {
  return Buffer.from(message === undefined ? '' : JSON.stringify(message));
}

function faultOf({ field, text }: EditFault): { field: string; detail: string } {
  return { field, detail: text };
}
