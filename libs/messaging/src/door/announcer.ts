import { eventOf, routingKeyOf, sealedFieldsOf, streamNameOf, subjectOf } from '@libs/contracts';
import { revealed } from '@libs/kernel';
import type { Sealer } from '@libs/sealing';
import { AtRest } from './at-rest.js';
import { ownerOf, placeOf } from '../work/reader.js';
import { streamKey, type Stream, type Subject } from '../work/stream.js';
import type { OutgoingMessage } from './outbox.js';
import type { Positions } from './positions.js';

/** An event that a decision announced, with the trace that it belongs to. */
export type Announced = { readonly event: object; readonly traceparent: string | undefined };

/** Understands how decisions become numbered CloudEvents: each in its stream, without gaps, sealed where personal. */
export class Announcer {
  private readonly atRest: AtRest;

  constructor(
    private readonly service: string,
    private readonly sealer: Sealer,
    private readonly mint: () => string,
  ) {
    this.atRest = new AtRest(sealer);
  }

  /** The stream that this service announces of a subject. */
  ownStream({ kind, scope, key }: Subject): Stream {
    return {
      kind,
      scope,
      key,
      source: scope === '' ? `/${this.service}` : `/${this.service}/${scope}`,
    };
  }

  streamsOf(announced: readonly Announced[]): Stream[] {
    const streams = new Map<string, Stream>();
    for (const { event } of announced) {
      const name = streamNameOf(event);
      if (name === undefined) continue;
      const stream = this.ownStream(name);
      streams.set(streamKey(stream), stream);
    }
    return [...streams.values()];
  }

  /** Numbers the events in their order and writes them out. */
  write(announced: readonly Announced[], positions: Positions, now: string): OutgoingMessage[] {
    return announced.map(({ event, traceparent }) => {
      const { type, exchange, personal } = eventOf(event);
      const id = this.mint();
      const envelope = {
        specversion: '1.0',
        ...this.identityOf(event, positions),
        type,
        subject: subjectOf(event),
        time: now,
        ...(traceparent !== undefined && { traceparent }),
      };
      const body = JSON.stringify({
        ...envelope,
        datacontenttype: 'application/json',
        data: this.dataOf(event),
      });
      const message = { id, exchange, routingKey: routingKeyOf(event), body, traceparent };
      return personal === true ? { ...message, atRest: this.atRest.seal(id, body) } : message;
    });
  }

  private identityOf(
    event: object,
    positions: Positions,
  ): { source: string; id: string; sequence?: string } {
    const name = streamNameOf(event);
    if (name === undefined) return { source: `/${this.service}`, id: subjectOf(event) };
    const stream = this.ownStream(name);
    const position = positions.of(stream);
    const sequence = String(position.next);
    position.advance();
    return { source: stream.source, id: `${name.kind}/${name.key}/${sequence}`, sequence };
  }

  private dataOf(event: object): unknown {
    const data = revealed(event) as Record<string, unknown>;
    const sealed = sealedFieldsOf(eventOf(event).class);
    const name = streamNameOf(event) ?? {
      kind: 'receivable' as const,
      scope: '',
      key: subjectOf(event),
    };
    for (const [field, { sealedFor }] of sealed) {
      if (data[field] === undefined || typeof data[field] === 'string') continue;
      data[field] = this.sealer.seal(data[field], placeOf(ownerOf(event, name, sealedFor), field));
    }
    return data;
  }
}
