import { expect, it } from '@jest/globals';
import { Troubles } from './troubles.js';

it('notes why a part of the run failed, tells it, and goes on with something else', async () => {
  const told: string[] = [];
  const troubles = new Troubles((text) => told.push(text));
  const failing = (): Promise<number> =>
    Promise.reject(new Error('RabbitMQ did not come.', { cause: new Error('refused') }));
  expect(await troubles.during('the storm', 7, failing)).toBe(7);
  expect(await troubles.during('the storm', 7, failing)).toBe(7);
  expect(await troubles.during('the quiet', 7, () => Promise.resolve(8))).toBe(8);
  const text = 'the storm: RabbitMQ did not come. (refused)';
  expect(troubles.findings).toEqual([{ kind: 'different', feeId: undefined, text }]);
  expect(told).toEqual([`trouble    ${text}`]);
});
