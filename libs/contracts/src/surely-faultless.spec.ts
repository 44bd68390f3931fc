import { describe, expect, it } from '@jest/globals';
import {
  Allow,
  IsString,
  registerDecorator,
  ValidateBy,
  ValidatePromise,
  validateSync,
} from 'class-validator';
import fc from 'fast-check';
import {
  at,
  classOf,
  dataOf,
  goldens,
  openedGoldens,
  pathsIn,
  type Path,
} from './golden.fixture.js';
import { allEvents, instanceOf, sealedFieldsOf } from './index.js';
import { isSurelyFaultless } from './surely-faultless.js';

type Class = new () => object;
type Example = { readonly name: string; readonly of: Class; readonly content: object };
type Spoiling = { readonly place: number; readonly spoil: (value: unknown) => unknown };

const sealed = new Map<string, Class>(
  allEvents()
    .flatMap(({ class: of }) => [...sealedFieldsOf(of).values()].map((field) => field.of()))
    .map((of) => [of.name, of]),
);
const examples: readonly Example[] = [
  ...goldens.map((golden) => ({
    name: golden.file,
    of: classOf(golden.type),
    content: dataOf(golden),
  })),
  ...openedGoldens.map(({ name, content }) => ({ name, of: sealed.get(name) ?? Object, content })),
];

const others: readonly (() => unknown)[] = [
  ...[undefined, null, NaN, -0, 0, 1.5, -1, 1e300, Infinity, 2 ** 53, 1n, true, '', '0.00'],
  ...['x'.repeat(64), 'x'.repeat(65), 'x'.repeat(5_000), '😀'.repeat(40), ' ', '\n', '2026-02-30'],
].map((value) => () => value);
const made: readonly (() => unknown)[] = [
  () => [],
  () => ({}),
  () => [[]],
  () => [undefined],
  () => [null],
  () => new Array<unknown>(2),
  () => Object.create(null) as unknown,
  () => new Set(),
  () => new Set([{}]),
  () => new Map(),
  () => new Date(0),
  () => new String('a'),
  () => Promise.resolve('a'),
  () => () => 'a',
  () => Symbol('a'),
];
const twisted: readonly ((value: unknown) => unknown)[] = [
  (value) => [value],
  (value) => [[value]],
  (value) => ({ value }),
  (value) => new Set([value]),
  (value) => new Map([['value', value]]),
  (value) => [value, , value],
  (value) => (Array.isArray(value) ? [...(value as unknown[]), ...(value as unknown[])] : value),
  (value) => (Array.isArray(value) ? Object.assign({}, value, { length: value.length }) : value),
  (value) => (Array.isArray(value) ? [[...(value as unknown[])]] : value),
  (value) => (typeof value === 'string' ? value + value : value),
  (value) => (typeof value === 'string' ? value.slice(1) : value),
  (value) => (typeof value === 'string' ? `${value}\n` : value),
  (value) => (typeof value === 'string' ? value.toUpperCase() : value),
  (value) => (typeof value === 'string' ? new String(value) : value),
  (value) => (isObject(value) ? Object.assign(Object.create(null) as object, value) : value),
  (value) => (isObject(value) ? (Object.create(value) as unknown) : value),
  (value) => (isObject(value) ? { ...value } : value),
  (value) => (isObject(value) ? byAccessors(value) : value),
  (value) => (isObject(value) ? Object.assign(value, { constructor: String }) : value),
  (value) => (isObject(value) ? Object.assign(value, { constructor: undefined }) : value),
];
const spoilings = fc.record({
  place: fc.nat(),
  spoil: fc.oneof(fc.constantFrom(...others, ...made), fc.constantFrom(...twisted)),
});

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function byAccessors(value: object): object {
  const names = Object.entries(value).map(
    ([name, member]) => [name, { get: () => member as unknown, enumerable: true }] as const,
  );
  return Object.create(Object.getPrototypeOf(value) as object, Object.fromEntries(names)) as object;
}

/** Spoils members where they stand; what isn't there any more, or can't be written, stays. */
function spoil(root: object, paths: readonly Path[], all: readonly Spoiling[]): void {
  for (const { place, spoil: spoiled } of all) {
    const path = paths[place % paths.length] ?? [];
    const owner = path
      .slice(0, -1)
      .reduce<unknown>(
        (inner, step) => (isObject(inner) ? (inner as Record<string, unknown>)[step] : undefined),
        root,
      );
    if (!isObject(owner)) continue;
    Reflect.set(owner, path.at(-1) ?? '', spoiled(at(owner, path.slice(-1))));
  }
}

function isFaultlessByWalk(instance: object): boolean {
  try {
    return validateSync(instance, { forbidUnknownValues: true }).length === 0;
  } catch {
    return false; // it can't word some values
  }
}

describe('what is surely without fault', () => {
  it.each(examples.map((example) => [example.name, example] as const))(
    '%s is, without the walk',
    (_, { of, content }) => {
      expect(isSurelyFaultless(instanceOf(of, content))).toBe(true);
    },
  );

  it('is faultless for class-validator too, however it was spoilt before and after it was built', () => {
    const seen = { sure: 0, atFault: 0 };
    const spoilt = fc.array(spoilings, { maxLength: 3 });
    fc.assert(
      fc.property(fc.constantFrom(...examples), spoilt, spoilt, (example, before, after) => {
        const plain = structuredClone(example.content);
        const paths = pathsIn(example.content);
        spoil(plain, paths, before);
        const instance = instanceOf(example.of, plain);
        spoil(instance, paths, after);
        const isSure = isSurelyFaultless(instance);
        const isFaultless = isFaultlessByWalk(instance);
        seen.sure += Number(isSure);
        seen.atFault += Number(!isFaultless);
        expect(isSure && !isFaultless).toBe(false);
      }),
      { seed: 20, numRuns: 2_000 },
    );
    expect(seen.sure).toBeGreaterThan(200);
    expect(seen.atFault).toBeGreaterThan(200);
  });

  it('is nothing whose class has no rules, or none at all', () => {
    expect(isSurelyFaultless({})).toBe(false);
    expect(isSurelyFaultless(Object.create(null) as object)).toBe(false);
    expect(isSurelyFaultless(new Map())).toBe(false);
  });

  it('is nothing whose class has a rule of a kind that is not understood', () => {
    class Allowed {
      @Allow() @IsString() word = 'abc';
    }
    class Sometimes {
      @IsString({ validateIf: () => true }) word = 'abc';
    }
    class Later {
      word = 'abc';
    }
    registerDecorator({
      name: 'later',
      async: true,
      target: Later,
      propertyName: 'word',
      validator: { validate: () => true },
    });
    class Promised {
      @ValidatePromise() word = Promise.resolve('abc');
    }
    const sure = [Allowed, Sometimes, Later, Promised].filter((each) =>
      isSurelyFaultless(new each()),
    );
    expect(sure).toEqual([]);
  });

  it('is nothing that a rule answers with anything but true', () => {
    class Promising {
      @ValidateBy({
        name: 'promising',
        validator: { validate: () => Promise.resolve(false) },
      })
      word = 'abc';
    }
    expect(isSurelyFaultless(new Promising())).toBe(false);
  });
});
