import { expect, it } from '@jest/globals';
import { tableOf, type ToldGroup } from './table.js';

const group: ToldGroup = {
  fingerprint: '0123456789abcdef',
  queue: 'claim-intake.balances',
  reason: { code: 'message.invalid', text: 'data.amount: '.padEnd(100, 'x') },
  count: 12,
  oldestAt: '2026-11-20T08:00:00.000Z',
  example: '6a1f0f5e-0000-4000-8000-000000000001',
};

it('stands in columns, a line for each group of each service', () => {
  const lines = tableOf(
    new Map([
      ['claim-intake', [group, { ...group, count: 3 }]],
      ['verification', []],
    ]),
  );
  expect(lines).toHaveLength(3);
  const [head, first, second] = lines;
  expect(head).toMatch(/^service +count +oldest/);
  expect(first).toMatch(/^claim-intake {2}12 {5}2026/);
  expect(second).toMatch(/^claim-intake {2}3 {6}2026/);
  expect(first).toContain('…  6a1f0f5e');
});

it('says so when nothing is parked', () => {
  expect(tableOf(new Map([['verification', []]]))).toEqual(['Nothing is parked.']);
});
