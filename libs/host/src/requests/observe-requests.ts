import type { RequestHandler } from 'express';
import type { RequestObserver } from './request-observer.js';
import { routeOf } from './route-of.js';

/** Asked by machines every few seconds: counted, but neither logged nor traced. */
const unremarkable = /^\/(health\/|metrics$)/;

/** Has every request of a service's own door observed. */
export function observeRequests(observer: RequestObserver): RequestHandler {
  return (request, response, next) => {
    const route = (): string => routeOf(request);
    const observed = { request, response, scheme: request.protocol, route };
    if (unremarkable.test(request.path)) observer.measure(observed, next);
    else observer.observe(observed, next);
  };
}
