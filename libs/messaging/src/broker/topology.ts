import type { Channel, ChannelModel } from 'amqplib';
import { declarationFailure } from './broker-check.js';
import { closed } from './closed.js';

export type Binding = { readonly exchange: string; readonly pattern: string };
export type QueuePlan = { readonly name: string; readonly bindings: readonly Binding[] };
export type Topology = {
  /** Durable topic exchanges. */
  readonly exchanges: readonly string[];
  /** Exchanges that foreigners publish to: what no queue takes is kept in `<exchange>.unroutable` (an alternate exchange, by policy). */
  readonly foreign: readonly string[];
  readonly queues: readonly QueuePlan[];
};

export type TakenEvent = { readonly type: string; readonly exchange: string };
export type TopologySource = {
  readonly handlers: readonly {
    readonly queue: string;
    readonly events: readonly TakenEvent[];
    readonly everythingFrom: readonly string[];
  }[];
  readonly publishesTo: readonly string[];
};

/** Works out what a service needs of the broker from its handlers alone. */
export function topologyOf({ handlers, publishesTo }: TopologySource): Topology {
  const bindings = new Map<string, Binding[]>();
  const exchanges = new Set(publishesTo);
  const foreign = new Set<string>();
  for (const { queue, events, everythingFrom } of handlers) {
    const own = bindings.get(queue) ?? [];
    for (const exchange of everythingFrom) {
      foreign.add(exchange);
      own.push({ exchange, pattern: '#' });
    }
    for (const { type, exchange } of events) {
      exchanges.add(exchange);
      if (!everythingFrom.includes(exchange))
        own.push({ exchange, pattern: `${eventName(type)}.#` });
    }
    for (const exchange of everythingFrom) exchanges.add(exchange);
    bindings.set(queue, own);
  }
  return {
    exchanges: [...exchanges].sort(),
    foreign: [...foreign].sort(),
    queues: [...bindings].map(([name, own]) => ({ name, bindings: own })),
  };
}

/** `dk.debitorbro.claim.registered.v1` → `claim.registered`: how routing keys begin. */
export function eventName(type: string): string {
  return type.replace(/^dk\.debitorbro\./, '').replace(/\.v\d+$/, '');
}

/** Declares all that a service needs, by a channel for nothing else: a refusal ends the channel. */
export async function declareAll(model: ChannelModel, topology: Topology): Promise<void> {
  const channel = await model.createChannel();
  channel.on('error', () => undefined); // the failing call itself rejects
  await declareExchanges(channel, topology);
  for (const queue of topology.queues) await declareQueue(channel, queue);
  await closed(channel);
}

export async function declareExchanges(
  channel: Channel,
  { exchanges, foreign }: Topology,
): Promise<void> {
  for (const exchange of exchanges)
    await declared(exchange, () => channel.assertExchange(exchange, 'topic', { durable: true }));
  for (const exchange of foreign) {
    const unroutable = `${exchange}.unroutable`;
    await declared(unroutable, async () => {
      await channel.assertExchange(unroutable, 'fanout', { durable: true });
      await channel.assertQueue(unroutable, quorum);
      await channel.bindQueue(unroutable, unroutable, '');
    });
  }
}

export async function declareQueue(channel: Channel, { name, bindings }: QueuePlan): Promise<void> {
  await declared(name, async () => {
    await channel.assertQueue(name, quorum);
    for (const { exchange, pattern } of bindings) await channel.bindQueue(name, exchange, pattern);
  });
}

/** @throws PermanentFailure `broker.*`, saying what to do, when the broker has it otherwise */
async function declared(name: string, declare: () => Promise<unknown>): Promise<void> {
  try {
    await declare();
  } catch (error) {
    throw declarationFailure(error, name);
  }
}

const quorum = { durable: true, arguments: { 'x-queue-type': 'quorum' } };
