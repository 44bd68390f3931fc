import { randomUUID } from 'node:crypto';
import {
  eventOf,
  routingKeyOf,
  sealedFieldsOf,
  streamNameOf,
  subjectOf,
  type StreamName,
} from '@libs/contracts';
import { revealed } from '@libs/kernel';
import { placeOf } from '@libs/messaging';
import type { Sealer } from '@libs/sealing';
import { connect, type ChannelModel, type ConfirmChannel } from 'amqplib';

/** A message as it goes over the wire. */
export type Written = { readonly exchange: string; readonly key: string; readonly body: Buffer };

export type NeighbourOptions = {
  readonly sealer: Sealer;
  /** Who says it: a CloudEvents `source`. */
  readonly sourceOf: (event: object, scope: string) => string;
  /** When it is said: RFC 3339. */
  readonly time: string;
};

/** The houses next door, as one that is tested alone knows them: they number, seal and publish what they tell. */
export class Neighbour {
  private readonly numbers = new Map<string, number>();

  private constructor(
    private readonly options: NeighbourOptions,
    private readonly connection: ChannelModel,
    private readonly channel: ConfirmChannel,
  ) {}

  static async connect(amqpUrl: string, options: NeighbourOptions): Promise<Neighbour> {
    const connection = await connect(amqpUrl);
    return new Neighbour(options, connection, await connection.createConfirmChannel());
  }

  /** Numbers the events in this order; they may then be published in any. @param time when it is said, if not as always */
  write(events: readonly object[], time = this.options.time): Written[] {
    return events.map((event) => ({
      exchange: eventOf(event).exchange,
      key: routingKeyOf(event),
      body: this.bodyOf(event, time),
    }));
  }

  /** Resolves when the broker has them all. */
  async publish(messages: readonly Written[]): Promise<void> {
    for (const { exchange, key, body } of messages)
      this.channel.publish(exchange, key, body, { persistent: true });
    await this.channel.waitForConfirms();
  }

  async tell(...events: readonly object[]): Promise<void> {
    await this.publish(this.write(events));
  }

  close(): Promise<void> {
    return this.connection.close();
  }

  private bodyOf(event: object, time: string): Buffer {
    const stream = streamNameOf(event);
    const source = this.options.sourceOf(event, stream?.scope ?? '');
    const { type } = eventOf(event);
    const data = this.sealed(event, stream);
    const about = { specversion: '1.0', source, type, subject: subjectOf(event), time };
    return Buffer.from(JSON.stringify({ ...about, ...this.named(source, stream), data }));
  }

  private named(source: string, stream: StreamName | undefined): { id: string; sequence?: string } {
    if (stream === undefined) return { id: randomUUID() };
    const { kind, scope, key } = stream;
    const name = `${source}|${kind}/${scope}/${key}`;
    const number = (this.numbers.get(name) ?? 0) + 1;
    this.numbers.set(name, number);
    return { id: `${kind}/${key}/${String(number)}`, sequence: String(number) };
  }

  private sealed(event: object, stream: StreamName | undefined): Record<string, unknown> {
    const data = revealed(event) as Record<string, unknown>;
    if (stream === undefined) return data;
    for (const [field, { sealedFor }] of sealedFieldsOf(eventOf(event).class)) {
      if (data[field] === undefined) continue;
      const patron = {
        kind: 'patron',
        scope: stream.scope,
        key: String(data['patronId']),
      } as const;
      const place = placeOf(sealedFor === 'patron' ? patron : stream, field);
      data[field] = this.options.sealer.seal(data[field], place);
    }
    return data;
  }
}
