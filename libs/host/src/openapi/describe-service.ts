import { schemaOf, type Schema, type Schemas } from '@libs/contracts';
import type { Access } from '../access/access.js';
import type { Route } from './routes.js';

type Json = Readonly<Record<string, unknown>>;

const problem: Schema = {
  type: 'object',
  required: ['type', 'title', 'status', 'code'],
  properties: {
    type: { type: 'string', format: 'uri' },
    title: { type: 'string' },
    status: { type: 'integer' },
    code: { type: 'string' },
    detail: { type: 'string' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        properties: { field: { type: 'string' }, detail: { type: 'string' } },
      },
    },
    traceId: { type: 'string' },
  },
};

const problemAnswer: Json = {
  description: 'What went wrong (RFC 9457)',
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
};

/** Describes a service by OpenAPI 3.1, from its routes and the rules of what they take. */
export function describeService(name: string, routes: readonly Route[]): Json {
  const schemas: Schemas = new Map([['Problem', problem]]);
  const paths = Object.fromEntries(
    [...Map.groupBy(routes, ({ path }) => path)].map(([path, own]) => [
      path.replace(/:(\w+)/g, '{$1}'),
      Object.fromEntries(own.map((route) => [route.method, operation(route, schemas)])),
    ]),
  );
  return {
    openapi: '3.1.0',
    info: { title: name, version: '1' },
    paths,
    components: {
      schemas: Object.fromEntries(schemas),
      securitySchemes: { token: { type: 'http', scheme: 'bearer', bearerFormat: 'at+jwt' } },
    },
  };
}

function operation(route: Route, schemas: Schemas): Json {
  return {
    operationId: `${route.controller}.${route.handler}`,
    parameters: [...pathParameters(route), ...queryParameters(route, schemas)],
    ...(route.body === undefined
      ? {}
      : {
          requestBody: {
            required: true,
            content: { 'application/json': { schema: schemaOf(route.body, schemas) } },
          },
        }),
    responses: { ...answers(route, schemas), default: problemAnswer },
    ...security(route.access),
  };
}

function pathParameters({ parameters }: Route): Json[] {
  return parameters.map((name) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
}

function queryParameters({ query }: Route, schemas: Schemas): Json[] {
  if (query === undefined) return [];
  schemaOf(query, schemas);
  const { properties = {}, required = [] } = (schemas.get(query.name) ?? {}) as {
    properties?: Json;
    required?: readonly string[];
  };
  schemas.delete(query.name);
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    schema,
  }));
}

function answers({ answers: declared, status }: Route, schemas: Schemas): Json {
  const all = declared.length === 0 ? [{ status }] : declared;
  return Object.fromEntries(
    all.map(({ status: code, of, list, mediaType }: Route['answers'][number]) => {
      const one = of === undefined ? undefined : schemaOf(of, schemas);
      const schema = list === true && one !== undefined ? { type: 'array', items: one } : one;
      const content =
        schema === undefined && mediaType === undefined
          ? {}
          : {
              content: {
                [mediaType ?? 'application/json']: schema === undefined ? {} : { schema },
              },
            };
      return [String(code), { description: 'Done', ...content }];
    }),
  );
}

function security(access: Access | undefined): Json {
  if (access?.kind === 'open') return { security: [] };
  return { security: [{ token: access === undefined ? [] : [access.role] }] };
}
