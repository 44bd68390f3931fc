import { AsyncResource } from 'node:async_hooks';
import {
  failSpan,
  inSpan,
  parentFrom,
  type Log,
  type Metrics,
  type Span,
  type Spread,
} from '@libs/observability';
import type { NextFunction, Request, RequestHandler, Response } from 'express';
import { routeOf } from './route-of.js';

/** Asked by machines every few seconds: counted, but neither logged nor traced. */
const unremarkable = /^\/(health\/|metrics$)/;

const nanosecondsPerSecond = 1e9;

/**
 * Understands what is told of every request: a server span that continues the caller's trace, a duration by route and status,
 * and a debug line. Only the pattern of the path is told, since the path may name a person.
 */
export function observeRequests(log: Log, metrics: Metrics): RequestHandler {
  const durations = metrics.histogram({
    name: 'http_server_request_duration_seconds',
    help: 'From the request line to the end of the answer',
    labels: ['method', 'route', 'status'],
  });
  return (request, response, next) => {
    if (unremarkable.test(request.path)) measured(request, response, durations, next);
    else
      traced(request, response, next, (pass) => {
        logged(request, response, log);
        measured(request, response, durations, pass);
      });
  };
}

function traced(
  request: Request,
  response: Response,
  next: NextFunction,
  work: (pass: NextFunction) => void,
): void {
  const traceparent = request.headers['traceparent'];
  const parent = parentFrom(typeof traceparent === 'string' ? traceparent : undefined) ?? 'none';
  const attributes = { 'http.request.method': request.method, 'url.scheme': request.protocol };
  void inSpan(request.method, { kind: 'server', parent, attributes }, async (span) => {
    const ended = new Promise<void>((resolve) => response.once('close', resolve));
    work(next);
    await ended;
    describe(span, request, response);
  });
}

function describe(span: Span, request: Request, response: Response): void {
  if (!span.isRecording()) return;
  const route = routeOf(request);
  span.updateName(`${request.method} ${route}`);
  span.setAttributes({ 'http.route': route, 'http.response.status_code': response.statusCode });
  if (response.statusCode >= 500)
    failSpan(span, Object.assign(new Error(), { code: String(response.statusCode) }));
}

function measured(
  request: Request,
  response: Response,
  durations: Spread<'method' | 'route' | 'status'>,
  pass: NextFunction,
): void {
  const start = process.hrtime.bigint();
  atTheEnd(response, () => {
    const seconds = Number(process.hrtime.bigint() - start) / nanosecondsPerSecond;
    durations.observe(
      { method: request.method, route: routeOf(request), status: String(response.statusCode) },
      seconds,
    );
  });
  pass();
}

function logged(request: Request, response: Response, log: Log): void {
  atTheEnd(response, () => {
    log.debug('Answered a request', {
      method: request.method,
      route: routeOf(request),
      status: response.statusCode,
    });
  });
}

/** The listener keeps the active span, which the socket's own events don't know. */
function atTheEnd(response: Response, tell: () => void): void {
  response.once('close', AsyncResource.bind(tell));
}
