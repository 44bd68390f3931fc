import { expect, it } from '@jest/globals';
import { Tally } from './tally.js';

it('counts kills by kind and by named point, and tells which points were hit too rarely', () => {
  const tally = new Tally();
  tally.hit('before-ack', 'verification');
  tally.hit('before-ack', 'claim-intake');
  tally.hit('before-call', 'serviceplatform-gateway');
  tally.fault('SIGKILL of RabbitMQ');
  tally.fault('reset on the wire to eg');
  expect(tally.kills).toBe(4);
  expect(tally.tooFew(['before-ack', 'before-call', 'after-call'], 0)).toEqual([]);
  expect(tally.tooFew(['before-ack', 'before-call', 'after-call'], 2)).toEqual([
    'before-call was hit 1 times, not 2',
    'after-call was hit 0 times, not 2',
  ]);
});
