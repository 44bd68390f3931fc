import {
  getMetadataStorage,
  ValidateBy,
  ValidateNested,
  validateSync,
  type ValidationError,
} from 'class-validator';
import { isSurelyFaultless } from './surely-faultless.js';

type Class<Instance extends object = object> = new () => Instance;
type Shape = {
  readonly names: readonly string[];
  readonly nested: ReadonlyMap<string, () => Class>;
  readonly lists: ReadonlySet<string>;
};

const nestedOf = new Map<unknown, Map<string, () => Class>>();
const sealedOf = new Map<unknown, Map<string, SealedField>>();
const shapes = new Map<Class, Shape>();

/** RFC 7516, five parts; that of the key is empty with `dir`. */
export const compactJwe = /^[\w-]+\.[\w-]*\.[\w-]+\.[\w-]*\.[\w-]+$/;

const asObject = 'must be an object';
const asList = 'must be a list of objects';

/**
 * A member of another declared class; beside `@IsArray()` a list of them. class-validator by itself takes a list for an object,
 * an empty one for anything, and a missing member for a good one.
 */
export function Nested(of: () => Class): PropertyDecorator {
  const form = ValidateBy({
    name: 'nestedForm',
    validator: {
      validate: (value, asked) =>
        asked !== undefined && isListed(asked) ? isListOfRecords(value) : isRecord(value),
      defaultMessage: (asked) => (asked !== undefined && isListed(asked) ? asList : asObject),
    },
  });
  return (target, name) => {
    note(nestedOf, target.constructor, String(name), of);
    form(target, name);
    ValidateNested({ message: asObject })(target, name);
  };
}

/** What a sealed member holds, and whom it is sealed for: the event's own subject, or the patron that it names. */
export type SealedField = { readonly of: () => Class; readonly sealedFor: 'subject' | 'patron' };

/** A member that travels as a compact JWE (whether it opens is told by opening it), and is of this class once opened. */
export function Sealed(
  of: () => Class,
  sealedFor: SealedField['sealedFor'] = 'subject',
): PropertyDecorator {
  const travelling = ValidateBy({
    name: 'compactJwe',
    validator: {
      validate: (value) => typeof value === 'string' && compactJwe.test(value),
      defaultMessage: () => 'must be a compact JWE',
    },
  });
  return (target, name) => {
    note(sealedOf, target.constructor, String(name), { of, sealedFor });
    travelling(target, name);
  };
}

/** The sealed members of a class, with what they hold. */
export function sealedFieldsOf(of: Class): ReadonlyMap<string, SealedField> {
  return inherited(sealedOf, of);
}

/** The members of a class that are of another declared class, or lists of one. */
export function nestedIn(of: Class): ReadonlyMap<string, () => Class> {
  return inherited(nestedOf, of);
}

/** One thing that is wrong, by the path of its field; never quotes the value. */
export type Fault = { readonly field: string; readonly text: string };

/** Makes an instance of the declared members only: whatever else came is left behind, `__proto__` among it, and so is `null`. */
export function instanceOf<Instance extends object>(of: Class<Instance>, plain: unknown): Instance {
  const instance = new of();
  if (typeof plain !== 'object' || plain === null) return instance;
  const { names, nested } = shapeOf(of);
  for (const name of names) {
    if (!Object.hasOwn(plain, name)) continue;
    const value = (plain as Record<string, unknown>)[name];
    if (value === null) continue; // counts as missing, so that a default stays
    (instance as Record<string, unknown>)[name] = memberOf(nested.get(name), value);
  }
  return instance;
}

/**
 * class-validator gathers a class's rules anew for every instance; they never change once the classes are loaded, so they are
 * remembered. Measured: a third of the validation of a new balance.
 */
function rememberRules(): void {
  const storage = getMetadataStorage();
  const gather = storage.getTargetValidationMetadatas.bind(storage);
  const remembered = new Map<unknown, ReturnType<typeof gather>>();
  storage.getTargetValidationMetadatas = (...asked) => {
    const [target, schema, , , groups] = asked;
    if (schema || (groups?.length ?? 0) > 0) return gather(...asked);
    const known = remembered.get(target) ?? gather(...asked);
    remembered.set(target, known);
    return known;
  };
  const group = storage.groupByPropertyName.bind(storage);
  const grouped = new WeakMap<object, ReturnType<typeof group>>();
  storage.groupByPropertyName = (metadata) => {
    const known = grouped.get(metadata) ?? group(metadata);
    grouped.set(metadata, known);
    return known;
  };
}

rememberRules();

/** Every fault of an instance. */
export function faultsIn(instance: object): Fault[] {
  if (isSurelyFaultless(instance)) return [];
  return validateSync(instance, { forbidUnknownValues: true, stopAtFirstError: false }).flatMap(
    (error) => flatten(error, ''),
  );
}

function memberOf(nested: (() => Class) | undefined, value: unknown): unknown {
  if (nested === undefined || value === undefined) return value;
  if (Array.isArray(value))
    return value.map((item: unknown) => (isRecord(item) ? instanceOf(nested(), item) : item));
  return isRecord(value) ? instanceOf(nested(), value) : value;
}

function isListed({ object, property }: { object: object; property: string }): boolean {
  return shapeOf(object.constructor as Class).lists.has(property);
}

function isListOfRecords(value: unknown): boolean {
  return Array.isArray(value) && value.every(isRecord);
}

function isRecord(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function shapeOf(of: Class): Shape {
  const known = shapes.get(of);
  if (known !== undefined) return known;
  const metadata = getMetadataStorage().getTargetValidationMetadatas(of, '', false, false);
  const nested = nestedIn(of);
  const names = new Set([
    ...metadata.map(({ propertyName }) => propertyName),
    ...nested.keys(),
    ...sealedFieldsOf(of).keys(),
  ]);
  const lists = metadata.filter(({ name }) => name === 'isArray');
  const shape = {
    names: [...names],
    nested,
    lists: new Set(lists.map(({ propertyName }) => propertyName)),
  };
  shapes.set(of, shape);
  return shape;
}

function flatten(error: ValidationError, path: string): Fault[] {
  const field = path === '' ? error.property : `${path}.${error.property}`;
  const { nestedForm, isString, ...others } = error.constraints ?? {};
  const ofType = nestedForm ?? isString; // what is of another type breaks every other rule too
  if (ofType !== undefined) return [{ field, text: ofType }];
  const own = Object.values(others).map((text) => ({ field, text }));
  return [...own, ...(error.children ?? []).flatMap((child) => flatten(child, field))];
}

function note<Note>(
  of: Map<unknown, Map<string, Note>>,
  target: unknown,
  name: string,
  noted: Note,
): void {
  of.set(target, (of.get(target) ?? new Map<string, Note>()).set(name, noted));
}

function inherited<Note>(of: Map<unknown, Map<string, Note>>, target: Class): Map<string, Note> {
  const all = new Map<string, Note>();
  for (
    let each: unknown = target;
    typeof each === 'function' && each !== Function.prototype;
    each = Object.getPrototypeOf(each)
  ) {
    for (const [name, noted] of of.get(each) ?? []) if (!all.has(name)) all.set(name, noted);
  }
  return all;
}
