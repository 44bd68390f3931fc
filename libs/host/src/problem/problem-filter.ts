import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { trace } from '@opentelemetry/api';
import type { Log } from '@libs/observability';
import type { Request, Response } from 'express';
import { throwError, type Observable } from 'rxjs';
import { routeOf } from '../requests/route-of.js';
import { allowedMethods } from './allowed-methods.js';
import { Problem } from './problem.js';
import { problemOf } from './problem-of.js';

/**
 * Understands how an error is answered over HTTP: as problem details (RFC 9457), our own bugs without any inner text. Errors of
 * messages pass on unchanged, since Nest would flatten them and the transport must see class and code.
 */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly log: Log) {}

  catch(error: unknown, host: ArgumentsHost): Observable<never> | undefined {
    if (host.getType() !== 'http') return throwError(() => error);
    const request = host.switchToHttp().getRequest<Request>();
    this.answer(host.switchToHttp().getResponse<Response>(), this.told(error, request));
    return undefined;
  }

  private told(error: unknown, request: Request): Problem {
    const problem = problemOf(error);
    if (problem.status >= 500)
      this.log.error('A request failed', {
        method: request.method,
        route: routeOf(request),
        error,
      });
    if (problem.status !== 404 || request.route !== undefined) return problem;
    const allowed = allowedMethods(request);
    return allowed.length === 0
      ? problem
      : new Problem(405, {
          code: 'http.method-not-allowed',
          headers: { Allow: allowed.join(', ') },
        });
  }

  private answer(response: Response, problem: Problem): void {
    if (response.headersSent) {
      response.destroy(); // half an answer must not pass for a whole one
      return;
    }
    const traceId = trace.getActiveSpan()?.spanContext().traceId;
    response
      .status(problem.status)
      .set(problem.headers)
      .type('application/problem+json')
      .send(JSON.stringify(problem.body(traceId)));
  }
}
