import { expect, it } from '@jest/globals';
import type { Replica } from './replica.js';
import { Replicas } from './replicas.js';

it('leads to each living replica of a service in turn', () => {
  const replicas = new Replicas({
    ...{ compiled: '', replicas: 2, onDeath: () => undefined },
    preloaded: { broken: undefined, leaseMs: undefined },
  });
  const [one, other, another] = [
    { service: 'verification', url: 'one' },
    { service: 'verification', url: 'other' },
    { service: 'claim-intake', url: 'another' },
  ] as [Replica, Replica, Replica];
  replicas.all.push(one, other, another);
  const led = (): readonly unknown[] =>
    [1, 2, 3, 4].map(() => replicas.urlOf('verification')).toSorted();
  expect(led()).toEqual(['one', 'one', 'other', 'other']);
  one.url = undefined;
  expect(led()).toEqual(['other', 'other', 'other', 'other']);
  other.url = undefined;
  expect(replicas.urlOf('verification')).toBeUndefined();
});
