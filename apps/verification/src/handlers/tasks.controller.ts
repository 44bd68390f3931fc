import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import { Id, OneOf, Optional } from '@libs/contracts';
import { Answers, CalledBy, Caller, Requires } from '@libs/host';
import type { Request, Response } from 'express';
import { IsString } from 'class-validator';
import { taskTexts } from '../domain/reasons.js';
import { ClaimSearch } from '../persistence/claim-search.js';
import { linkToNext, pageFor, PageQuery } from './page-query.js';

const taskKinds = Object.keys(taskTexts);

export class TasksQuery extends PageQuery {
  @Optional() @OneOf(taskKinds) kind?: string;
  @Optional() @Id() feeId?: string;
  @Optional() @Id() patronId?: string;
}

/** Something that library staff must do about one claim. */
export class TaskAnswer {
  @IsString() agencyId!: string;
  @IsString() municipalityCode!: string;
  @IsString() kind!: string;
  @IsString() feeId!: string;
  @IsString() patronId!: string;
  /** In Danish; never personal. */
  @IsString() text!: string;
}

/** The tasks that verification has raised and not cleared yet (R24–R29, R42). */
@Controller('tasks')
@Requires('tasks:read')
export class TasksController {
  constructor(private readonly search: ClaimSearch) {}

  @Get()
  @Answers({ status: 200, of: TaskAnswer, list: true })
  async list(
    @Query() query: TasksQuery,
    @CalledBy() caller: Caller,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<TaskAnswer[]> {
    const { kind, feeId, patronId } = query;
    const page = pageFor(query, caller);
    const claims = await this.search.withTasks({ ...page, task: kind, feeId, patronId });
    const next = linkToNext(request.originalUrl, claims, page);
    if (next !== undefined) response.setHeader('Link', next);
    return claims.flatMap(({ tasks, ...claim }) =>
      tasks
        .filter((task) => kind === undefined || task === kind)
        .map((task) => ({ ...claim, kind: task, text: taskTexts[task] })),
    );
  }
}
