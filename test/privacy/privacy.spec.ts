import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { askDatabase, eventually } from '@libs/testing';
import { houseNames } from '../journeys/street/houses.fixture.js';
import { LivedDay } from './lived-day.fixture.js';
import { plants } from './planted-people.fixture.js';
import { Search, unheardOf } from './plants.fixture.js';
import { searchDataFolder, searchRows } from './postgres-search.fixture.js';

jest.setTimeout(900_000);

const control = { short: unheardOf(24), long: unheardOf(24), said: unheardOf(24) };

let day: LivedDay;
let search: Search;

beforeAll(async () => {
  day = await LivedDay.live(control.said);
  const made = day.replacements();
  expect(made.length).toBeGreaterThan(0);
  search = new Search({
    ...plants,
    ...Object.fromEntries(made.map((number, at) => [`replacement ${String(at)}`, number])),
  });
});
afterAll(async () => {
  await day.close();
});

describe('nothing of a person shows in', () => {
  it('what the services write', () => {
    const written = [...day.outputs()];
    expect(written.every(([, text]) => text.length > 1_000)).toBe(true);
    expect(written.flatMap(([name, text]) => search.in(name, text))).toEqual([]);
  });

  it('the spans that they export', () => {
    expect(day.spans.length).toBeGreaterThan(5);
    expect(day.spans.flatMap((body) => search.in('a span', body))).toEqual([]);
  });

  it('bodies, headers and routing keys on our exchanges', () => {
    const checked = day.heard.filter((message) => !day.isMeantToShow(message));
    for (const exchange of ['claims', 'receivables', 'payments', 'library.updates'])
      expect(checked.some((message) => message.exchange === exchange)).toBe(true);
    expect(
      checked.flatMap(({ exchange, routingKey, whole }) =>
        search.in(`${exchange} ${routingKey}`, whole),
      ),
    ).toEqual([]);
  });

  it('what anybody is answered', () => {
    expect(day.answers.flatMap((answer) => search.in(answer.slice(0, 60), answer))).toEqual([]);
  });

  it('any row of any database, parked messages among them', async () => {
    for (const house of houseNames) {
      const { found, bytes } = await searchRows(await day.databaseUrl(house), search);
      expect([house, found]).toEqual([house, []]);
      expect(bytes).toBeGreaterThan(1_000);
    }
  });

  it('any byte of the data folder of PostgreSQL', async () => {
    const { found, bytes } = await searchDataFolder(administrator(), search);
    expect(found).toEqual([]);
    expect(bytes).toBeGreaterThan(10_000_000);
  });
});

describe('the search itself finds', () => {
  const controls = new Search(control);

  it('a value in a short column on disk and in the rows, and one in a long column in the rows', async () => {
    const url = await day.databaseUrl('claim-intake');
    const long = `${'a long text that compresses well, '.repeat(2_000)}${control.long}${'x'.repeat(50_000)}`;
    await askDatabase(
      url,
      `CREATE TABLE control (short text, long text); INSERT INTO control VALUES ('${control.short}', '${long}')`,
    );
    const rows = await searchRows(url, controls);
    expect(rows.found).toEqual([
      'public.control: short, as it is',
      'public.control: long, as it is',
    ]);
    const disk = await searchDataFolder(administrator(), controls);
    expect(disk.found.some((each) => each.endsWith(': short, as it is'))).toBe(true);
  });

  it('a value that a process writes, a span holds, or a message carries in its headers', async () => {
    for (const [house, written] of day.outputs())
      expect(controls.in(house, written)).toEqual([`${house}: said, as it is`]);
    expect(controls.in('a span', day.spans.join())).toEqual(['a span: said, as it is']);
    const headers = { note: control.said };
    await day.stranger.publish('claims', 'nobody.hears', '{}', headers);
    await eventually(() => day.heard.some(({ routingKey }) => routingKey === 'nobody.hears'));
    expect(controls.in('a message', day.heard.at(-1)?.whole ?? '')).toEqual([
      'a message: said, as it is',
    ]);
  });

  it.each([
    ['UTF-16', Buffer.from(`x${control.said}`, 'utf16le')],
    ['base64', Buffer.from(Buffer.from(`x${control.said}yz`).toString('base64'))],
    ['base64url, elsewhere', Buffer.from(Buffer.from(`xy${control.said}z`).toString('base64url'))],
    ['hexadecimal', Buffer.from(Buffer.from(control.said).toString('hex'))],
  ])('a value in %s', (_, bytes) => {
    expect(controls.in('here', bytes)).not.toEqual([]);
  });

  it('a number with its hyphen, and Danish letters in their escapes', () => {
    const one = new Search({ number: '0102031234', name: 'Åse' });
    expect(one.in('here', '010203-1234')).toEqual(['here: number, as it is']);
    expect(one.in('here', '\\u00c5se')).toEqual(['here: name, escaped for JSON']);
    expect(one.in('here', '%C3%85se')).toEqual(['here: name, escaped for an address']);
    expect(one.in('here', Buffer.from('Åse', 'latin1'))).toEqual(['here: name, in latin1']);
  });
});

function administrator(): string {
  return process.env['TEST_DATABASE_URL'] ?? '';
}
