import { allEvents, eventNameOf, type EventDescription, type RegisteredEvent } from './event.js';
import { schemaOf, type Schema, type Schemas } from './json-schema.js';
import { readingLimits } from './read-message.js';

type Json = Readonly<Record<string, unknown>>;
type Exchange = EventDescription['exchange'];

/** Messages as they go over the wire, by type. */
export type Examples = ReadonlyMap<
  string,
  readonly { readonly name: string; readonly payload: unknown }[]
>;

/** Who speaks, from where we stand; debtor gateways of others may publish payments as well. */
const actions: Readonly<Record<Exchange, readonly ('receive' | 'send')[]>> = {
  'library.balances': ['receive'],
  'library.updates': ['send'],
  claims: ['send', 'receive'],
  receivables: ['send', 'receive'],
  payments: ['send', 'receive'],
  statements: ['receive', 'send'],
};

const contentType = 'application/cloudevents+json';
const text = (maxLength: number): Schema => ({ type: 'string', minLength: 1, maxLength });

/** What every message has around its data. */
const envelope: Schema = {
  type: 'object',
  required: ['specversion', 'id', 'source', 'type', 'time', 'data'],
  properties: {
    specversion: { const: '1.0' },
    id: {
      ...text(readingLimits.idLengthMax),
      description: 'Unique per source: a repeat is the same event.',
    },
    source: text(readingLimits.sourceLengthMax),
    type: text(readingLimits.idLengthMax),
    subject: text(readingLimits.subjectLengthMax),
    time: { type: 'string', format: 'date-time' },
    sequence: {
      type: 'string',
      pattern: '^[1-9]\\d{0,14}$',
      description: 'The number of this event among those of its subject, from 1, without gaps.',
    },
    traceparent: { type: 'string', description: 'W3C Trace Context.' },
    datacontenttype: { const: 'application/json' },
    data: { type: 'object' },
  },
};

/** Every event of the contracts as AsyncAPI 3.0, from the classes and their rules; `examples` are the golden ones. */
export function describeMessages(examples: Examples): Json {
  const schemas: Schemas = new Map([['Envelope', envelope]]);
  const events = [...allEvents()].sort((a, b) => (a.type < b.type ? -1 : 1));
  const messages = byName(events, (event) => messageOf(event, schemas, examples));
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Debitorbro',
      version: '1',
      description:
        'CloudEvents 1.0 in structured mode over AMQP 0-9-1: durable topic exchanges, persistent messages. Amounts are texts of kroner with two decimals. Unknown members are ignored, unknown types parked. Arrival order is not promised: sort by sequence.',
      license: { name: 'MIT' },
    },
    defaultContentType: contentType,
    channels: byName(events, channelOf),
    operations: Object.fromEntries(events.flatMap(operationsOf)),
    components: {
      messages,
      schemas: Object.fromEntries([...schemas].sort(([a], [b]) => (a < b ? -1 : 1))),
    },
  };
}

function byName(
  events: readonly RegisteredEvent[],
  describe: (event: RegisteredEvent) => Json,
): Json {
  return Object.fromEntries(events.map((event) => [eventNameOf(event.type), describe(event)]));
}

function channelOf({ type, exchange, routedBy }: RegisteredEvent): Json {
  const name = eventNameOf(type);
  return {
    address: `${name}.{${routedBy}}`,
    messages: { [name]: { $ref: `#/components/messages/${name}` } },
    parameters: { [routedBy]: { location: `$message.payload#/data/${routedBy}` } },
    bindings: {
      amqp: {
        is: 'routingKey',
        exchange: { name: exchange, type: 'topic', durable: true, autoDelete: false },
      },
    },
  };
}

function operationsOf({ type, exchange }: RegisteredEvent): [name: string, operation: Json][] {
  const name = eventNameOf(type);
  return actions[exchange].map((action) => [
    `${action}.${name}`,
    {
      action,
      channel: { $ref: `#/channels/${name}` },
      messages: [{ $ref: `#/channels/${name}/messages/${name}` }],
    },
  ]);
}

function messageOf(
  { type, kind, key, class: of }: RegisteredEvent,
  schemas: Schemas,
  examples: Examples,
): Json {
  const ofSubject = `Its subject is data.${key}`;
  return {
    name: type,
    summary:
      kind === undefined
        ? `${ofSubject}, which makes it count once; it is not numbered.`
        : `${ofSubject}, numbered in the stream of that ${kind}.`,
    contentType,
    payload: {
      allOf: [{ $ref: '#/components/schemas/Envelope' }],
      ...(kind !== undefined && { required: ['subject', 'sequence'] }),
      properties: { type: { const: type }, data: schemaOf(of, schemas) },
    },
    examples: examples.get(type) ?? [],
  };
}
