import { getMetadataStorage } from 'class-validator';
import { nestedIn } from './shape.js';

type Class = new () => object;
type Members = {
  readonly own: string[];
  readonly optional: ReadonlySet<string>;
  readonly nested: ReadonlyMap<string, Class>;
  /** `DeclaringClass.member`, for one member. */
  readonly declaring: (name: string) => string[];
  /** The same for all, down to the innermost. */
  readonly all: string[];
};

/** What a class declares, read from its rules. */
export function membersOf(of: Class): Members {
  const rules = getMetadataStorage().getTargetValidationMetadatas(of, '', true, false);
  const declaring = (name: string) =>
    rules
      .filter(({ propertyName }) => propertyName === name)
      .map(({ target }) => `${typeof target === 'string' ? target : target.name}.${name}`);
  const own = [...new Set(rules.map(({ propertyName }) => propertyName))];
  const nested = new Map([...nestedIn(of)].map(([name, inner]) => [name, inner()]));
  return {
    own,
    optional: new Set(
      rules
        .filter(({ name, type }) => type === 'conditionalValidation' && name === 'isOptional')
        .map(({ propertyName }) => propertyName),
    ),
    nested,
    declaring,
    all: [
      ...new Set([
        ...own.flatMap(declaring),
        ...[...nested.values()].flatMap((inner) => membersOf(inner).all),
      ]),
    ],
  };
}
