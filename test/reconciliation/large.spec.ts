import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aChildProcess, eventually, type RunningChild } from '@libs/testing';
import {
  agencyId,
  Bookkeeping,
  municipality,
} from '../../apps/payment-reconciliation/src/bookkeeping.fixture.js';
import { costOf } from '../../bench/measuring/process-costs.js';
import { heapOfServices } from '../../deploy/local/stack/service-environment.js';
import { writeBooks } from './many-books.fixture.js';
import { openList, plant } from './planted.fixture.js';

/** `RECONCILE_RECEIVABLES=1000000 npm run test:whole -- --testPathPatterns reconciliation/large` for a big municipality's worth. */
const count = Number(process.env['RECONCILE_RECEIVABLES'] ?? 20_000);
const minuteMs = 60_000;
const period = 'from=2026-01-01&to=2026-03-31';
const path = `/reconciliations/${municipality}`;

let books: Bookkeeping;
let service: RunningChild;

beforeAll(async () => {
  books = await Bookkeeping.open({ start: startApart });
  await writeBooks(books.database, { count, agencyId, municipality });
}, 10 * minuteMs);
afterAll(async () => {
  await books.close();
}, minuteMs);

/** In a process of its own: its memory is bounded as a service's is (one that needed more would end), and can be told from the test's. */
async function startApart(env: Readonly<Record<string, string>>) {
  service = aChildProcess({
    entry: 'apps/payment-reconciliation/src/main.js',
    env: { ...env, NODE_OPTIONS: heapOfServices },
  });
  const addresses = await service.listening;
  return {
    url: addresses['payment-reconciliation'] ?? '',
    stop: async () => (await service.stop()).code === 0,
  };
}

async function countsOf(): Promise<Readonly<Record<string, number>>> {
  const answer = await books.request(`${path}?${period}`);
  const { run, counts } = (await answer.json()) as {
    run: { state: string } | null;
    counts: Record<string, number> | null;
  };
  expect(run?.state).toBe('done');
  return counts ?? {};
}

async function differencesFound(): Promise<ReadonlyMap<string, string>> {
  const answer = await books.request(`${path}?${period}`, { headers: { accept: 'text/csv' } });
  const lines = (await answer.text()).trimEnd().split('\r\n').slice(1);
  const ids = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/;
  return new Map(lines.map((line) => [ids.exec(line)?.[0] ?? '', line.split(',', 1)[0] ?? '']));
}

describe('a reconciliation of a whole municipality', () => {
  it(
    `R53 finds exactly what was planted among ${String(count)} receivables, and says what it took`,
    async () => {
      const planted = plant(count);
      const rejected = [...planted].flatMap(([id, type]) => (type === 'state' ? [id] : []));
      await books.database.query(
        `UPDATE balance SET transfer = jsonb_set(transfer, '{shown,transfer}', '"rejected"') WHERE receivable_id = ANY($1::uuid[])`,
        [rejected],
      );
      const before = costOf(service.pid);
      const began = performance.now();

      const uploaded = await books.request(`${path}/statements?${period}`, {
        method: 'POST',
        headers: { 'content-type': 'text/csv' },
        body: Readable.toWeb(
          Readable.from(openList(count, planted, new Date().toISOString())),
        ) as ReadableStream,
        duplex: 'half',
      });
      const taken = performance.now();
      const counts = await eventually(countsOf, { withinMs: 10 * minuteMs, everyMs: 50 });
      const compared = performance.now();

      expect(uploaded.status).toBe(202);
      expect(counts).toEqual({
        ...{ 'missing-here': 20, 'missing-there': 20, amount: 20, state: 20, timing: 20 },
      });
      expect(await differencesFound()).toEqual(planted);
      const { peakMegabytes, cpuSeconds } = costOf(service.pid);
      const figures = [
        `${String(count)} receivables`,
        `list taken in ${seconds(taken - began)}`,
        `compared in ${seconds(compared - taken)}`,
        `memory before ${String(before.peakMegabytes)} MB, peak ${String(peakMegabytes)} MB`,
        `CPU ${(cpuSeconds - before.cpuSeconds).toFixed(1)} s`,
      ];
      process.stdout.write(`reconciliation: ${figures.join(' · ')}\n`);
    },
    20 * minuteMs,
  );
});

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}
