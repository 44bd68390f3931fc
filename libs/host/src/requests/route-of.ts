import type { Request } from 'express';

/** The pattern of the route that a request met, e.g. `/agreements/:agencyId`; never the path itself, which may name a person. */
export function routeOf(request: Request): string {
  const route = request.route as { readonly path?: unknown } | undefined;
  return typeof route?.path === 'string' ? route.path : 'none';
}
