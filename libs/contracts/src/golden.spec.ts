import { describe, expect, it } from '@jest/globals';
import { inside, promised, structures, words } from './contract-table.fixture.js';
import {
  at,
  changed,
  classOf,
  dataOf,
  goldens,
  nameOf,
  othersThan,
  pathsIn,
  read,
  refusal,
  writtenAgain,
  type Golden,
  type Json,
  type Path,
} from './golden.fixture.js';
import { allEvents, eventNameOf, eventOf, routingKeyOf, subjectOf } from './index.js';
import { membersOf } from './members.fixture.js';

const each = goldens.map((golden) => [golden.file, golden] as const);
const isPublic = (golden: Golden): boolean => nameOf(golden) in promised;

describe('golden events', () => {
  it('stand for every registered event, and none for another', () => {
    expect(new Set(goldens.map(({ type }) => type))).toEqual(
      new Set(allEvents().map(({ type }) => type)),
    );
    expect(goldens.filter(({ type, message }) => message['type'] !== type)).toEqual([]);
  });

  it('leave out no member of any class that travels', () => {
    const shown = new Set(
      goldens.flatMap((golden) =>
        pathsIn(dataOf(golden)).flatMap((path) => declaredAt(golden, path)),
      ),
    );
    const declared = allEvents().flatMap(({ class: of }) => membersOf(of).all);
    expect(declared.filter((member) => !shown.has(member))).toEqual([]);
  });

  it.each(each)('%s is read into its class and written again, nothing lost', (_, { message }) => {
    expect(writtenAgain(read(message))).toEqual(message);
  });

  it.each(each)('%s goes where the contract says', (_, golden) => {
    const result = read(golden.message);
    if (result.kind === 'unreadable') throw new Error(result.reason.text);
    const { event } = result;
    const { exchange, key } = eventOf(event);
    const name = nameOf(golden);
    const promise = promised[name];
    if (promise === undefined) {
      const [place = ''] = Object.entries(inside).find(([, names]) => names.includes(name)) ?? [];
      expect(`${exchange} ${routingKeyOf(event).replace(`${name}.`, '')}`).toBe(place);
      return;
    }
    expect({ exchange, routingKey: routingKeyOf(event), key }).toEqual({
      exchange: promise.exchange,
      routingKey: promise.routingKey,
      key: promise.subject,
    });
    expect(golden.message).toMatchObject({
      specversion: '1.0',
      source: promise.source,
      subject: dataOf(golden)[promise.subject],
    });
    expect(subjectOf(event)).toBe(golden.message['subject']);
  });

  it.each(each)(
    '%s is numbered from 1 by a text of digits, unless it is a payment',
    (_, golden) => {
      const { sequence } = golden.message;
      if (eventOf(golden.type).exchange === 'payments') expect(sequence).toBeUndefined();
      else expect(sequence).toMatch(/^[1-9]\d*$/);
    },
  );
});

describe('the contract’s table', () => {
  it('names every event there is', () => {
    const named = [...Object.keys(promised), ...Object.values(inside).flat()];
    expect(
      allEvents()
        .map(({ type }) => eventNameOf(type))
        .sort(),
    ).toEqual(named.sort());
  });

  it.each(Object.entries(promised))('has the members of %s and no others', (name, { members }) => {
    const of = classOf(`dk.debitorbro.${name}.v1`);
    expect(membersOf(of).own.sort()).toEqual(namesIn(members).sort());
    for (const [member, structure] of structuresIn(members)) {
      const nested = membersOf(of).nested.get(member);
      expect(nested).toBeDefined();
      if (nested !== undefined)
        expect(membersOf(nested).own.sort()).toEqual(namesIn(structures[structure] ?? '').sort());
    }
  });

  it.each(Object.entries(words))('lists the words of %s', (member, listed) => {
    const [name = '', path = ''] = member.split(' ');
    const steps = path.split('.');
    const golden = goldens.find((one) => nameOf(one) === name && has(dataOf(one), steps));
    if (golden === undefined) throw new Error(`No golden event has ${member}.`);
    const isRefused = (word: string) =>
      refusal(changed(golden.message, ['data', ...steps], word)).includes(`data.${path}: `);
    const others = ['', 'other', listed.join(' '), ...listed.map((word) => word.toUpperCase())];
    expect(listed.filter(isRefused)).toEqual([]);
    expect(others.filter((word) => !isRefused(word))).toEqual([]);
  });
});

describe('a message', () => {
  it.each(each)('like %s that lacks a member says which, if it is needed', (_, golden) => {
    const wrong = memberPaths(golden).flatMap((path) => {
      const mayMiss = isOptional(golden, path);
      return [undefined, null].flatMap((nothing) => {
        const why = refusal(changed(golden.message, ['data', ...path], nothing));
        const isRight = mayMiss ? why === '' : names(why, path);
        return isRight
          ? []
          : [`${path.join('.')} ${mayMiss ? 'may be missing' : 'missing'}: ${why}`];
      });
    });
    expect(wrong).toEqual([]);
  });

  it.each(each)('like %s with a member of another type says which', (_, golden) => {
    const wrong = pathsIn(dataOf(golden)).flatMap((path) =>
      othersThan(at(dataOf(golden), path)).flatMap((other) => {
        const why = refusal(changed(golden.message, ['data', ...path], other));
        return names(why, path) ? [] : [`${path.join('.')} = ${JSON.stringify(other)}: ${why}`];
      }),
    );
    expect(wrong).toEqual([]);
  });

  it.each(each)('like %s may hold members that nobody here knows, at any depth', (_, golden) => {
    const owners = [[], ...pathsIn(dataOf(golden))].filter(
      (path) => isObject(at(dataOf(golden), path)) && path[0] !== 'basis',
    );
    const richer = owners.reduce(
      (message, path) => changed(message, ['data', ...path, 'unheardOf'], { deep: [1, null] }),
      changed(golden.message, ['unheardof'], 'an extension of theirs'),
    );
    expect(writtenAgain(read(richer))).toEqual(golden.message);
  });

  it.each(['specversion', 'id', 'source', 'type', 'subject', 'time', 'sequence', 'data'])(
    'without a usable %s says so',
    (attribute) => {
      const golden = goldens.find(({ type }) => type === 'dk.debitorbro.balance.created.v1');
      const object = attribute === 'data' ? [] : [{}];
      for (const bad of [
        undefined,
        null,
        7,
        '',
        [],
        'x'.repeat(300),
        'a\0b',
        '\ud800',
        ...object,
      ]) {
        const why = refusal(changed(golden?.message ?? {}, [attribute], bad));
        expect(`${JSON.stringify(bad)} ${why}`).toContain(`${attribute}: `);
      }
    },
  );
});

/** Whether the reason is of this member, of one in it, or of the list or free object that holds it. */
function names(why: string, path: Path): boolean {
  return (
    why.includes(`data.${path.join('.')}.`) ||
    path.some((_, i) => why.includes(`data.${path.slice(0, i + 1).join('.')}: `))
  );
}

/** Members of objects; elements of lists, and numbers in `basis`, can't be missing. */
function memberPaths(golden: Golden): Path[] {
  return pathsIn(dataOf(golden)).filter(
    (path) => typeof path.at(-1) === 'string' && (path[0] !== 'basis' || path.length === 1),
  );
}

/** By the contract's table for public events, else by what the class declares. */
function isOptional(golden: Golden, path: Path): boolean {
  const name = String(path.at(-1));
  if (!isPublic(golden)) return declarer(golden, path).optional.has(name);
  const members = path
    .slice(0, -1)
    .filter((step) => typeof step === 'string')
    .reduce<string>(
      (listed, step) => structures[new Map(structuresIn(listed)).get(step) ?? ''] ?? '',
      promised[nameOf(golden)]?.members ?? '',
    );
  return (
    members.split(' ').some((member) => member.startsWith(`${name}?`)) && !isNeeded(golden, path)
  );
}

/** contract.md: `acknowledged` is required for a compensation. */
function isNeeded(golden: Golden, path: Path): boolean {
  return path.join('.') === 'acknowledged' && dataOf(golden)['type'] === 'compensation';
}

function declarer(golden: Golden, path: Path): ReturnType<typeof membersOf> {
  return path
    .slice(0, -1)
    .filter((step) => typeof step === 'string')
    .reduce(
      (members, step) => {
        const nested = members.nested.get(step);
        return nested === undefined ? members : membersOf(nested);
      },
      membersOf(classOf(golden.type)),
    );
}

function declaredAt(golden: Golden, path: Path): string[] {
  const name = path.at(-1);
  return typeof name === 'string' ? declarer(golden, path).declaring(name) : [];
}

function namesIn(members: string): string[] {
  return members.split(' ').map((member) => member.replace(/[?[:].*$/, ''));
}

function structuresIn(members: string): (readonly [member: string, structure: string])[] {
  return members.split(' ').flatMap((member) => {
    const [before = '', structure] = member.split(':');
    return structure === undefined ? [] : [[before.replace(/[?[].*$/, ''), structure] as const];
  });
}

function has(data: Json, steps: readonly string[]): boolean {
  return pathsIn(data).some((path) => path.join('.') === steps.join('.'));
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
