import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { eventually } from '@libs/testing';
import { storyOf, type Story } from '../story/story.js';
import { Refused } from '../system/debtors.js';
import { Payer } from './payer.js';

const payment = { what: 'payment', ore: 5_000, again: false } as const;
const story: Story = { ...storyOf(1, 0), movements: [payment] };
let told: Story;
let service: Server;
let payer: Payer;
let asked: string[];
let troubles: string[];
let answer: (time: number) => Promise<void>;

beforeEach(async () => {
  told = story;
  [asked, troubles] = [[], []];
  answer = () => Promise.resolve();
  service = createServer((_, response) => response.end('{"receivableId":"there"}'));
  service.listen(0, '127.0.0.1');
  await once(service, 'listening');
  const { port } = service.address() as AddressInfo;
  payer = new Payer(1, {
    debtors: {
      move: (_place, _what, { id }) => {
        asked.push(id);
        return answer(asked.length);
      },
      reverse: (_place, { reversalId }) => {
        asked.push(reversalId);
        return answer(asked.length);
      },
      reportAgain: () => Promise.resolve(),
    },
    storyOf: () => told,
    url: () => `http://127.0.0.1:${String(port)}`,
    token: '',
    note: () => undefined,
    trouble: ({ message }, feeId) => troubles.push(`${feeId}: ${message}`),
  });
});

afterEach(() => {
  payer.stop();
  service.closeAllConnections();
  service.close();
});

const done = () =>
  eventually(() => {
    expect(payer.left).toBe(0);
  });

it('asks again under the same id after an answer that was lost', async () => {
  answer = (time) => (time === 1 ? Promise.reject(new Error('reset')) : Promise.resolve());
  payer.answered(0);
  await done();
  expect(asked).toHaveLength(2);
  expect([...payer.registered.keys()]).toEqual([asked[0]]);
  expect(asked[1]).toBe(asked[0]);
  expect(troubles).toEqual([]);
});

it('takes back under one id too, however often it has to ask', async () => {
  told = { ...story, movements: [{ ...payment, reversedOre: 2_000 }] };
  answer = (time) => (time === 2 ? Promise.reject(new Error('reset')) : Promise.resolve());
  payer.answered(0);
  await done();
  expect(asked).toHaveLength(3);
  expect(asked[2]).toBe(asked[1]);
  expect([...payer.registered.values()].map(({ ore }) => ore)).toEqual([5_000, 2_000]);
});

it('tells of what a debtor system refuses, and does not ask again', async () => {
  answer = () => Promise.reject(new Refused('no such receivable'));
  payer.answered(0);
  await done();
  expect(asked).toHaveLength(1);
  expect(troubles).toEqual(['c0: no such receivable']);
});
