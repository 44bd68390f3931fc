import {
  Transport,
  type ConsumerDeserializer,
  type IncomingEvent,
  type OutgoingEvent,
  type RmqOptions,
  type Serializer,
} from '@nestjs/microservices';
import { hops, type HopEnvironment } from '../ways/hops.js';

const prefetchCount = 50;
const queueOptions = { durable: true, arguments: { 'x-queue-type': 'quorum' } };

class FromLibrary implements ConsumerDeserializer {
  deserialize({ data }: { readonly data: object }): IncomingEvent {
    return { pattern: 'claim', data };
  }
}

class ToLibrary implements Serializer<OutgoingEvent> {
  serialize({ data }: OutgoingEvent): object {
    return data as object;
  }
}

export function incoming({ hop, amqpUrl }: HopEnvironment): RmqOptions {
  const isFirst = hop.takes === 'library.balances';
  return {
    transport: Transport.RMQ,
    options: {
      ...{ urls: [amqpUrl], queue: `stock.${hop.name}`, queueOptions, prefetchCount, noAck: false },
      ...(isFirst && {
        ...{ exchange: hop.takes, exchangeType: 'topic', routingKey: hop.key },
        deserializer: new FromLibrary(),
      }),
    },
  };
}

export function outgoing({ hop, amqpUrl }: HopEnvironment): RmqOptions {
  const follower = hops[hops.findIndex(({ name }) => name === hop.name) + 1];
  const options =
    follower === undefined
      ? {
          ...{ exchange: hop.tells, exchangeType: 'topic' as const, wildcards: true },
          serializer: new ToLibrary(),
        }
      : { queue: `stock.${follower.name}`, queueOptions };
  return { transport: Transport.RMQ, options: { urls: [amqpUrl], persistent: true, ...options } };
}
