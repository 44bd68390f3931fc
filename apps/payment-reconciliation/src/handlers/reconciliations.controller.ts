import { randomUUID } from 'node:crypto';
import { pipeline, Readable } from 'node:stream';
import { Body, Controller, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import { Day, Optional } from '@libs/contracts';
import { Answers, CalledBy, Caller, csvLine, csvType, Problem, Requires } from '@libs/host';
import { Log } from '@libs/observability';
import { Database } from '@libs/persistence';
import { IsUUID } from 'class-validator';
import type { Request, Response } from 'express';
import type { Identity } from '../domain/reconciliation/totals.js';
import { BooksCompared } from '../persistence/books-compared.js';
import { cutOf, type Period } from '../persistence/reconciliation-run.js';
import { RunStore, type DifferenceKept, type RunKept } from '../persistence/run-store.js';
import {
  differenceCells,
  differenceColumns,
  reconciliationAnswer,
  ReconciliationAnswer,
  runAnswer,
  RunAnswer,
} from './reconciliation-answer.js';
import { ReconciliationDesk } from './reconciliation-desk.js';
import { reconciliationPage } from './reconciliation-page.js';
import { UnreadableStatement } from './statement-file.js';
import { TakeStatementFile } from './take-statement-file.js';

/** Whole Danish days, both included. */
export class PeriodAsked implements Period {
  @Day() from!: string;
  @Day() to!: string;
}

export class ReconciliationQuery extends PeriodAsked {
  /** The last receivable of the page before; the `Link` names it. */
  @Optional()
  @IsUUID('loose', { message: 'must be what the last page names' })
  after?: string;
}

type Asked = {
  readonly run: RunKept | undefined;
  readonly request: Request;
  readonly response: Response;
};

const rowsOfPage = 1_000;
const types = ['application/json', 'text/csv', 'text/html'] as const;

/** What is outstanding in a municipality, on both sides, and where they differ (R53). */
@Controller('reconciliations')
export class ReconciliationsController {
  constructor(
    private readonly runs: RunStore,
    private readonly books: BooksCompared,
    private readonly desk: ReconciliationDesk,
    private readonly files: TakeStatementFile,
    private readonly database: Database,
    private readonly log: Log,
  ) {}

  /** Both sides and a page of differences as JSON, all differences as CSV, or a page to print. */
  @Get(':municipality')
  @Requires('reconciliations:read', { municipality: 'municipality' })
  @Answers(
    { status: 200, of: ReconciliationAnswer },
    { status: 200, mediaType: 'text/csv' },
    { status: 200, mediaType: 'text/html' },
  )
  async get(
    @Param('municipality') municipality: string,
    @Query() query: ReconciliationQuery,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const period = periodIn(query);
    const run = await this.runs.newest(this.database, municipality, period);
    response.vary('Accept');
    switch (request.accepts([...types])) {
      case 'application/json':
        response.json(await this.answer(municipality, query, { run, response, request }));
        return;
      case 'text/csv':
        this.sendCsv(run, response);
        return;
      case 'text/html': {
        const answer = await this.answer(municipality, query, { run, response, request });
        const all = Object.values(answer.counts ?? {}).reduce((sum, count) => sum + count, 0);
        response.setHeader(
          'Content-Security-Policy',
          "default-src 'none'; style-src 'unsafe-inline'",
        );
        response.type('html').send(reconciliationPage(answer, all - answer.differences.length));
        return;
      }
      default:
        throw new Problem(406, {
          code: 'reconciliation.media-type',
          detail: 'JSON, CSV and HTML are to be had.',
        });
    }
  }

  /** The municipality's reconciliations, the newest first. */
  @Get(':municipality/runs')
  @Requires('reconciliations:read', { municipality: 'municipality' })
  @Answers({ status: 200, of: RunAnswer, list: true })
  async list(@Param('municipality') municipality: string): Promise<RunAnswer[]> {
    const runs = await this.runs.all(this.database, municipality, rowsOfPage);
    return runs.map(runAnswer);
  }

  /** Asks the debtor system for its side and compares it with ours. */
  @Post(':municipality')
  @HttpCode(202)
  @Requires('reconciliations:ask', { municipality: 'municipality' })
  @Answers({ status: 202, of: RunAnswer })
  async ask(
    @Param('municipality') municipalityCode: string,
    @Body() body: PeriodAsked,
    @CalledBy() caller: Caller,
  ): Promise<RunAnswer> {
    const wanted = { ...periodIn(body), municipalityCode, runId: randomUUID() };
    const run = await this.desk.ask({
      ...wanted,
      source: 'debtor-system',
      askedBy: caller.subject,
    });
    if (run === undefined) throw noAgreements();
    return runAnswer(run);
  }

  /** Takes a debtor system's list of what is open at the end of the period, as CSV, and compares it with ours. */
  @Post(':municipality/statements')
  @HttpCode(202)
  @Requires('reconciliations:ask', { municipality: 'municipality' })
  @Answers({ status: 202, of: RunAnswer })
  async upload(
    @Param('municipality') municipalityCode: string,
    @Query() query: PeriodAsked,
    @CalledBy() caller: Caller,
    @Req() request: Request,
  ): Promise<RunAnswer> {
    if (request.is('text/csv') === false)
      throw new Problem(415, {
        code: 'statement.media-type',
        detail: 'Send the list as text/csv, with the columns receivable_id and outstanding.',
      });
    const wanted = { ...periodIn(query), municipalityCode, runId: randomUUID() };
    const run = await this.desk.draft({ ...wanted, source: 'csv', askedBy: caller.subject });
    if (run === undefined) throw noAgreements();
    try {
      await this.files.take(run, request);
    } catch (error) {
      throw error instanceof UnreadableStatement ? faultOf(error) : error;
    }
    return runAnswer({ ...run, state: 'comparing' });
  }

  private async answer(
    municipality: string,
    { from, to, after }: ReconciliationQuery,
    { run, request, response }: Asked,
  ): Promise<ReconciliationAnswer> {
    const ours = run?.totals?.ours ?? (await this.oursNow(municipality, { from, to }));
    if (run === undefined)
      return reconciliationAnswer({ municipality, from, to }, { ours, run }, []);
    const page = { after, rowsMax: rowsOfPage };
    const differences = await this.runs.differences(this.database, run.runId, page);
    const last = differences.at(-1);
    if (last !== undefined && differences.length === rowsOfPage)
      response.setHeader('Link', linkToNext(request.originalUrl, last));
    return reconciliationAnswer({ municipality, from, to }, { ours, run }, differences);
  }

  private oursNow(municipality: string, period: Period): Promise<Identity> {
    const cut = cutOf({ ...period, horizon: '9999-12-31T00:00:00Z' });
    return this.books.identityOf(this.database, municipality, cut);
  }

  private sendCsv(run: RunKept | undefined, response: Response): void {
    if (run?.state !== 'done')
      throw new Problem(409, {
        code: 'reconciliation.not-compared',
        detail: 'Nothing has been compared for this period yet. POST to this address, or wait.',
      });
    response.setHeader('Content-Type', csvType);
    response.setHeader('Content-Disposition', 'attachment; filename="differences.csv"');
    pipeline(Readable.from(this.linesOf(run)), response, (error) => {
      if (error) this.log.warn('An export of differences ended early', { error });
    });
  }

  private async *linesOf({ runId }: RunKept): AsyncGenerator<string> {
    yield csvLine(differenceColumns);
    for (let after: string | undefined; ;) {
      const page = { after, rowsMax: rowsOfPage };
      const differences = await this.runs.differences(this.database, runId, page);
      if (differences.length > 0)
        yield differences.map((found) => csvLine(differenceCells(found))).join('');
      if (differences.length < rowsOfPage) return;
      after = differences.at(-1)?.receivableId;
    }
  }
}

/** The value of a `Link` header (RFC 8288). */
function linkToNext(url: string, { receivableId }: DifferenceKept): string {
  const next = new URL(url, 'http://localhost');
  next.searchParams.set('after', receivableId);
  return `<${next.pathname}${next.search}>; rel="next"`;
}

function periodIn({ from, to }: Period): Period {
  if (from > to)
    throw Problem.invalid([{ field: 'to', detail: 'must not be before the first day, "from"' }]);
  return { from, to };
}

function noAgreements(): Problem {
  return new Problem(404, {
    code: 'municipality.unknown',
    detail: 'No agency of this municipality has an agreement.',
  });
}

function faultOf({ line, column, detail }: UnreadableStatement): Problem {
  return Problem.invalid([{ field: `line ${String(line)}.${column}`, detail }]);
}
