import { instanceOf } from '@libs/contracts';
import { getMetadataStorage } from 'class-validator';

/** A JSON Schema (2020-12), as OpenAPI 3.1 uses it. */
export type Schema = Readonly<Record<string, unknown>>;

/** Collects the schemas of classes under their names. */
export type Schemas = Map<string, Schema>;

type Class = new () => object;
type Rule = {
  readonly propertyName: string;
  readonly type: string;
  readonly name?: string;
  readonly constraints?: readonly unknown[];
  readonly each: boolean;
};

/** What a rule of class-validator says in JSON Schema. Rules without a counterpart are left to the validator. */
const keywords: Readonly<Record<string, (constraints: readonly unknown[]) => Schema>> = {
  isString: () => ({ type: 'string' }),
  isBoolean: () => ({ type: 'boolean' }),
  isInt: () => ({ type: 'integer' }),
  isNumber: () => ({ type: 'number' }),
  isObject: () => ({ type: 'object' }),
  isArray: () => ({ type: 'array' }),
  isUuid: () => ({ type: 'string', format: 'uuid' }),
  isUrl: () => ({ type: 'string', format: 'uri' }),
  isDateString: () => ({ type: 'string' }),
  isIso8601: () => ({ type: 'string' }),
  min: ([min]) => ({ minimum: min }),
  max: ([max]) => ({ maximum: max }),
  minLength: ([min]) => ({ minLength: min }),
  maxLength: ([max]) => ({ maxLength: max }),
  isLength: ([min, max]) => ({ minLength: min, ...(max === undefined ? {} : { maxLength: max }) }),
  arrayMinSize: ([min]) => ({ type: 'array', minItems: min }),
  arrayMaxSize: ([max]) => ({ type: 'array', maxItems: max }),
  isIn: ([values]) => ({ enum: values }),
  isEnum: ([, values]) => ({ enum: values }),
  equals: ([value]) => ({ const: value }),
  matches: ([pattern]) => ({ type: 'string', pattern: (pattern as RegExp).source }),
};

/** Adds the class and what it nests to `schemas`, and returns a reference to it. Derived from its class-validator rules. */
export function schemaOf(of: Class, schemas: Schemas): Schema {
  const reference = { $ref: `#/components/schemas/${of.name}` };
  if (schemas.has(of.name)) return reference;
  schemas.set(of.name, {}); // held while its members are read: a class may nest itself
  const rules = getMetadataStorage().getTargetValidationMetadatas(
    of,
    '',
    true,
    false,
  ) as readonly Rule[];
  const byMember = Map.groupBy(rules, ({ propertyName }) => propertyName);
  const required = [...byMember]
    .filter(([, own]) => !own.some(isOptional))
    .map(([member]) => member);
  const properties = Object.fromEntries(
    [...byMember].map(([member, own]) => [member, schemaOfMember(of, member, own, schemas)]),
  );
  schemas.set(of.name, {
    type: 'object',
    properties,
    ...(required.length === 0 ? {} : { required }),
  });
  return reference;
}

function schemaOfMember(
  of: Class,
  member: string,
  rules: readonly Rule[],
  schemas: Schemas,
): Schema {
  const whole = combined(rules.filter(({ each }) => !each));
  const elements = combined(rules.filter(({ each }) => each));
  const nested = rules.find(({ type }) => type === 'nestedValidation');
  const inner = nested === undefined ? {} : nestedSchema(of, member, schemas);
  const isList = rules.some(({ each }) => each) || whole['type'] === 'array';
  return isList
    ? { ...whole, type: 'array', items: { ...elements, ...inner } }
    : { ...whole, ...inner };
}

function combined(rules: readonly Rule[]): Schema {
  return Object.assign(
    {},
    ...rules.map(({ name = '', constraints = [] }) => keywords[name]?.(constraints) ?? {}),
  ) as Schema;
}

/** The class that a member is made of: what the contracts make of an empty object there. */
function nestedSchema(of: Class, member: string, schemas: Schemas): Schema {
  const made: unknown = Reflect.get(instanceOf(of, { [member]: {} }), member);
  const nested = (made as object).constructor as Class;
  return (nested as unknown) === Object ? { type: 'object' } : schemaOf(nested, schemas);
}

function isOptional({ type, name }: Rule): boolean {
  return type === 'conditionalValidation' && name === 'isOptional';
}
