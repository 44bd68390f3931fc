import { describe, expect, it } from '@jest/globals';
import { PersonalPart, revealed } from '@libs/kernel';
import { at, changed, openedGoldens, othersThan, pathsIn, type Path } from './golden.fixture.js';
import { allEvents, faultsIn, instanceOf, sealedFieldsOf } from './index.js';
import { membersOf } from './members.fixture.js';

type Class = new () => object;

const sealedClasses = new Map<string, Class>(
  allEvents()
    .flatMap(({ class: of }) => [...sealedFieldsOf(of).values()].map((field) => field.of()))
    .map((of) => [of.name, of]),
);
const each = openedGoldens.map(({ name, content }) => [name, content] as const);

function classNamed(name: string): Class {
  const found = sealedClasses.get(name);
  if (found === undefined) throw new Error(`Nothing sealed is of class ${name}.`);
  return found;
}

function fieldsAtFault(name: string, content: unknown): string[] {
  return faultsIn(instanceOf(classNamed(name), content)).map(({ field }) => field);
}

function declarer(of: Class, path: Path): ReturnType<typeof membersOf> {
  return path
    .slice(0, -1)
    .filter((step) => typeof step === 'string')
    .reduce((members, step) => {
      const nested = members.nested.get(step);
      return nested === undefined ? members : membersOf(nested);
    }, membersOf(of));
}

describe('what is sealed', () => {
  it('has a golden example of every class', () => {
    expect(openedGoldens.map(({ name }) => name)).toEqual([...sealedClasses.keys()].sort());
  });

  it.each(each)('%s is read into its class and written again, nothing lost', (name, content) => {
    expect(fieldsAtFault(name, content)).toEqual([]);
    expect(revealed(instanceOf(classNamed(name), content))).toEqual(content);
  });

  it.each(each)('%s shows nothing of it, down to the last part', (name, content) => {
    const part = instanceOf(classNamed(name), content);
    expect(part).toBeInstanceOf(PersonalPart);
    for (const path of pathsIn(content)) {
      const inner = at(part, path);
      const isObject = typeof inner === 'object' && !Array.isArray(inner);
      if (isObject) expect(inner).toBeInstanceOf(PersonalPart);
    }
    expect(JSON.stringify({ part })).toBe('{"part":"[personal]"}');
  });

  it.each(each)('%s that lacks a member says which, if it is needed', (name, content) => {
    const members = pathsIn(content).filter((path) => typeof path.at(-1) === 'string');
    const wrong = members.filter((path) => {
      const mayMiss = declarer(classNamed(name), path).optional.has(String(path.at(-1)));
      const faults = fieldsAtFault(name, changed(content, path, undefined));
      return mayMiss ? faults.length > 0 : !faults.includes(path.join('.'));
    });
    expect(wrong).toEqual([]);
  });

  it.each(each)('%s with a member of another type says which', (name, content) => {
    const wrong = pathsIn(content).flatMap((path) =>
      othersThan(at(content, path))
        .filter((other) => {
          const faults = fieldsAtFault(name, changed(content, path, other));
          const holders = path.map((_, i) => path.slice(0, i + 1).join('.'));
          return !faults.some(
            (field) => holders.includes(field) || field.startsWith(`${path.join('.')}.`),
          );
        })
        .map((other) => `${path.join('.')} = ${JSON.stringify(other)}`),
    );
    expect(wrong).toEqual([]);
  });
});
