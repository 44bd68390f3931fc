import { beforeAll, describe, expect, it } from '@jest/globals';
import { allEvents, eventNameOf, eventOf } from '@libs/contracts';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './overlay.fixture.js';

type Row = { readonly exchange: string; readonly kinds: string; readonly names: readonly string[] };
type EventClass = new () => object;
type Takes = { readonly events: readonly EventClass[]; readonly lets?: readonly EventClass[] };
type Handler = { readonly name: string; readonly takes: Takes };

const rows = rowsOf(readFileSync(join(root, 'docs', 'messages.md'), 'utf8'));
const handlers: Handler[] = [];

beforeAll(async () => {
  for (const app of readdirSync(join(root, 'apps'))) {
    const folder = join(root, 'apps', app, 'src', 'handlers');
    for (const file of readdirSync(folder).filter((name) =>
      /(?<!\.(spec|fixture))\.ts$/.test(name),
    ))
      handlers.push(
        ...handlersIn(app, (await import(pathToFileURL(join(folder, file)).href)) as object),
      );
  }
}, 60_000);

/** The table's rows; a name that begins with a dot goes on from the one before it. */
function rowsOf(page: string): readonly Row[] {
  return page
    .split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim()))
    .filter(
      ([, exchange = '', , , types = '']) => exchange.startsWith('`') && types.startsWith('`'),
    )
    .map(([, exchange = '', , kinds = '', types = '']) => {
      const names: string[] = [];
      for (const [, name = ''] of types.matchAll(/`([a-z.-]+)`/g))
        names.push(name.startsWith('.') ? `${names.at(-1)?.split('.')[0] ?? ''}${name}` : name);
      return { exchange: exchange.replaceAll('`', ''), kinds, names };
    });
}

/** What `@Takes` has left on the methods of the classes that a file exports. */
function handlersIn(app: string, exported: object): readonly Handler[] {
  const classes = Object.values(exported).filter((each) => typeof each === 'function');
  return classes.flatMap((each: { readonly name: string; readonly prototype?: object }) =>
    Object.entries(Object.getOwnPropertyDescriptors(each.prototype ?? {})).flatMap(
      ([method, { value }]) => {
        if (typeof value !== 'function') return [];
        const extras = Reflect.getMetadata('microservices:pattern_extras', value as object) as
          { readonly takes?: Takes } | undefined;
        if (extras?.takes === undefined) return [];
        return [{ name: `${app} ${each.name}.${method}`, takes: extras.takes }];
      },
    ),
  );
}

function describedBy({ exchange, kind, type }: ReturnType<typeof eventOf>): readonly Row[] {
  return rows.filter(
    (row) =>
      row.exchange === exchange &&
      row.names.includes(eventNameOf(type)) &&
      (kind === undefined || row.kinds.split(', ').includes(kind)),
  );
}

describe('docs/messages.md', () => {
  it.each(allEvents().map((event) => [event.type, event] as const))('has %s once', (_, event) => {
    expect(describedBy(event)).toHaveLength(1);
  });

  it('has nothing that is not in libs/contracts', () => {
    const known = new Set(
      allEvents().map(({ exchange, type }) => `${exchange} ${eventNameOf(type)}`),
    );
    const told = rows.flatMap(({ exchange, names }) => names.map((name) => `${exchange} ${name}`));
    expect(told.filter((each) => !known.has(each))).toEqual([]);
    expect(told.length).toBe(allEvents().length);
  });

  it('describes what every handler takes', () => {
    const strange = handlers.flatMap(({ name, takes: { events, lets = [] } }) =>
      [...events, ...lets]
        .filter((event) => describedBy(eventOf(event)).length !== 1)
        .map((event) => `${name}: ${event.name}`),
    );
    expect(strange).toEqual([]);
  });

  it('finds the handlers of every house', () => {
    const houses = new Set(handlers.map(({ name }) => name.split(' ')[0]));
    expect(houses).toEqual(new Set(readdirSync(join(root, 'apps'))));
    expect(handlers.length).toBeGreaterThan(houses.size);
  });

  it('tells of no message that nobody takes', () => {
    const taken = new Set(
      handlers.flatMap(({ takes: { events, lets = [] } }) => [...events, ...lets]),
    );
    const untaken = allEvents().filter(
      (event) => event.exchange !== 'library.updates' && !taken.has(event.class as EventClass),
    );
    expect(untaken.map(({ type }) => type)).toEqual([]);
  });
});
