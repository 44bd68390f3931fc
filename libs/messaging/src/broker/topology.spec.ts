import { describe, expect, it } from '@jest/globals';
import { eventName, topologyOf } from './topology.js';

const registered = { type: 'dk.debitorbro.claim.registered.v1', exchange: 'claims' };
const created = { type: 'dk.debitorbro.balance.created.v1', exchange: 'library.balances' };

describe('the topology of a service', () => {
  it('binds each queue to just the events that its handlers take', () => {
    const topology = topologyOf({
      handlers: [{ queue: 'verification.claims', events: [registered], everythingFrom: [] }],
      publishesTo: ['claims'],
    });
    expect(topology).toEqual({
      exchanges: ['claims'],
      foreign: [],
      queues: [
        {
          name: 'verification.claims',
          bindings: [{ exchange: 'claims', pattern: 'claim.registered.#' }],
        },
      ],
    });
  });

  it('takes everything from an exchange that foreigners publish to, and keeps what no queue takes', () => {
    const topology = topologyOf({
      handlers: [
        { queue: 'claim-intake.balances', events: [created], everythingFrom: ['library.balances'] },
      ],
      publishesTo: ['claims'],
    });
    expect(topology.queues).toEqual([
      { name: 'claim-intake.balances', bindings: [{ exchange: 'library.balances', pattern: '#' }] },
    ]);
    expect(topology.foreign).toEqual(['library.balances']);
    expect(topology.exchanges).toEqual(['claims', 'library.balances']);
  });

  it('gathers the bindings of handlers that share a queue', () => {
    const topology = topologyOf({
      handlers: [
        { queue: 'q', events: [registered], everythingFrom: [] },
        {
          queue: 'q',
          events: [{ ...registered, type: 'dk.debitorbro.claim.kept.v1' }],
          everythingFrom: [],
        },
      ],
      publishesTo: [],
    });
    expect(topology.queues).toHaveLength(1);
    expect(topology.queues[0]?.bindings.map(({ pattern }) => pattern)).toEqual([
      'claim.registered.#',
      'claim.kept.#',
    ]);
  });

  it('names an event as its routing key begins', () => {
    expect(eventName('dk.debitorbro.receivable.write-off-reversed.v1')).toBe(
      'receivable.write-off-reversed',
    );
  });
});
