import { getMetadataStorage, ValidationTypes } from 'class-validator';

type Rule = ReturnType<
  ReturnType<typeof getMetadataStorage>['getTargetValidationMetadatas']
>[number];
type Holds = (object: object, value: unknown) => boolean;
type Check = (object: object) => boolean;

const never: Check = () => false;
const checks = new Map<unknown, Check>();

/**
 * That class-validator would surely find no fault, told by the very rules that it holds for the object's class, without its walk.
 * `false` says nothing: class-validator decides then, and words what is wrong. What isn't understood here is never sure.
 */
export function isSurelyFaultless(object: object): boolean {
  return checkOf(object.constructor)(object);
}

function checkOf(of: unknown): Check {
  const known = checks.get(of);
  if (known !== undefined) return known;
  const check = typeof of === 'function' ? checkOfClass(of) : never;
  checks.set(of, check);
  return check;
}

function checkOfClass(of: NonNullable<Rule['target']>): Check {
  const storage = getMetadataStorage();
  const declared = storage.getTargetValidationMetadatas(of as () => void, '', false, false);
  const members = Object.entries(storage.groupByPropertyName(declared)).map(([name, rules]) =>
    memberCheck(name, rules),
  );
  if (members.length === 0 || members.includes(undefined)) return never;
  const known = members.filter((member) => member !== undefined);
  return (object) => known.every((member) => member(object));
}

/** `undefined` where one of the rules isn't understood. */
function memberCheck(name: string, rules: readonly Rule[]): Check | undefined {
  const conditions = rules.filter(isCondition).map(conditionOf);
  const others = rules.filter((rule) => !isCondition(rule)).map(ruleOf);
  if (others.includes(undefined)) return undefined;
  const asked = others.filter((rule) => rule !== undefined);
  return (object) => {
    const value = (object as Readonly<Record<string, unknown>>)[name];
    if (!conditions.every((holds) => holds(object, value))) return true;
    return asked.every((holds) => holds(object, value));
  };
}

function isCondition({ type }: Rule): boolean {
  return type === ValidationTypes.CONDITIONAL_VALIDATION;
}

function conditionOf({ constraints }: Rule): Holds {
  const [condition] = constraints as [Holds];
  return condition;
}

function ruleOf(rule: Rule): Holds | undefined {
  const { each, type, validateIf } = rule;
  if (validateIf !== undefined) return undefined;
  if (type === ValidationTypes.NESTED_VALIDATION) return each ? undefined : isNestedFaultless;
  const isConstraint =
    type === ValidationTypes.CUSTOM_VALIDATION || type === ValidationTypes.IS_DEFINED;
  const holds = isConstraint ? constraintOf(rule) : undefined;
  return each && holds !== undefined ? ofEach(holds) : holds;
}

/** Of lists only: class-validator takes a set and a map apart too, and anything else as it is. */
function ofEach(holds: Holds): Holds {
  return (object, value) => {
    if (!Array.isArray(value)) return false;
    for (const item of value as readonly unknown[]) if (!holds(object, item)) return false;
    return true;
  };
}

/** Called as class-validator calls it, with the same arguments. */
function constraintOf({ constraintCls, constraints, propertyName }: Rule): Holds | undefined {
  const [constraint, ...more] = getMetadataStorage().getTargetValidatorConstraints(constraintCls);
  if (constraint === undefined || more.length > 0 || constraint.async) return undefined;
  const { instance } = constraint;
  return (object, value) =>
    instance.validate(value, {
      targetName: object.constructor.name,
      property: propertyName,
      object,
      value,
      constraints,
    }) === true;
}

/** By the class that each object is of, whatever was declared: so does class-validator. */
function isNestedFaultless(_: object, value: unknown): boolean {
  if (value === undefined) return true;
  if (!Array.isArray(value)) return isFaultlessRecord(value);
  for (const item of value as readonly unknown[]) if (!isFaultlessRecord(item)) return false;
  return true;
}

function isFaultlessRecord(value: unknown): boolean {
  if (!(value instanceof Object) || typeof value !== 'object' || Array.isArray(value)) return false;
  return !(value instanceof Set) && !(value instanceof Map) && isSurelyFaultless(value);
}
