import { getMetadataStorage } from 'class-validator';
import { requirementsOf } from './required-when.js';
import { compactJwe, nestedIn, sealedFieldsOf } from './shape.js';

/** A JSON Schema: what draft 7 (AsyncAPI 3) and 2020-12 (OpenAPI 3.1) have in common. */
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
  minLength: ([min]) => ({ type: 'string', minLength: min }),
  maxLength: ([max]) => ({ type: 'string', maxLength: max }),
  isLength: ([min, max]) => ({
    type: 'string',
    minLength: min,
    ...(max === undefined ? {} : { maxLength: max }),
  }),
  arrayMinSize: ([min]) => ({ type: 'array', minItems: min }),
  arrayMaxSize: ([max]) => ({ type: 'array', maxItems: max }),
  isIn: ([values]) => ({ enum: values }),
  isEnum: ([, values]) => ({ enum: values }),
  equals: ([value]) => ({ const: value }),
  matches: ([pattern]) => ({ type: 'string', pattern: (pattern as RegExp).source }),
  day: () => ({ type: 'string', format: 'date' }),
  time: () => ({ type: 'string', format: 'date-time' }),
  positiveAmount: () => ({ not: { pattern: '^0+\\.00$' } }),
  counted: () => ({ type: 'integer', minimum: 1, maximum: Number.MAX_SAFE_INTEGER }),
  howMany: () => ({ type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER }),
  compactJwe: () => ({ type: 'string', pattern: compactJwe.source }),
  numbersByService: () => ({
    type: 'object',
    propertyNames: { pattern: '^[a-z-]{1,64}$' },
    additionalProperties: { type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER },
  }),
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
    ...requiredWhen(of),
  });
  return reference;
}

function requiredWhen(of: Class): Schema {
  const clauses = requirementsOf(of).map(({ member, when, is }) => ({
    if: { properties: { [when]: { const: is } } },
    then: { required: [member] },
  }));
  return clauses.length === 0 ? {} : { allOf: clauses };
}

function schemaOfMember(
  of: Class,
  member: string,
  rules: readonly Rule[],
  schemas: Schemas,
): Schema {
  const whole = combined(rules.filter(({ each }) => !each));
  const elements = combined(rules.filter(({ each }) => each));
  const nested = nestedIn(of).get(member)?.();
  const inner = {
    ...(nested === undefined ? {} : schemaOf(nested, schemas)),
    ...sealedSchema(of, member, schemas),
  };
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

/** What a sealed member is once opened, told beside what it is on the wire. */
function sealedSchema(of: Class, member: string, schemas: Schemas): Schema {
  const sealed = sealedFieldsOf(of).get(member);
  if (sealed === undefined) return {};
  return {
    description: `A compact JWE (RFC 7516), sealed for the ${sealed.sealedFor}. What it holds: x-opened.`,
    'x-opened': schemaOf(sealed.of(), schemas),
  };
}

/** Also what is needed only at times: `requiredWhen` says when. */
function isOptional({ type }: Rule): boolean {
  return type === 'conditionalValidation';
}
