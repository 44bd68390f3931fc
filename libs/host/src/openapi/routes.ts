import { RequestMethod, type Type } from '@nestjs/common';
import {
  HTTP_CODE_METADATA,
  METHOD_METADATA,
  PATH_METADATA,
  ROUTE_ARGS_METADATA,
} from '@nestjs/common/internal';
import { type DiscoveryService, MetadataScanner, type Reflector } from '@nestjs/core';
import { accessKey, type Access } from '../access/access.js';
import { answersKey, expectsKey, type Answer } from './answers.js';

/** Where an argument of a handler comes from; Nest's own numbers. */
const bodyArgument = 3;
const queryArgument = 4;

/** A route as the controllers declare it. */
export type Route = {
  readonly method: string;
  /** With Express's `:name` for parameters. */
  readonly path: string;
  readonly controller: string;
  readonly handler: string;
  readonly access: Access | undefined;
  readonly status: number;
  readonly body: Type | undefined;
  readonly query: Type | undefined;
  readonly parameters: readonly string[];
  readonly answers: readonly Answer[];
};

type Handler = (...args: unknown[]) => unknown;
type Controlled = { readonly controller: Type; readonly handler: Handler; readonly name: string };

/** Every HTTP route of the service, read from its controllers. */
export function routesOf(discovery: DiscoveryService, reflector: Reflector): readonly Route[] {
  const scanner = new MetadataScanner();
  return discovery.getControllers().flatMap(({ metatype }) => {
    const controller = metatype as Type;
    const prototype = controller.prototype as Record<string, Handler | undefined>;
    const names = scanner.getAllMethodNames(prototype);
    return names.flatMap((name) => {
      const handler = prototype[name];
      return handler === undefined ? [] : routesOfHandler({ controller, handler, name }, reflector);
    });
  });
}

function routesOfHandler({ controller, handler, name }: Controlled, reflector: Reflector): Route[] {
  const method = Reflect.getMetadata(METHOD_METADATA, handler) as RequestMethod | undefined;
  if (method === undefined) return []; // takes messages
  const verb = RequestMethod[method].toLowerCase();
  return paths(controller, handler).map((path) => ({
    method: verb,
    path,
    controller: controller.name,
    handler: name,
    access: reflector.getAllAndOverride<Access | undefined>(accessKey, [handler, controller]),
    status:
      (Reflect.getMetadata(HTTP_CODE_METADATA, handler) as number | undefined) ??
      (verb === 'post' ? 201 : 200),
    body:
      (Reflect.getMetadata(expectsKey, handler) as Type | undefined) ??
      argument(controller, name, bodyArgument),
    query: argument(controller, name, queryArgument),
    parameters: [...path.matchAll(/:(\w+)/g)].map(([, parameter = '']) => parameter),
    answers: (Reflect.getMetadata(answersKey, handler) as Answer[] | undefined) ?? [],
  }));
}

function paths(controller: Type, handler: Handler): string[] {
  const bases = [Reflect.getMetadata(PATH_METADATA, controller) as string | string[]].flat();
  const ends = [Reflect.getMetadata(PATH_METADATA, handler) as string | string[]].flat();
  return bases.flatMap((base) =>
    ends.map(
      (end) =>
        `/${[base, end]
          .flatMap((part) => part.split('/'))
          .filter((part) => part !== '')
          .join('/')}`,
    ),
  );
}

/** The class of the whole body or query; single members taken out by name have none. */
function argument(
  controller: Type,
  name: string,
  kind: typeof bodyArgument | typeof queryArgument,
): Type | undefined {
  const declared = (Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, name) ?? {}) as Record<
    string,
    { readonly index: number; readonly data?: unknown }
  >;
  const found = Object.entries(declared).find(
    ([key, { data }]) => key.startsWith(`${String(kind)}:`) && data === undefined,
  );
  if (found === undefined) return undefined;
  const types = Reflect.getMetadata('design:paramtypes', controller.prototype as object, name) as
    Type[] | undefined;
  return types?.[found[1].index];
}
