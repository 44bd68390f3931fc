import { expect } from '@jest/globals';
import { eventually } from '@libs/testing';
import type { Street } from '../journeys/street.fixture.js';

const house = 'claim-intake';

/**
 * All that may be done with what claim-intake has parked, but for opening it: each act, each list, and what they answer. Opening
 * shows what a message holds to who may edit it, and is no business of a search for what shows.
 */
export async function atTheDesk(street: Street): Promise<readonly string[]> {
  const answers: string[] = [];
  const ask = async (
    method: 'GET' | 'POST' | 'PUT',
    path: string,
    body?: object,
  ): Promise<string> => {
    const sent = { method, ...(body && { body: JSON.stringify(body) }) };
    const { text } = await street.callRaw(house, path, sent);
    answers.push(text);
    return text;
  };
  const listed = JSON.parse(await ask('GET', '/parked')) as { messages: { id: string }[] };
  const ids = listed.messages.map(({ id }) => id);
  expect(ids.length).toBeGreaterThan(3);
  for (const id of ids) await ask('GET', `/parked/${id}`);
  await ask('GET', '/parked/groups');
  await ask('GET', '/parked/gaps?waitedSeconds=0');
  const [first = '', second = ''] = ids;
  await ask('PUT', `/parked/${first}`, { data: { agencyId: 1 } });
  await ask('POST', '/parked/replay', { all: true });
  await ended(street, ids.length);
  await ask('POST', `/parked/${second}/discard`, { reason: 'It can never be read.' });
  await ended(street, ids.length + 1);
  await ask('GET', '/parked/audit');
  return answers;
}

async function ended(street: Street, count: number): Promise<void> {
  await eventually(async () => {
    const { text } = await street.callRaw(house, '/parked/audit', { method: 'GET' });
    const { entries } = JSON.parse(text) as { entries: { outcome: string }[] };
    expect(entries.filter(({ outcome }) => outcome !== 'staged')).toHaveLength(count);
  });
}
