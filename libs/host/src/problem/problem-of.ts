import { PermanentFailure, TransientFailure } from '@libs/kernel';
import { isError } from '@libs/observability';
import { databaseFailureKind } from '@libs/persistence';
import { HttpException } from '@nestjs/common';
import { jsonDepthMax } from './json-depth.js';
import { Problem } from './problem.js';

const retryAfterSeconds = '5';

/** Told by body-parser in `type`; its own messages quote the input. */
const bodyFaults: Readonly<Record<string, Problem>> = {
  'entity.parse.failed': new Problem(400, {
    code: 'json.malformed',
    detail: 'The body is not valid JSON.',
  }),
  'json.too-deep': new Problem(400, {
    code: 'json.too-deep',
    detail: `The body nests deeper than ${String(jsonDepthMax)} levels.`,
  }),
  'entity.too.large': new Problem(413, {
    code: 'body.too-large',
    detail: 'The body is larger than this service accepts.',
  }),
  'encoding.unsupported': new Problem(415, { code: 'body.unsupported-encoding' }),
  'charset.unsupported': new Problem(415, { code: 'body.unsupported-charset' }),
};

/**
 * What the caller is told of an error. Only our own problems, and failures that name a field, are told in words; of everything
 * else the status alone, since foreign messages quote what they were given.
 */
export function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof PermanentFailure && error.field !== undefined)
    return Problem.invalid([{ field: error.field, detail: error.message }]);
  if (error instanceof TransientFailure) return unavailable(error.code);
  return error instanceof HttpException
    ? (bodyFault(error.cause) ?? Problem.of(error.getStatus()))
    : ofForeign(error);
}

function ofForeign(error: unknown): Problem {
  if (databaseFailureKind(error) === 'infrastructure') return unavailable('database.unavailable');
  return bodyFault(error) ?? Problem.of(statusOf(error));
}

function unavailable(code: string): Problem {
  return new Problem(503, {
    code,
    detail: 'Something this needs is away for the moment; try again.',
    headers: { 'Retry-After': retryAfterSeconds },
  });
}

function bodyFault(error: unknown): Problem | undefined {
  const type: unknown = isError(error) ? Reflect.get(error, 'type') : undefined;
  return typeof type === 'string' ? bodyFaults[type] : undefined;
}

/** Express and its parsers say `status`; what they say above 499 is our own fault. */
function statusOf(error: unknown): number {
  const status: unknown = isError(error) ? Reflect.get(error, 'status') : undefined;
  return typeof status === 'number' && status >= 400 && status < 500 ? status : 500;
}
