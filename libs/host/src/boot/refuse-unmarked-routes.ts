import type { Route } from '../openapi/routes.js';

/** @throws Error naming every route that says nothing about who may use it: forgetting must not open a door, nor close one by surprise. */
export function refuseUnmarkedRoutes(routes: readonly Route[]): void {
  const unmarked = routes.filter(({ access }) => access === undefined);
  if (unmarked.length === 0) return;
  const names = unmarked.map(
    ({ method, path, controller, handler }) =>
      `${method.toUpperCase()} ${path} (${controller}.${handler})`,
  );
  throw new Error(
    `Say who may use these routes, by @Requires('…') or @Open('why'): ${names.join(', ')}.`,
  );
}
