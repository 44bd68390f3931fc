import type { Request } from 'express';

type Layer = {
  readonly route?: { readonly methods: Readonly<Record<string, boolean>> };
  match(path: string): boolean;
};

/** The methods that the path of a request answers to; empty when nothing lives there. */
export function allowedMethods(request: Request): readonly string[] {
  const { stack } = (request.app as unknown as { router: { stack: readonly Layer[] } }).router;
  const methods = stack.flatMap((layer) =>
    layer.route !== undefined && layer.match(request.path) ? Object.keys(layer.route.methods) : [],
  );
  return [...new Set(methods)]
    .filter((method) => method !== '_all')
    .map((method) => method.toUpperCase());
}
