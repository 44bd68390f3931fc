import { Injectable, type ArgumentMetadata, type PipeTransform, type Type } from '@nestjs/common';
import { faultsIn, instanceOf } from '@libs/contracts';
import { getMetadataStorage } from 'class-validator';
import { Problem } from './problem.js';

/** Faults told in one answer; a body of a thousand bad elements need not be answered in full. */
const faultsMax = 100;

/**
 * Understands what callers send: a body or a query becomes an instance of the declared class, with the declared members only, and
 * every fault is told by its field (422). Classes are written as messages are: class-validator rules, `@Nested` for parts. A class
 * without rules is none of its business, so that batches of messages, which pass the same global pipes, are left alone.
 */
@Injectable()
export class InputPipe implements PipeTransform {
  transform(value: unknown, { type, metatype, data }: ArgumentMetadata): unknown {
    if (type === 'param') refuseNul(value, data ?? '');
    if ((type !== 'body' && type !== 'query') || metatype === undefined || !hasRules(metatype))
      return value;
    return type === 'body' ? bodyOf(metatype, value) : queryOf(metatype, value);
  }
}

const noObject = {
  field: '',
  detail: 'a JSON object (Content-Type: application/json) is missing',
};

/** Of a body that is not there, or is no JSON by its type, every member that is needed is missing too. */
function bodyOf(of: Type, value: unknown): object {
  if (value === undefined) throw Problem.invalid([noObject, ...faultsOf(instanceFor(of, {}))]);
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw Problem.invalid([noObject]);
  return valid(of, value);
}

/** Everything in a query is text; members declared as numbers or booleans are read as such where the text fits. */
function queryOf(of: Type, value: unknown): object {
  const texts = Object.entries((value ?? {}) as Record<string, unknown>);
  return valid(
    of,
    Object.fromEntries(
      texts.map(([name, text]) => [
        name,
        asDeclared(text, Reflect.getMetadata('design:type', of.prototype as object, name)),
      ]),
    ),
  );
}

function asDeclared(text: unknown, type: unknown): unknown {
  if (typeof text !== 'string') return text;
  if (type === Number && /^-?\d{1,15}(\.\d+)?$/.test(text)) return Number(text);
  if (type === Boolean && (text === 'true' || text === 'false')) return text === 'true';
  return text;
}

function valid(of: Type, value: object): object {
  refuseNul(value, '');
  const instance = instanceFor(of, value);
  const faults = faultsOf(instance);
  if (faults.length > 0) throw Problem.invalid(faults.slice(0, faultsMax));
  return instance;
}

function instanceFor(of: Type, value: object): object {
  return instanceOf(of as Type<object>, value);
}

function faultsOf(instance: object): { field: string; detail: string }[] {
  return faultsIn(instance).map(({ field, text }) => ({ field, detail: text }));
}

function hasRules(metatype: NonNullable<ArgumentMetadata['metatype']>): metatype is Type {
  return getMetadataStorage().getTargetValidationMetadatas(metatype, '', true, false).length > 0;
}

/** PostgreSQL stores no NUL characters; they are refused here, by their field, rather than there. */
function refuseNul(value: unknown, field: string): void {
  if (typeof value === 'string') {
    if (value.includes('\0'))
      throw Problem.invalid([{ field, detail: 'must not contain NUL characters' }]);
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, each] of Object.entries(value))
      refuseNul(each, field === '' ? name : `${field}.${name}`);
  }
}
