import { AsyncResource } from 'node:async_hooks';
import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  failSpan,
  inSpan,
  parentFrom,
  type Log,
  type Metrics,
  type Span,
  type Spread,
} from '@libs/observability';

const nanosecondsPerSecond = 1e9;

/** A request and its answer, whichever server of Node's has them. */
export type Observed = {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly scheme: string;
  /** Asked at the end: the pattern of the route that was met; never the path itself, which may name a person. */
  readonly route: () => string;
};

/**
 * Understands what is told of every request, at whichever door of a service: a server span that continues the caller's trace, a
 * duration by route and status, and a debug line.
 */
export class RequestObserver {
  private readonly durations: Spread<'method' | 'route' | 'status'>;

  constructor(
    private readonly log: Log,
    metrics: Metrics,
  ) {
    this.durations = metrics.histogram({
      name: 'http_server_request_duration_seconds',
      help: 'From the request line to the end of the answer',
      labels: ['method', 'route', 'status'],
    });
  }

  /** @param work begun within the span; its failures are its own to deal with */
  observe(observed: Observed, work: () => void): void {
    const { request, response, scheme } = observed;
    const traceparent = request.headers['traceparent'];
    const parent = parentFrom(typeof traceparent === 'string' ? traceparent : undefined) ?? 'none';
    const method = methodOf(request);
    const attributes = { 'http.request.method': method, 'url.scheme': scheme };
    void inSpan(method, { kind: 'server', parent, attributes }, async (span) => {
      const ended = new Promise<void>((resolve) => response.once('close', resolve));
      this.tellInLog(observed);
      this.measure(observed, work);
      await ended;
      describe(span, observed);
    });
  }

  /** Of what machines ask every few seconds: its duration only. */
  measure(observed: Observed, work: () => void): void {
    const { request, response, route } = observed;
    const start = process.hrtime.bigint();
    atTheEnd(response, () => {
      const seconds = Number(process.hrtime.bigint() - start) / nanosecondsPerSecond;
      const status = String(response.statusCode);
      this.durations.observe({ method: methodOf(request), route: route(), status }, seconds);
    });
    work();
  }

  private tellInLog({ request, response, route }: Observed): void {
    atTheEnd(response, () => {
      this.log.debug('Answered a request', {
        method: methodOf(request),
        route: route(),
        status: response.statusCode,
      });
    });
  }
}

/** Node's parser knows methods, and has refused any other. */
function methodOf({ method }: IncomingMessage): string {
  return method ?? '';
}

function describe(span: Span, { request, response, route }: Observed): void {
  if (!span.isRecording()) return;
  span.updateName(`${methodOf(request)} ${route()}`);
  span.setAttributes({ 'http.route': route(), 'http.response.status_code': response.statusCode });
  if (response.statusCode >= 500)
    failSpan(span, Object.assign(new Error(), { code: String(response.statusCode) }));
}

/** The listener keeps the active span, which the socket's own events don't know. */
function atTheEnd(response: ServerResponse, tell: () => void): void {
  response.once('close', AsyncResource.bind(tell));
}
