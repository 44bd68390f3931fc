import { connect } from 'amqplib';
import { agencyId } from './counting.fixture.js';

export type Publisher = {
  /** Resolves when the broker has them all. */
  readonly publish: (bodies: readonly Buffer[], routingKey?: string) => Promise<void>;
  readonly close: () => Promise<void>;
};

/** Another house that publishes; it declares nothing but the exchange. */
export async function aPublisher(amqpUrl: string, exchange = 'claims'): Promise<Publisher> {
  const connection = await connect(amqpUrl);
  connection.on('error', () => undefined);
  const channel = await connection.createConfirmChannel();
  channel.on('error', () => undefined);
  await channel.assertExchange(exchange, 'topic', { durable: true });
  return {
    publish: async (bodies, routingKey = `balance.test-added.${agencyId}`) => {
      for (const body of bodies) channel.publish(exchange, routingKey, body, { persistent: true });
      await channel.waitForConfirms();
    },
    close: async () => {
      await connection.close().catch(() => undefined);
    },
  };
}

export type HeardEvent = {
  readonly id: string;
  readonly source: string;
  readonly subject: string;
  readonly sequence?: string;
  readonly traceparent?: string;
  readonly data: Readonly<Record<string, unknown>>;
};

export type Listener = {
  readonly heard: readonly HeardEvent[];
  readonly close: () => Promise<void>;
};

/** Another house that hears everything on an exchange, in a durable queue of its own. */
export async function aListener(
  amqpUrl: string,
  exchange = 'library.updates',
  pattern = '#',
): Promise<Listener> {
  const connection = await connect(amqpUrl);
  connection.on('error', () => undefined);
  const channel = await connection.createChannel();
  channel.on('error', () => undefined);
  await channel.assertExchange(exchange, 'topic', { durable: true });
  const { queue } = await channel.assertQueue(`listener.${exchange}`, {
    durable: true,
    arguments: { 'x-queue-type': 'quorum' },
  });
  await channel.bindQueue(queue, exchange, pattern);
  const heard: HeardEvent[] = [];
  await channel.consume(queue, (message) => {
    if (message === null) return;
    heard.push(JSON.parse(message.content.toString('utf8')) as HeardEvent);
    channel.ack(message);
  });
  return {
    heard,
    close: async () => {
      await connection.close().catch(() => undefined);
    },
  };
}

/** What was heard, by subject, in the order of their numbers; each number once. @throws Error when two events claim one number. */
export function inOrder(heard: readonly HeardEvent[]): ReadonlyMap<string, readonly HeardEvent[]> {
  const streams = new Map<string, Map<number, HeardEvent>>();
  for (const event of heard) {
    const stream = streams.get(event.subject) ?? new Map<number, HeardEvent>();
    streams.set(event.subject, stream);
    const known = stream.get(Number(event.sequence));
    if (known !== undefined && JSON.stringify(known) !== JSON.stringify(event))
      throw new Error(`Two events are number ${String(event.sequence)} of ${event.subject}.`);
    stream.set(Number(event.sequence), event);
  }
  return new Map(
    [...streams].map(([subject, events]) => [
      subject,
      [...events].sort(([a], [b]) => a - b).map(([, event]) => event),
    ]),
  );
}
