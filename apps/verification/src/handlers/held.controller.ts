import { pipeline, Readable } from 'node:stream';
import { Controller, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import { Answers, CalledBy, Caller, csvLine, csvType, Problem, Requires } from '@libs/host';
import { Clock, danishDay } from '@libs/kernel';
import { Log } from '@libs/observability';
import type { Request, Response } from 'express';
import { isCancelled } from '../domain/state.js';
import { ClaimSearch, type HeldWanted } from '../persistence/claim-search.js';
import { HeldAnswer, heldAnswer, heldCells, heldColumns } from './held-answer.js';
import { HeldQuery, heldWanted } from './held-query.js';
import { OwnWords } from './own-words.js';
import { linkToNext, rowsOfPage } from './page-query.js';
import { VerifiedAnswer, verifiedAnswer } from './verified-answer.js';

/** What can't be transferred yet, and why (R30); and the verification of compensations by hand (R10). */
@Controller('held')
@Requires('held:read')
export class HeldController {
  constructor(
    private readonly search: ClaimSearch,
    private readonly words: OwnWords,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  /** A page as JSON, or all of it as CSV. */
  @Get()
  @Answers({ status: 200, of: HeldAnswer, list: true }, { status: 200, mediaType: 'text/csv' })
  async list(
    @Query() query: HeldQuery,
    @CalledBy() caller: Caller,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const wanted = heldWanted(query, caller, danishDay(this.clock.now()));
    response.vary('Accept');
    switch (request.accepts(['application/json', 'text/csv'])) {
      case 'application/json': {
        const claims = await this.search.held(wanted);
        const next = linkToNext(request.originalUrl, claims, wanted);
        if (next !== undefined) response.setHeader('Link', next);
        response.json(claims.map(heldAnswer));
        return;
      }
      case 'text/csv':
        response.setHeader('Content-Type', csvType);
        response.setHeader('Content-Disposition', 'attachment; filename="held.csv"');
        pipeline(Readable.from(this.linesOf(wanted)), response, (error) => {
          if (error) this.log.warn('An export of held claims ended early', { error });
        });
        return;
      default:
        throw new Problem(406, { code: 'held.media-type', detail: 'JSON and CSV are to be had.' });
    }
  }

  /** R09, R10. Said of what is verified or sent already it changes nothing. */
  @Post(':agencyId/:feeId/verify')
  @HttpCode(200)
  @Requires('held:verify', { agency: 'agencyId' })
  @Answers({ status: 200, of: VerifiedAnswer })
  async verify(
    @Param('agencyId') agencyId: string,
    @Param('feeId') feeId: string,
    @CalledBy() caller: Caller,
  ): Promise<VerifiedAnswer> {
    const name = { agencyId, feeId };
    const claim = await this.search.named(name);
    const state = claim && (await this.words.verify(claim));
    if (state === undefined)
      throw new Problem(404, { code: 'claim.unknown', detail: 'No such claim has come here.' });
    this.log.info('A claim was verified by hand', { ...name, by: caller.subject, now: state.kind });
    if (isCancelled(state))
      throw new Problem(409, { code: 'claim.cancelled', detail: 'The balance is cancelled.' });
    return verifiedAnswer(state);
  }

  /** Page by page: an export of any size takes no more memory than one. */
  private async *linesOf(wanted: HeldWanted): AsyncGenerator<string> {
    yield csvLine(heldColumns);
    for (let page: HeldWanted = { ...wanted, rowsMax: rowsOfPage }; ;) {
      const claims = await this.search.held(page);
      if (claims.length > 0) yield claims.map((claim) => csvLine(heldCells(claim))).join('');
      const last = claims.at(-1);
      if (last === undefined || claims.length < page.rowsMax) return;
      page = { ...page, after: { agencyId: last.agencyId, feeId: last.feeId } };
    }
  }
}
