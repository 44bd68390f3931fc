import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { Journal } from './journal.js';

it('tells of all that has been noted so far', async () => {
  const place = await mkdtemp(join(tmpdir(), 'journal-'));
  const journal = Journal.open(join(place, 'journal.txt'));
  for (let line = 0; line < 2_000; line += 1) journal.note(`heard c${String(line % 2)} x`);
  const told = await journal.about(new Set(['c1']));
  expect(told.get('c1')).toHaveLength(1_000);
  await journal.close();
  await rm(place, { recursive: true });
});
